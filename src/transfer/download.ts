/**
 * One file on its way to this PC: asks its owner what it is made of, collects its pieces from all
 * who have some, and puts it in its place when it is whole. What is here survives any end.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { isAway } from './away.ts';
import { swarmFor } from './download-swarm.ts';
import { keptManifest, rightPieces, type Checked } from './earlier-run.ts';
import type { HeldFiles } from './held-files.ts';
import type { Collecting } from './holdings.ts';
import { layoutOf, pieceCount, type Layout } from './manifest.ts';
import { askManifest, type ToldManifest } from './manifest-reader.ts';
import type { ManifestStore } from './manifest-store.ts';
import { Mates, type MateLinks } from './mates.ts';
import { PartialFile } from './partial-file.ts';
import { PieceSet } from './piece-set.ts';
import type { Source } from './source.ts';
import type { Swarm } from './swarm.ts';
import type { TransferRecord, TransferStore } from './transfer-store.ts';

export interface DownloadOptions {
  transport: PeerTransport;
  links: MateLinks;
  manifests: ManifestStore;
  held: HeldFiles;
  store: TransferStore;
  clock: Clock;
  random: () => number;
  /** How long a transfer that a command waits for goes on without a byte. */
  patienceMs: number;
  /** Something that is shown is different now. */
  changed: () => void;
  log: Log;
}

const LOOK_MS = 250;
/** Hashes that are waited for before pieces are asked for. */
const FIRST_HASHES = 64;
/** Piece of the picture that an earlier run brought. */
export const EARLIER = -2;

/** What is there of a file while it is collected. */
interface Running extends Collecting {
  file: PartialFile;
  swarm: Swarm;
  mates: Mates;
}

export class Download {
  readonly record: TransferRecord;
  have: PieceSet | undefined;
  /** Why it waits for its time. */
  held: HallwayError | undefined;
  /** Where each piece came from: place in `givers`, -1 for nowhere yet. */
  readonly givers: DeviceId[] = [];
  from = new Int16Array(0);
  /** What it does now, while it runs. */
  phase: 'preparing' | 'running' | 'waiting' = 'preparing';
  readonly #options: DownloadOptions;
  /** Who gave something, when nothing runs any more. */
  lastSources: ReadonlyMap<DeviceId, Source> = new Map();
  #running: Running | undefined;
  #heardAt = 0;
  #bytes = 0;
  /** Nothing came for too long. */
  #gaveUp = false;

  constructor(options: DownloadOptions, record: TransferRecord, have: Uint8Array | undefined) {
    this.#options = options;
    this.record = record;
    if (record.version && have) {
      const count = pieceCount(layoutOf(record.version.size));
      if (have.length === Math.ceil(count / 8)) this.have = PieceSet.fromBytes(count, have);
    }
  }

  /** While pieces are collected: for those who want some of them. */
  collecting(root: string): Collecting | undefined {
    return this.#running?.origin.root === root ? this.#running : undefined;
  }

  get swarm(): Swarm | undefined {
    return this.#running?.swarm;
  }

  /** Another PC collects or holds this too, and may have it from here. */
  joined(device: DeviceId, have: string): void {
    this.#running?.mates.joined(device, have);
  }

