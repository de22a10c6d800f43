/** Lending a PC's way to the internet: to whom, how much of it, and what was used. */
import * as Type from 'typebox';
import { DeviceId, Timestamp } from './id.ts';

const Bytes = Type.Integer({ minimum: 0 });

/** What one member may use in a day. */
export const LentTerms = Type.Object({
  /** Bytes a day, both directions together. */
  quota: Type.Integer({ minimum: 1_000_000, maximum: 10_000_000_000_000 }),
  /** When the right ends by itself; null: when it is taken back. */
  until: Type.Union([Timestamp, Type.Null()]),
});
export type LentTerms = Type.Static<typeof LentTerms>;

/** A member that may use this PC's way to the internet. */
export const LentWay = Type.Object({
  device: DeviceId,
  ...LentTerms.properties,
  /** Bytes since this PC's midnight. After a crash up to a MiB too many, never too few. */
  today: Bytes,
  /** The same of the last 30 days, today included. */
  month: Bytes,
  /** Connections that it has through this PC now. */
  open: Type.Integer({ minimum: 0 }),
});
export type LentWay = Type.Static<typeof LentWay>;

/** A colleague's way to the internet that this PC may use, as that PC says. */
export const OfferedWay = Type.Object({ device: DeviceId, quota: Bytes, today: Bytes });
export type OfferedWay = Type.Static<typeof OfferedWay>;

/** The colleague's way that this PC uses, and where its programs find it. */
export const UsedWay = Type.Object({
  device: DeviceId,
  /** `http://127.0.0.1:PORT` of the proxy; null where it could not be opened. */
  proxy: Type.Union([Type.String(), Type.Null()]),
  /** Address of the PAC file, for browsers and systems. */
  pac: Type.Union([Type.String(), Type.Null()]),
  /** Why it does not work at the moment, in words; empty where it does. */
  trouble: Type.String(),
});
export type UsedWay = Type.Static<typeof UsedWay>;

export const InternetState = Type.Object({
  /** To whom this PC lends its way; nobody unless its owner said so. */
  lent: Type.Array(LentWay),
  offered: Type.Array(OfferedWay),
  used: Type.Union([UsedWay, Type.Null()]),
});
export type InternetState = Type.Static<typeof InternetState>;
