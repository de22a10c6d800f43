/** A copy of a colleague's folder or file that this PC keeps and that follows it. */
import * as Type from 'typebox';
import { SharePath } from './entry.ts';
import { DeviceId, ResourceId, Timestamp } from './id.ts';

export const KeepState = Type.Union([
  /** It is compared with its source, or brought up to date. */
  Type.Literal('syncing'),
  Type.Literal('current'),
  /** The PC with the source is not there. */
  Type.Literal('waiting'),
  /** The source is not there any more, or not shared with this PC; what is here stays. */
  Type.Literal('gone'),
  Type.Literal('failed'),
]);
export type KeepState = Type.Static<typeof KeepState>;

export const Keep = Type.Object({
  id: ResourceId,
  device: DeviceId,
  deviceName: Type.String(),
  share: ResourceId,
  shareName: Type.String(),
  path: SharePath,
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
  /** Absolute path of the copy on this PC. */
  target: Type.String(),
  state: KeepState,
  /** Of the source, when it was last read. */
  files: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** Bytes that are still to come. */
  missing: Type.Integer({ minimum: 0 }),
  /** Bytes a second. */
  rate: Type.Number({ minimum: 0 }),
  /** Files of this person that stand where the copy would put one: they stay. */
  inTheWay: Type.Array(Type.String(), { maxItems: 20 }),
  /** Where what was removed or replaced is kept for a while. */
  trash: Type.String(),
  /** When it last was as its source. */
  synced: Type.Union([Timestamp, Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
  created: Timestamp,
});
export type Keep = Type.Static<typeof Keep>;

export const KeepOrder = Type.Object({
  device: DeviceId,
  share: ResourceId,
  path: SharePath,
  /** Absolute; nothing may be there, or an empty folder. */
  target: Type.String({ minLength: 1, maxLength: 4096 }),
});
export type KeepOrder = Type.Static<typeof KeepOrder>;
