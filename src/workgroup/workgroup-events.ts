/** What the workgroup of this PC announces. */
import type { DeviceId } from '../model/id.ts';
import type { Heads } from './log/log.ts';
import type { Departure } from './membership.ts';

export interface WorkgroupEvents {
  /** The log grew, or the workgroup began or ended. */
  changed: { heads: Heads };
  /** Devices that are no longer members: their links must be cut at once. */
  removed: { ids: DeviceId[] };
  /**
   * This PC is out; `spent` if its key never returns there (see `needsNewKey`). Told a second time,
   * with `spent`, where the disk had no room for it at first.
   */
  left: { workgroup: string; reason: Departure['reason']; notice: string | null; spent: boolean };
}
