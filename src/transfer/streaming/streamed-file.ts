/**
 * A colleague's file that is played, read in order and from any place, from every PC that has it:
 * pieces come from several, each is checked before it is handed on, and some are fetched ahead.
 */
import { Readable } from 'node:stream';
import { readPeerFile } from '../../api/peer-files.ts';
import type { ByteRange } from '../../base/byte-range.ts';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import type { Origin } from '../held-files.ts';
import type { Holdings } from '../holdings.ts';
import { HASH_BYTES, hashAt, hashPiece, pieceCount, pieceLength, pieceRange } from '../manifest.ts';
import { sameBytes, type Layout } from '../manifest.ts';
import { askManifest, type ToldManifest } from '../manifest-reader.ts';
import { Mates, type MateLinks } from '../mates.ts';
import { nonsense, receivePieces } from '../piece-receiver.ts';
import { PieceSet } from '../piece-set.ts';
import { askHolder, askOwner } from '../piece-transport.ts';
import type { Source } from '../source.ts';
import type { PieceCache } from './piece-cache.ts';
import { StreamSources } from './stream-sources.ts';

export interface StreamedFileOptions {
  /** This PC. */
  self: DeviceId;
  transport: PeerTransport;
  links: MateLinks;
  /** What this PC has itself. */
  holdings: Pick<Holdings, 'find'>;
  cache: PieceCache;
  clock: Clock;
}

export interface StreamPlace {
  device: DeviceId;
  share: ResourceId;
  path: string;
}

/** Fetched before they are asked for: as much as fits, but not more than so many. */
const AHEAD_BYTES = 4 << 20;
const MOST_AHEAD = 8;

export class StreamedFile {
  readonly place: StreamPlace;
  readonly #options: StreamedFileOptions;
  readonly #told: ToldManifest;
  readonly #sources: StreamSources;
  readonly #coming = new Map<number, Promise<Buffer>>();
  readonly #ended: AbortController;
  readonly #mates: Mates;
  #known = 0;
  #origin: Origin | undefined;

  /** Asks the owner what the file is made of. Throws the owner's error. */
  static async open(options: StreamedFileOptions, place: StreamPlace): Promise<StreamedFile> {
    const ended = new AbortController();
    const told = await askManifest(options.transport, place.device, place, ended.signal);
    return new StreamedFile(options, place, told, ended);
  }

