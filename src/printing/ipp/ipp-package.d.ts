/** The tables of the `ipp` package that we read; it comes without types. */
declare module 'ipp' {
  type Table = Record<string, number>;
  interface Tables {
    operations: Table;
    statusCodes: Table;
    enums: Record<string, Table>;
    tags: Table;
    attributes: Record<string, Record<string, unknown>>;
  }
  const tables: Tables;
  export default tables;
}
