/** The files of colleagues that are played now or were lately, by their place. */
import type { ByteRange } from '../../base/byte-range.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { DeviceId } from '../../model/id.ts';
import { isAway } from '../away.ts';
import { PieceCache } from './piece-cache.ts';
import { StreamedFile, type StreamedFileOptions, type StreamPlace } from './streamed-file.ts';

/** Files that are known at a time. */
const MOST = 24;
/** Pieces in memory, of all of them, in bytes. */
const CACHE_BYTES = 24 << 20;

export interface StreamsOptions extends Omit<StreamedFileOptions, 'cache'> {
  /** Entity tag of the file now, at its owner; throws what the share throws. */
  etagOf: (place: StreamPlace) => Promise<string>;
}

export class Streams implements Lifecycle {
  readonly #options: StreamedFileOptions;
  readonly #etagOf: StreamsOptions['etagOf'];
  readonly #files = new Map<string, Promise<StreamedFile>>();

  constructor({ etagOf, ...options }: StreamsOptions) {
    this.#etagOf = etagOf;
    this.#options = { ...options, cache: new PieceCache(CACHE_BYTES) };
  }

  start(): void {}

  async stop(): Promise<void> {
    const files = Array.from(this.#files.values());
    this.#files.clear();
    for (const file of files) void file.then((one) => one.close()).catch(() => {});
  }

  /**
   * The file as it is now. While its owner is away: as it was last, if all of it was told by then.
   * Throws the owner's error, `peer.offline` for what is not known here.
   */
  async open(place: StreamPlace): Promise<StreamedFile> {
    const known = await this.known(place);
    if (!known) return this.#begin(place);
    try {
      if ((await this.#etagOf(place)) === known.etag) return known;
    } catch (error) {
      if (known.isKnown && isAway(asHallwayError(error))) return known;
      this.#forget(place);
      throw error;
    }
    this.#forget(place);
    return this.#begin(place);
  }

  /** Without asking anybody; for one who was let in when it was opened. */
  async known(place: StreamPlace): Promise<StreamedFile | undefined> {
    return this.#files.get(keyOf(place))?.catch(() => undefined);
  }

  /** Throws `request.range` for what the file does not have. */
  rangeOf(file: StreamedFile, range: ByteRange | undefined): ByteRange | undefined {
    if (!range) return undefined;
    if (range.start >= file.size || range.end < range.start)
      throw new HallwayError('request.range', 'The file does not have these bytes.', {
        details: { size: file.size },
      });
    return { start: range.start, end: Math.min(range.end, file.size - 1) };
  }

  online(device: DeviceId): void {
    this.#each((file) => file.online(device));
  }

  offline(device: DeviceId): void {
    this.#each((file) => file.offline(device));
  }

  heard(device: DeviceId, { root, have }: { root: string; have: string }): void {
    this.#each((file) => file.heard(device, root, have));
  }

  #each(run: (file: StreamedFile) => void): void {
    for (const file of this.#files.values()) void file.then(run).catch(() => {});
  }

  async #begin(place: StreamPlace): Promise<StreamedFile> {
    const key = keyOf(place);
    const opening = StreamedFile.open(this.#options, place);
    this.#files.set(key, opening);
    for (const [oldest, file] of this.#files) {
      if (this.#files.size <= MOST) break;
      this.#files.delete(oldest);
      void file.then((one) => one.close()).catch(() => {});
    }
    try {
      return await opening;
    } catch (error) {
      if (this.#files.get(key) === opening) this.#files.delete(key);
      throw error;
    }
  }

  #forget(place: StreamPlace): void {
    const file = this.#files.get(keyOf(place));
    this.#files.delete(keyOf(place));
    void file?.then((one) => one.close()).catch(() => {});
  }
}

function keyOf({ device, share, path }: StreamPlace): string {
  return `${device} ${share} ${path}`;
}