  private constructor(
    options: StreamedFileOptions,
    place: StreamPlace,
    told: ToldManifest,
    ended: AbortController,
  ) {
    this.#ended = ended;
    this.place = place;
    this.#options = options;
    this.#told = told;
    this.#sources = new StreamSources({
      ask: (source, piece, signal) => this.#ask(source, piece, signal),
      clock: options.clock,
    });
    const count = pieceCount(told.layout);
    this.#mates = new Mates({
      ...options,
      owner: place.device,
      // It is only played: nobody is offered anything of it.
      have: new PieceSet(count),
      heard: (device, held) => this.#sources.heard(device, held),
    });
    this.#sources.heard(place.device, PieceSet.full(count));
    told
      .rest((known) => void (this.#known = known))
      .then((end) => {
        const { share, device: owner } = place;
        this.#origin = { owner, share, ...end };
        this.#mates.begin(this.#origin, end.holders);
      })
      // The owner went while it told: what was told stays true, the rest comes from it when it is back.
      .catch(() => {});
  }

  get size(): number {
    return this.#told.head.size;
  }

  get etag(): string {
    return this.#told.head.etag;
  }

  get modified(): number {
    return this.#told.head.modified;
  }

  /** Everything that it is made of is known, so that its owner is not needed any more. */
  get isKnown(): boolean {
    return this.#origin !== undefined;
  }

  given(): { device: DeviceId; bytes: number }[] {
    return this.#sources.given();
  }

  online(device: DeviceId): void {
    if (device === this.place.device)
      this.#sources.heard(device, PieceSet.full(pieceCount(this.#told.layout)));
    else this.#mates.online(device);
  }

  offline(device: DeviceId): void {
    this.#mates.forget(device);
    this.#sources.lost(device);
  }

  heard(device: DeviceId, root: string, have: string): void {
    if (this.#origin?.root === root) this.#mates.heard(device, have);
  }

  /** Ends everything that is under way. */
  close(): void {
    this.#mates.end();
    this.#ended.abort(new HallwayError('request.cancelled', 'It was stopped.'));
  }

  /** The bytes of a range that the file has. Ends with why they cannot be had. */
  read(range: ByteRange): Readable {
    return Readable.from(this.#bytes(range), { objectMode: false, highWaterMark: 1 });
  }

  async *#bytes({ start, end }: ByteRange): AsyncGenerator<Buffer> {
    const { layout } = this.#told;
    const last = Math.floor(end / layout.pieceSize);
    const ahead = Math.min(MOST_AHEAD, Math.max(2, Math.floor(AHEAD_BYTES / layout.pieceSize)));
    for (let piece = Math.floor(start / layout.pieceSize); piece <= last; piece++) {
      const bytes = this.#piece(piece);
      const until = Math.min(last, piece + ahead);
      for (let next = piece + 1; next <= until; next++) this.#piece(next).catch(() => {});
      const at = piece * layout.pieceSize;
      yield (await bytes).subarray(Math.max(0, start - at), end + 1 - at);
    }
  }

  #piece(piece: number): Promise<Buffer> {
    const { cache } = this.#options;
    const key = `${this.place.device} ${this.place.share} ${this.etag} ${piece} ${this.place.path}`;
    const kept = cache.get(key);
    if (kept) return Promise.resolve(kept);
    let coming = this.#coming.get(piece);
    if (!coming) {
      coming = this.#fetch(piece).finally(() => this.#coming.delete(piece));
      this.#coming.set(piece, coming);
      coming.then((bytes) => cache.put(key, bytes)).catch(() => {});
    }
    return coming;
  }

  async #fetch(piece: number): Promise<Buffer> {
    const own = await this.#own(piece);
    return own ?? this.#sources.piece(piece, this.#ended.signal);
  }

  /** This PC may have a copy of its own. */
  async #own(piece: number): Promise<Buffer | undefined> {
    const { holdings, self } = this.#options;
    if (!this.#origin) return undefined;
    try {
      const { root, grant } = this.#origin;
      const holding = await holdings.find(self, root, grant);
      if (!holding.have.has(piece)) return undefined;
      const into = Buffer.allocUnsafeSlow(pieceLength(this.#told.layout, piece));
      const bytes = await holding.read(piece, into);
      return (await this.#isRight(piece, bytes)) ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  async #isRight(piece: number, bytes: Buffer): Promise<boolean> {
    return sameBytes(await hashPiece(bytes), hashAt(this.#told.hashes, piece));
  }

  async #ask(source: Source, piece: number, signal: AbortSignal): Promise<Buffer> {
    const { layout, hashes } = this.#told;
    // What the owner did not tell the hash of yet can come from the owner alone, over its own link.
    const isTold = piece < this.#known;
    if (!isTold && source.device !== this.place.device) throw untold();
    const { first, count, body } = isTold
      ? await this.#asked(source, piece, signal)
      : { ...(await this.#unchecked(layout, piece, signal)), first: piece, count: 1 };
    if (first !== piece || count !== 1) {
      body.destroy();
      throw nonsense();
    }
    let bytes: Buffer | undefined;
    await receivePieces(body, {
      lengths: [pieceLength(layout, piece)],
      buffer: (length) => Buffer.allocUnsafeSlow(length),
      onBytes: (more) => source.came(more),
      onPiece: async (_number, whole) => {
        if (isTold && !sameBytes(await hashPiece(whole), hashAt(hashes, piece))) throw nonsense();
        bytes = whole;
      },
    });
    if (!bytes) throw nonsense();
    return bytes;
  }

  #asked(source: Source, piece: number, signal: AbortSignal) {
    const { transport } = this.#options;
    const { layout, hashes } = this.#told;
    const want = PieceSet.of(hashes.length / HASH_BYTES, [piece]);
    const asking = { layout, want, most: 1, signal };
    const { device, ...place } = this.place;
    if (source.device === device)
      return askOwner(transport, device, { ...place, etag: this.etag }, asking);
    const { root = '', grant } = this.#origin ?? {};
    return askHolder(transport, source.device, { root, grant }, asking);
  }

  /** The piece by its place in the file, while its hash is being made. */
  async #unchecked(layout: Layout, piece: number, signal: AbortSignal) {
    const { device, share, path } = this.place;
    const range = pieceRange(layout, piece);
    const input = { params: { share }, query: { path } };
    const answer = await this.#options.transport.open(device, readPeerFile, input, {
      range,
      signal,
    });
    const said = `bytes ${range.start}-${range.end}/${layout.size}`;
    if (answer.headers['content-range'] === said && answer.headers['etag'] === this.etag)
      return answer;
    answer.body.on('error', () => {});
    answer.body.destroy();
    throw new HallwayError('transfer.changed', 'The file was changed meanwhile.', {
      fix: 'Open it again.',
    });
  }
}

function untold(): HallwayError {
  return new HallwayError('request.busy', 'The owner has not told yet what this file is made of.');
}
