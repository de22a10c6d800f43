/** A printer of the workgroup that was made a printer of this PC's system. */
import * as Type from 'typebox';
import { DeviceId, ResourceId } from './id.ts';

export const InstalledState = Type.Union([
  /** Programs print on it. */
  Type.Literal('ready'),
  /** The system is still looking at what the printer can do, or was not asked yet. */
  Type.Literal('preparing'),
  /** The system knows nothing of the printer: documents go out as they are, without any choice. */
  Type.Literal('raw'),
  /** It leads to an address where Hallway was once, and could not be changed. */
  Type.Literal('astray'),
  /** Its printer is no longer in the workgroup: what is printed there comes out nowhere. */
  Type.Literal('orphaned'),
]);
export type InstalledState = Type.Static<typeof InstalledState>;

export const InstalledQueue = Type.Object({
  /** What the system calls it, and programs with `lp -d`. */
  queue: Type.String({ maxLength: 255 }),
  state: InstalledState,
});
export type InstalledQueue = Type.Static<typeof InstalledQueue>;

export const InstalledPrinter = Type.Object({
  ...InstalledQueue.properties,
  /** The printer's id and device. */
  id: ResourceId,
  device: DeviceId,
  /** What the printer was called when it was last seen. */
  name: Type.String({ maxLength: 255 }),
  /** Where it prints to: `ipp://127.0.0.1…`. */
  uri: Type.String({ maxLength: 1023 }),
  /** What is wrong and what to do, in words; empty if nothing is. */
  message: Type.String({ maxLength: 4000 }),
});
export type InstalledPrinter = Type.Static<typeof InstalledPrinter>;
