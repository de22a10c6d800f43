/** Files that guests drop by their links: as many and as large as a link may, as long as there is room. */
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { GUEST_LINK_BOUNDS as bounds } from '../../src/guests/guest-bounds.ts';
import type { GuestLinks } from '../../src/guests/guest-links.ts';
import type { Arrival, GuestArrivals } from './guest-arrivals.ts';
import type { GuestFiles } from './guest-files.ts';
import { type GuestBody, notAllowed, tooMuch, type Visit } from './guest-visit.ts';

export interface GuestDropsOptions {
  links: GuestLinks;
  arrivals: GuestArrivals;
  files: Pick<GuestFiles, 'drop'>;
}

export class GuestDrops {
  readonly #options: GuestDropsOptions;

  constructor(options: GuestDropsOptions) {
    this.#options = options;
  }

  /**
   * Throws `guest.not_allowed`, `guest.limit`, `request.too_large`, `share.full`, and what writing
   * throws. `path` is where it is kept on this PC.
   */
  async drop(
    { link, ended }: Omit<Visit, 'office'>,
    name: string,
    size: number,
    source: GuestBody,
  ): Promise<{ name: string; bytes: number; path: string }> {
    const { links, arrivals, files } = this.#options;
    if (link.drop === null) throw notAllowed();
    if (size > bounds.fileBytes)
      throw new HallwayError('request.too_large', 'This file is too large to be dropped here.');
    const tried = links.tried(link.id);
    const arriving = arrivals.dropped(link.id);
    if (tried.files + arriving.files >= bounds.files) throw tooMuch();
    if (tried.bytes + arriving.bytes + size > bounds.dropBytes) throw tooMuch();
    const arrival: Arrival = { link: link.id, what: 'drop', size, body: source };
    arrivals.begin(arrival);
    try {
      const file = { name, size, source, by: link.name, signal: ended };
      const fits = (free: number | null): boolean => arrivals.hasRoom(arrival, free);
      const kept = await files.drop(link.drop, file, fits);
      links.count(link.id, { dropped: 1, droppedBytes: kept.bytes });
      return { ...kept, path: `${link.drop}/${kept.name}` };
    } catch (error) {
      // What found no room took none.
      if (asHallwayError(error).code !== 'share.full')
        links.broke(link.id, Math.min(size, source.received));
      throw error;
    } finally {
      arrivals.end(arrival);
    }
  }
}
