/** Bounds how many files one peer reads at the same time: each holds a file and buffers. */
import { HallwayError } from '../../src/base/errors.ts';
import type { DeviceId } from '../../src/model/id.ts';

export class TransferSlots {
  readonly #most: number;
  readonly #taken = new Map<DeviceId, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs `work` in a slot of the device; throws `request.busy` where all are taken. */
  async use<T>(device: DeviceId, work: () => Promise<T>): Promise<T> {
    const taken = this.#taken.get(device) ?? 0;
    if (taken >= this.#most)
      throw new HallwayError('request.busy', 'Too many files are being read at once.', {
        fix: 'Wait until some are done.',
      });
    this.#taken.set(device, taken + 1);
    try {
      return await work();
    } finally {
      const left = (this.#taken.get(device) ?? 1) - 1;
      if (left > 0) this.#taken.set(device, left);
      else this.#taken.delete(device);
    }
  }
}
