/** Who may print on a shared printer and how much, as its owner wishes; and what was printed. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from './id.ts';
import { KeepHours } from './job-terms.ts';
import { Audience } from './share.ts';

/** Pages in a calendar month of the owner's PC; null: as many as anybody likes. */
const MonthlyPages = Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000 }), Type.Null()]);

export const PrinterPolicy = Type.Object(
  {
    /** The members who see it and may print; its owner always may. */
    with: Audience,
    /** What each of them may print in a month. */
    pagesPerMonth: MonthlyPages,
    /** Members for whom another number holds. */
    exceptions: Type.Array(Type.Object({ device: DeviceId, pagesPerMonth: MonthlyPages }), {
      maxItems: 200,
    }),
    /** Hours that the owner's PC keeps printed documents for a reprint; never those with a PIN. */
    keepHours: KeepHours,
  },
  { additionalProperties: false },
);
export type PrinterPolicy = Type.Static<typeof PrinterPolicy>;

export const OPEN_POLICY: PrinterPolicy = {
  with: 'everyone',
  pagesPerMonth: null,
  exceptions: [],
  keepHours: 0,
};

/** `2026-11`, in the time zone of the printer's PC. */
export const Month = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' });

/** What one member printed on one printer in one month. */
export const PrinterUsage = Type.Object({
  month: Month,
  printer: ResourceId,
  device: DeviceId,
  /** Project or customer; empty where none was named. */
  account: Type.String(),
  jobs: Type.Integer({ minimum: 0 }),
  pages: Type.Integer({ minimum: 0 }),
});
export type PrinterUsage = Type.Static<typeof PrinterUsage>;

/** What a member may still print this month, where the owner set a limit. */
export const PrinterAllowance = Type.Object({
  pagesPerMonth: Type.Integer({ minimum: 0 }),
  pagesUsed: Type.Integer({ minimum: 0 }),
});
export type PrinterAllowance = Type.Static<typeof PrinterAllowance>;

/** Whether a member may see the printer and print on it. */
export function mayPrint(policy: PrinterPolicy, device: string): boolean {
  return policy.with === 'everyone' || policy.with.includes(device);
}

/** Pages that a member may print in a month, or null. */
export function pagesAllowed(policy: PrinterPolicy, device: string): number | null {
  const exception = policy.exceptions.find((one) => one.device === device);
  return exception ? exception.pagesPerMonth : policy.pagesPerMonth;
}
