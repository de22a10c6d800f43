/** What this device lets a peer use, with a revision that changes whenever the list does. */
import { createHash } from 'node:crypto';
import type { Resources } from '../../src/api/peer.ts';
import { base32 } from '../../src/base/base32.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Share } from '../../src/model/share.ts';

export interface ResourceSources {
  printersFor: (device: DeviceId) => Printer[];
  sharesFor: (device: DeviceId) => Share[];
}

export function resourcesFor(sources: ResourceSources, device: DeviceId): Resources {
  const printers = sources.printersFor(device);
  const shares = sources.sharesFor(device);
  const hash = createHash('sha256')
    .update(JSON.stringify([printers, shares]))
    .digest();
  return { revision: base32(hash).slice(0, 16), printers, shares };
}
