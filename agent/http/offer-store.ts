/**
 * Bytes on offer: a file or document that a peer was asked to pull. Each offer is for one device
 * and ends when it is withdrawn.
 */
import { randomBytes } from 'node:crypto';
import { base32 } from '../../src/base/base32.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { ByteSource, Offers } from '../../src/net/peer-transport.ts';

export class OfferStore implements Offers {
  readonly #offers = new Map<string, { device: DeviceId; source: ByteSource }>();

  offer(device: DeviceId, source: ByteSource): { id: string; withdraw: () => void } {
    const id = base32(randomBytes(20));
    this.#offers.set(id, { device, source });
    return { id, withdraw: () => void this.#offers.delete(id) };
  }

  /** What `device` may pull; an offer to another does not exist for it. */
  take(device: DeviceId, id: string): ByteSource {
    const found = this.#offers.get(id);
    if (found?.device !== device)
      throw new HallwayError('transfer.not_found', 'This is no longer on offer.');
    return found.source;
  }
}