  heard(device: DeviceId, root: string, have: string): void {
    if (this.#running?.origin.root === root) this.#running.mates.heard(device, have);
  }

  online(device: DeviceId): void {
    if (device !== this.record.device) this.#running?.mates.online(device);
    else if (this.#running) this.#running.swarm.heard(device, this.#all());
  }

  offline(device: DeviceId): void {
    this.#running?.mates.forget(device);
    this.#running?.swarm.lost(device);
  }

  /** Resolves when the file is in its place; rejects with why it ends without. */
  async run(signal: AbortSignal): Promise<void> {
    this.phase = 'preparing';
    this.#gaveUp = false;
    this.#heardAt = this.#options.clock.monotonic();
    for (;;) {
      const told = await this.#toldOrKnown(signal);
      if (await this.#collect(told, signal)) return;
      await this.#moment();
      signal.throwIfAborted();
    }
  }

  /** What the owner says, or else what is known from an earlier run; waits for either. */
  async #toldOrKnown(signal: AbortSignal): Promise<ToldManifest> {
    const { transport, links } = this.#options;
    const { device, share, path } = this.record;
    for (;;) {
      signal.throwIfAborted();
      try {
        return await askManifest(transport, device, { share, path }, signal);
      } catch (error) {
        const known = asHallwayError(error);
        if (!isAway(known)) throw known;
        const kept = keptManifest(this.record, this.#options.manifests);
        if (kept && links.online().length > 0) return kept;
        this.#waiting(known);
        await this.#moment();
      }
    }
  }

  /** True when the file is in its place; false if all begins anew, the owner being gone midway. */
  async #collect(told: ToldManifest, signal: AbortSignal): Promise<boolean> {
    const { store, clock } = this.#options;
    const { head, layout, hashes } = told;
    const { record } = this;
    if (head.size > (record.most ?? Infinity))
      throw new HallwayError('request.too_large', 'This file is much larger than was told.');
    const count = pieceCount(layout);
    const file = await PartialFile.open(PartialFile.pathFor(record.target, record.id), layout);
    let looking: CancelTimer | undefined;
    const stop = new AbortController();
    const end = (): void => stop.abort(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    try {
      // Of another version those pieces stay that are the same: they are checked below.
      const before = !file.fresh && this.have?.count === count ? this.have : new PieceSet(count);
      const have = new PieceSet(count);
      if (this.from.length !== count) this.from = new Int16Array(count).fill(-1);
      this.have = have;
      record.version = { size: head.size, etag: head.etag, modified: head.modified };
      store.put(record);
      const swarm = this.#swarm(layout, hashes, have, file);
      const mates = new Mates({
        ...this.#options,
        owner: record.device,
        have,
        heard: (device, held) => swarm.heard(device, held),
      });
      const rest = told.rest((known) => {
        this.#heardAt = clock.monotonic();
        // With few to choose from, all who begin together would ask for the same.
        if (before.size === 0 && known >= Math.min(count, FIRST_HASHES)) swarm.know(known);
      });
      rest.catch((error: unknown) => stop.abort(error));
      if (before.size > 0) {
        await rest;
        await this.#check(before, have, { hashes, file, signal: stop.signal });
        swarm.know(count);
      }
      const origin = { owner: record.device, share: record.share, root: '', open: false, until: 0 };
      const read = (piece: number, into: Buffer): Promise<Buffer> => file.read(piece, into);
      const running = { layout, hashes, have, file, swarm, mates, read };
      this.#running = { ...running, origin: { ...origin, grant: '' } };
      const named = rest.then((manifest) => {
        const { root, open, until, grant, holders } = manifest;
        if (root !== (record.root ?? root)) throw otherContent();
        record.origin = { ...origin, root, open, until, grant };
        this.#options.manifests.put({ ...layout, hashes, root });
        store.put(record);
        this.#running = { ...running, origin: record.origin };
        mates.begin(record.origin, holders);
      });
      named.catch((error: unknown) => stop.abort(error));
      this.phase = 'running';
      looking = clock.every(LOOK_MS, () => this.#look(stop));
      if (this.#options.links.isOnline(record.device)) swarm.heard(record.device, this.#all());
      await swarm.run(stop.signal);
      await named;
      mates.tellAll();
      await this.#finish(file, head.modified);
      return true;
    } catch (error) {
      const known = asHallwayError(error);
      if (signal.aborted || !isAway(known) || this.#gaveUp) throw error;
      // The owner went while it told what the file is made of: asked again when it is back.
      return false;
    } finally {
      signal.removeEventListener('abort', end);
      looking?.();
      this.#running?.mates.end();
      this.lastSources = this.swarm?.sources ?? this.lastSources;
      this.#running = undefined;
      await file.close().catch(() => {});
    }
  }

  #swarm(layout: Layout, hashes: Uint8Array, have: PieceSet, file: PartialFile): Swarm {
    const swarm = swarmFor(this.record, { ...this.#options, layout, hashes, have, file });
    swarm.on('piece', ({ piece, device }) => {
      let giver = this.givers.indexOf(device);
      if (giver < 0) giver = this.givers.push(device) - 1;
      this.from[piece] = giver;
      this.#running?.mates.dirty();
    });
    return swarm;
  }

  /** Pieces of an earlier run are read again: the disk may have lost what it was said to have. */
  async #check(before: PieceSet, have: PieceSet, checked: Checked): Promise<void> {
    for await (const piece of rightPieces(before, checked))
      if (have.add(piece) && this.from[piece] === -1) this.from[piece] = EARLIER;
    this.#options.changed();
  }

  async #finish(file: PartialFile, modified: number): Promise<void> {
    const { held, clock, log } = this.#options;
    const { target, origin } = this.record;
    await file.finish(target, modified);
    if (origin)
      await held
        .add(target, origin, clock.now())
        .catch((error: unknown) => log.warn({ error }, 'a copy will not be given on'));
  }

  /** Now and then: whether anything comes, and why not. */
  #look(stop: AbortController): void {
    const swarm = this.swarm;
    if (!swarm) return;
    const { clock, changed } = this.#options;
    const sources = Array.from(swarm.sources.values());
    const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
    if (bytes !== this.#bytes) this.#heardAt = clock.monotonic();
    this.#bytes = bytes;
    this.phase = swarm.hopeful ? 'running' : 'waiting';
    changed();
    const owner = swarm.sources.get(this.record.device);
    const problem = owner?.problem ?? sources.find((source) => source.problem)?.problem;
    if (this.phase === 'waiting' && owner?.state !== 'active' && problem && !isAway(problem))
      return stop.abort(problem);
    try {
      if (this.phase === 'waiting' || problem) this.#patience(problem);
    } catch (error) {
      stop.abort(error);
    }
  }

  #waiting(why: HallwayError): void {
    this.phase = 'waiting';
    this.#options.changed();
    this.#patience(why);
  }

  /** Whoever waits at a command hears that nothing comes; what goes on by itself waits on. */
  #patience(why: HallwayError | undefined): void {
    const { clock, patienceMs } = this.#options;
    if (!this.record.attended || clock.monotonic() - this.#heardAt < patienceMs) return;
    this.#gaveUp = true;
    throw new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
      fix: 'Run the same command again: it goes on where it stopped.',
      cause: why,
    });
  }

  #moment(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(LOOK_MS, resolve);
    });
  }

  #all(): PieceSet {
    return PieceSet.full(this.have?.count ?? 0);
  }
}

function otherContent(): HallwayError {
  return new HallwayError('transfer.changed', 'That PC has another content there than was told.', {
    fix: 'Search again, and get it from another PC that has it.',
  });
}
