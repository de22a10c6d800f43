/**
 * The registered names of IPP, from the `ipp` package's tables. The package's codec is not used:
 * it loops for ever on some messages and damages documents.
 */
import ipp from 'ipp';

/** A name-to-number table, whatever the package keeps beside the numbers left out. */
function named(table: Record<string, unknown>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(table).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  );
}

function numbered(table: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  return new Map(Array.from(table, ([name, value]) => [value, name]));
}

export const operationNumbers = named(ipp.operations);
export const statusNumbers = named(ipp.statusCodes);
export const tagNumbers = named(ipp.tags);
export const jobStateNumbers = named(ipp.enums['job-state'] ?? {});
export const printerStateNumbers = named(ipp.enums['printer-state'] ?? {});

const operationNames = numbered(operationNumbers);
const statusNames = numbered(statusNumbers);

/** The name of an operation, or its number in hex. */
export function operationName(code: number): string {
  return operationNames.get(code) ?? hex(code);
}

/** The keyword of a status, or its number in hex. */
export function statusName(code: number): string {
  return statusNames.get(code) ?? hex(code);
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(4, '0')}`;
}
