/** What the doctor found: checks of this PC, and who in the workgroup sees whom. */
import * as Type from 'typebox';
import { DeviceId, Timestamp } from './id.ts';
import { DeviceName } from './device.ts';
import { Presence } from './presence.ts';

export const CheckState = Type.Union([
  Type.Literal('ok'),
  /** Worth knowing; nothing is broken by it. */
  Type.Literal('notice'),
  Type.Literal('problem'),
  /** It could not be looked at. */
  Type.Literal('unknown'),
]);
export type CheckState = Type.Static<typeof CheckState>;

export const Check = Type.Object({
  /** Stable, such as `multicast.out`. */
  id: Type.String(),
  title: Type.String(),
  state: CheckState,
  /** What was seen, in words. */
  detail: Type.String(),
  /** What to do about it on this system, in words. */
  fix: Type.Union([Type.String(), Type.Null()]),
});
export type Check = Type.Static<typeof Check>;

/** One cell of the matrix: how `from` sees `to`. */
export const Sight = Type.Object({
  from: DeviceId,
  to: DeviceId,
  /** `unknown` where `from` could not be asked. */
  state: Type.Union([Presence, Type.Literal('unknown')]),
  latencyMs: Type.Union([Type.Number(), Type.Null()]),
  /** For a dark cell, what stands in the way: a stable word such as `firewall` or `switched-off`. */
  blocker: Type.Union([Type.String(), Type.Null()]),
  detail: Type.String(),
  fix: Type.Union([Type.String(), Type.Null()]),
});
export type Sight = Type.Static<typeof Sight>;

export const SightMatrix = Type.Object({
  devices: Type.Array(Type.Object({ id: DeviceId, name: DeviceName, self: Type.Boolean() })),
  /** One for each ordered pair of devices. */
  sights: Type.Array(Sight),
});
export type SightMatrix = Type.Static<typeof SightMatrix>;

export const DoctorReport = Type.Object({
  at: Timestamp,
  version: Type.String(),
  /** Name and release of the operating system. */
  system: Type.String(),
  /** False if any check is a problem or any cell that should be bright is dark. */
  ok: Type.Boolean(),
  checks: Type.Array(Check),
  /** Null without a workgroup or without a running agent. */
  matrix: Type.Union([SightMatrix, Type.Null()]),
});
export type DoctorReport = Type.Static<typeof DoctorReport>;
