/** How many folders of this PC's shares are watched at once: by all, by one PC, in one share. */
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';

const MOST = 512;
const MOST_OF_DEVICE = 64;
const MOST_OF_SHARE = 256;

export class WatchLimits {
  readonly #open = new Set<{ share: ResourceId; device: DeviceId }>();

  /** Call what it gives when the watching is over. Throws `request.busy`. */
  began(share: ResourceId, device: DeviceId): () => void {
    const all = [...this.#open];
    const full =
      all.length >= MOST ||
      all.filter((one) => one.device === device).length >= MOST_OF_DEVICE ||
      all.filter((one) => one.share === share).length >= MOST_OF_SHARE;
    if (full)
      throw new HallwayError('request.busy', 'Too many folders are watched here already.', {
        fix: 'It still can be looked at again by hand.',
      });
    const one = { share, device };
    this.#open.add(one);
    return () => void this.#open.delete(one);
  }

  get count(): number {
    return this.#open.size;
  }
}
