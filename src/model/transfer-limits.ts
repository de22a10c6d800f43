/** How much of the line files may take, when they come by themselves, and how much is given on. */
import * as Type from 'typebox';
import { Timestamp } from './id.ts';

/** Below this a piece takes so long that its source seems to be gone. */
export const LEAST_RATE = 100_000;

/** Bytes a second of all files together; null: as fast as the line is. */
const Rate = Type.Union([Type.Integer({ minimum: LEAST_RATE, maximum: 1e12 }), Type.Null()]);

const TimeOfDay = Type.String({ pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$' });

/** By the clock on this PC's wall. One that goes over midnight belongs to the day it begins on. */
export const TransferTime = Type.Object({
  /** 0 is Sunday. */
  days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), {
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
  }),
  from: TimeOfDay,
  /** The same as `from`: a day long. */
  to: TimeOfDay,
});
export type TransferTime = Type.Static<typeof TransferTime>;

/** `auto`: as the system says; the others are the person's own word. */
export const MeteredRule = Type.Union([
  Type.Literal('auto'),
  Type.Literal('yes'),
  Type.Literal('no'),
]);
export type MeteredRule = Type.Static<typeof MeteredRule>;

/** Of what came from colleagues, this much is given on. */
export const GiveOnLimit = Type.Object({
  bytes: Type.Integer({ minimum: 0, maximum: 1e15 }),
  files: Type.Integer({ minimum: 0, maximum: 10_000 }),
  /** Days since it came. */
  days: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type GiveOnLimit = Type.Static<typeof GiveOnLimit>;

/** What a person chose. */
export const TransferRules = Type.Object({
  up: Rate,
  down: Rate,
  /** When files come by themselves; none: always. */
  times: Type.Array(TransferTime, { maxItems: 20 }),
  metered: MeteredRule,
  /** Nothing comes by itself until a person lets it. */
  paused: Type.Boolean(),
  /** Until then times and metering are not looked at. */
  anyway: Type.Union([Timestamp, Type.Null()]),
  giveOn: GiveOnLimit,
});
export type TransferRules = Type.Static<typeof TransferRules>;

/** Absent values stay. */
export const TransferRulesChange = Type.Partial(TransferRules);
export type TransferRulesChange = Type.Static<typeof TransferRulesChange>;

export const HeldWhy = Type.Union([
  Type.Literal('paused'),
  Type.Literal('time'),
  Type.Literal('metered'),
]);
export type HeldWhy = Type.Static<typeof HeldWhy>;

export const TransferLimits = Type.Object({
  ...TransferRules.properties,
  /** Why nothing comes by itself now; null: it does. */
  held: Type.Union([HeldWhy, Type.Null()]),
  /** When it will again, where times say that. */
  until: Type.Union([Timestamp, Type.Null()]),
  /** What the system says of the connection; null where it cannot tell. */
  isMetered: Type.Union([Type.Boolean(), Type.Null()]),
  /** What is given on now. */
  given: Type.Object({
    bytes: Type.Integer({ minimum: 0 }),
    files: Type.Integer({ minimum: 0 }),
  }),
});
export type TransferLimits = Type.Static<typeof TransferLimits>;
