/** Who is reading from which share or writing to it just now. */
import type { DeviceId, ResourceId } from '../model/id.ts';

interface ShareUse {
  share: ResourceId;
  device: DeviceId;
}

export class ShareReaders {
  readonly #nameOf: (device: DeviceId) => string;
  readonly #uses = new Set<ShareUse>();

  constructor(nameOf: (device: DeviceId) => string) {
    this.#nameOf = nameOf;
  }

  /** Call what it gives when the transfer is over. */
  began(share: ResourceId, device: DeviceId): () => void {
    const use = { share, device };
    this.#uses.add(use);
    return () => void this.#uses.delete(use);
  }

  /** Names of the PCs that use one of these shares. */
  of(shares: readonly ResourceId[]): string[] {
    const uses = [...this.#uses].filter(({ share }) => shares.includes(share));
    return Array.from(new Set(uses.map(({ device }) => device)), this.#nameOf).sort();
  }
}
