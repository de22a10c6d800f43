/** What PowerShell answers about printers and jobs of Windows; its names are kept. */
import * as Type from 'typebox';

const Whole = Type.Integer({ minimum: 0 });
const Text = Type.Union([Type.String({ maxLength: 4096 }), Type.Null()]);

export const PrinterRow = Type.Object({
  Name: Type.String({ minLength: 1, maxLength: 512 }),
  Driver: Text,
  Port: Text,
  Comment: Text,
  Location: Text,
  Status: Whole,
  Jobs: Whole,
  Color: Type.Boolean(),
  Duplex: Type.Boolean(),
  Copies: Type.Integer(),
  Papers: Type.Array(Type.Object({ Kind: Whole, Width: Type.Integer(), Height: Type.Integer() })),
  Sources: Type.Array(Type.Object({ Kind: Whole, Name: Text })),
  Paper: Whole,
});
export type PrinterRow = Type.Static<typeof PrinterRow>;

export const MomentRow = Type.Object({
  Name: Type.String({ minLength: 1, maxLength: 512 }),
  Status: Whole,
  Jobs: Whole,
});

export type MomentRow = Type.Static<typeof MomentRow>;

export const JobRow = Type.Object({
  Id: Whole,
  Document: Text,
  Status: Whole,
  Pages: Type.Integer(),
});
export type JobRow = Type.Static<typeof JobRow>;

export const PrintedRow = Type.Object({ Id: Whole });
export type PrintedRow = Type.Static<typeof PrintedRow>;
