/** What a person may ask for beside the printing itself, and what can be done with a job. */
import * as Type from 'typebox';
import { DeviceId, JobId, ResourceId, Timestamp } from './id.ts';

/** Four to twelve digits, as one types them on a printer. */
export const Pin = Type.String({ pattern: '^[0-9]{4,12}$' });

/** Longest time that a document is kept after its job's end, in hours: a week. */
export const MAX_KEEP_HOURS = 168;
export const KeepHours = Type.Integer({ minimum: 0, maximum: MAX_KEEP_HOURS });

/** What holds for one job; nothing of it is an option of the printer. */
export const JobTerms = Type.Object(
  {
    /** Kept from the printer until somebody types this at the printer's PC or at the sender's. */
    pin: Type.Optional(Pin),
    /** Seconds after which it is given up unprinted; absent: it waits for as long as it takes. */
    expiresIn: Type.Optional(Type.Integer({ minimum: 10, maximum: 31_536_000 })),
    /** Hours that the sender's PC keeps the document for a reprint; absent: its own setting. */
    keepHours: Type.Optional(KeepHours),
    /** Project or customer that the pages are for. */
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
  },
  { additionalProperties: false },
);
export type JobTerms = Type.Static<typeof JobTerms>;

/** What can be done with a job from this PC now. `decide`: say what became of an uncertain one. */
export const JobAction = Type.Union([
  Type.Literal('cancel'),
  Type.Literal('hold'),
  Type.Literal('release'),
  Type.Literal('move'),
  Type.Literal('reprint'),
  Type.Literal('decide'),
]);
export type JobAction = Type.Static<typeof JobAction>;

/** What a person says about a job of which nobody can tell whether it was printed. */
export const JobDecision = Type.Union([
  Type.Literal('printed'),
  Type.Literal('again'),
  Type.Literal('cancel'),
]);
export type JobDecision = Type.Static<typeof JobDecision>;

/** Where a job can go. */
export const PrinterPlace = Type.Object({ device: DeviceId, printer: ResourceId });
export type PrinterPlace = Type.Static<typeof PrinterPlace>;

/** A printer that could print a job as it was asked for; the best first. */
export const Alternative = Type.Object({
  ...PrinterPlace.properties,
  name: Type.String(),
  /** Jobs that it has before it. */
  jobs: Type.Integer({ minimum: 0 }),
});
export type Alternative = Type.Static<typeof Alternative>;

/** Properties of a job that belong to its terms and to its way; absent where there is nothing. */
export const jobWay = {
  /** True while it needs its PIN. */
  pin: Type.Optional(Type.Boolean()),
  /** Given up unprinted at this time. */
  expires: Type.Optional(Timestamp),
  account: Type.Optional(Type.String({ maxLength: 63 })),
  /** Place in the printer's line, as far as it is known: 1 is next. */
  position: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  /** Pages of the whole job, copies counted, as far as they are known. */
  pagesTotal: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  /** Until when its document is kept here for a reprint. */
  keptUntil: Type.Optional(Timestamp),
  /** The job that took its place when it was moved. */
  movedTo: Type.Optional(JobId),
  /** What can be done with it from this PC. */
  actions: Type.Optional(Type.Array(JobAction)),
  /** Other printers for it, where it has waited long behind one that does not print. */
  alternatives: Type.Optional(Type.Array(Alternative, { maxItems: 5 })),
};
