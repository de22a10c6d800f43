/** Everything that is being got by this PC, and what it gives to others of the workgroup. */
import { randomBytes } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import type { Transfer, TransferAction, TransferId, TransferOrder } from '../model/transfer.ts';
import { Download, type DownloadOptions } from './download.ts';
import { HeldFiles, type HeldLimit } from './held-files.ts';
import { Holdings, type HoldingsOptions } from './holdings.ts';
import type { Hold } from './manners/hold.ts';
import { ManifestDesk, type ManifestDeskOptions } from './manifest-desk.ts';
import { ManifestStore } from './manifest-store.ts';
import { alreadyThere, PartialFile } from './partial-file.ts';
import { PieceServer } from './piece-server.ts';
import { requireOrder } from './transfer-order.ts';
import { noteEnd, runDownload, STOPPED, stopped } from './transfer-run.ts';
import { TransferStore, type TransferRecord } from './transfer-store.ts';
import { viewOf } from './transfer-view.ts';
import type { Database } from '../store/database.ts';

export interface TransfersOptions
  extends Pick<DownloadOptions, 'transport' | 'links' | 'clock' | 'random' | 'patienceMs' | 'log'>,
    Pick<ManifestDeskOptions, 'identity' | 'openFor' | 'audienceOf'>,
    Pick<HoldingsOptions, 'isMember' | 'gives'> {
  database: Database;
  /** The same as `transport`, for the bytes of one transfer. `urgent`: a person waits for them. */
  paced: (transfer: string, urgent: boolean) => PeerTransport;
  /** Whether files come by themselves now. */
  hold: Hold;
  /** How much of what came is given on. */
  giveOnLimit: () => HeldLimit;
  nameOf: (device: DeviceId) => string;
}

interface Live {
  download: Download;
  stop: AbortController | undefined;
  over: Promise<void>;
}

export class Transfers extends Emitter<{ changed: undefined }> implements Lifecycle {
  /** What files of this PC's shares are made of. */
  readonly desk: ManifestDesk;
  /** What may be given to whom. */
  readonly holdings: Holdings;
  readonly server: PieceServer;
  readonly #options: TransfersOptions;
  readonly #manifests: ManifestStore;
  readonly #held: HeldFiles;
  readonly #store: TransferStore;
  readonly #live = new Map<TransferId, Live>();

  constructor(options: TransfersOptions) {
    super((error) => options.log.error({ error }, 'a listener of the transfers failed'));
    this.#options = options;
    const { database, clock } = options;
    this.server = new PieceServer(clock);
    this.#manifests = new ManifestStore(database);
    this.#held = new HeldFiles(database, options.giveOnLimit);
    this.#store = new TransferStore(database);
    this.desk = new ManifestDesk({ ...options, manifests: this.#manifests });
    this.holdings = new Holdings({
      ...options,
      manifests: this.#manifests,
      held: this.#held,
      making: (file) => this.desk.making(file),
      collecting: (root) => this.#collecting(root),
      now: () => clock.now(),
    });
  }

  start(): void {
    this.reviewGivenOn();
    this.#store.prune();
    this.#manifests.prune();
    for (const { record, have } of this.#store.all()) {
      const live = this.#add(record, have);
      // A command that waited for it is gone, and starts it again when it is run again.
      if (record.state === 'running' && !record.attended && record.of === undefined)
        this.#run(live);
    }
  }

  async stop(): Promise<void> {
    this.desk.stop();
    const running = Array.from(this.#live.values());
    for (const { stop } of running) stop?.abort(stopped(STOPPED.closing));
    await Promise.all(running.map(({ over }) => over));
    this.#live.clear();
  }

  /** Latest first; what is a part of something larger is shown with that. */
  list(): Transfer[] {
    return Array.from(this.#live.values())
      .filter(({ download: { record } }) => record.of === undefined)
      .map((live) => this.#view(live))
      .reverse();
  }

  /** What is under way of something larger. */
  partsOf(of: string): Transfer[] {
    return Array.from(this.#live.values())
      .filter(({ download: { record } }) => record.of === of)
      .map((live) => this.#view(live));
  }

  /** Ends all that is under way of something larger, and removes what is here of it. */
  async drop(of: string): Promise<void> {
    for (const { id } of this.partsOf(of)) await this.act(id, 'cancel');
  }

  /** Throws `transfer.not_found`. */
  get(id: TransferId): Transfer {
    return this.#view(this.#find(id));
  }

  /**
   * Begins to get a file, or goes on with what was begun for the same target. Throws `path.exists`,
   * `path.not_found`, `request.invalid`.
   */
  async begin(
    order: TransferOrder,
    { attended = false, of, most }: { attended?: boolean; of?: string; most?: number } = {},
  ): Promise<Transfer> {
    const { target, device, share, path } = order;
    await requireOrder(order, { ...this.#options, self: this.#options.identity.id });
    const same = Array.from(this.#live.values()).find(
      ({ download: { record } }) => record.target === target && record.state !== 'done',
    );
    const known = same?.download.record;
    const isSame = known?.device === device && known.share === share && known.path === path;
    if (same && isSame && known.of === of && known.root === order.root) {
      known.attended = attended;
      this.#options.hold.review();
      if (!same.stop) this.#run(same);
      return this.#view(same);
    }
    // What something larger brings there is not for another order to end, nor the other way round.
    if (same && (of ?? known?.of) !== undefined) throw alreadyThere(target);
    if (same) await this.act(same.download.record.id, 'cancel');
    const live = this.#add({
      id: base32(randomBytes(10)),
      ...order,
      created: this.#options.clock.now(),
      ...(of === undefined ? {} : { of }),
      ...(most === undefined ? {} : { most }),
      attended,
      state: 'running',
      version: undefined,
      origin: undefined,
      problem: undefined,
    });
    this.#store.put(live.download.record);
    this.#run(live);
    return this.#view(live);
  }

  /** Resolves with how it ended when it runs no more. Throws why it failed. */
  async ended(id: TransferId): Promise<Transfer> {
    const live = this.#find(id);
    await live.over;
    const view = this.#view(live);
    const { problem } = live.download.record;
    if (view.state !== 'failed' || !problem) return view;
    throw new HallwayError(problem.code, problem.message, { fix: problem.fix });
  }

  /** `cancel` also delists it. Resumed `byName` it comes at any time. Throws `transfer.not_found`. */
  async act(id: TransferId, action: TransferAction, byName = true): Promise<Transfer> {
    const live = this.#find(id);
    const { record } = live.download;
    if (action === 'resume') {
      record.attended = false;
      record.regardless = byName && this.#options.hold.why !== undefined;
      this.#options.hold.review();
      if (!live.stop && record.state !== 'done') this.#run(live);
      return this.#view(live);
    }
    record.regardless = false;
    live.stop?.abort(stopped(action === 'pause' ? STOPPED.paused : STOPPED.cancelled));
    await live.over;
    if (action === 'pause') return this.#view(live);
    const view = this.#view(live);
    this.#live.delete(id);
    this.#store.remove(id);
    if (record.state !== 'done')
      await PartialFile.discard(PartialFile.pathFor(record.target, record.id));
    this.emit('changed', undefined);
    return record.state === 'done' ? view : { ...view, state: 'cancelled' };
  }

  /** The limit of what is given on is another one, or time passed. */
  reviewGivenOn(): void {
    this.#held.review(this.#options.clock.now());
  }

  givenOn(): { bytes: number; files: number } {
    return this.#held.given();
  }

  /** A file that came has another path now; it is given on from there. */
  moved(from: string, to: string): void {
    this.#held.moved(from, to);
  }

  /** A peer collects or holds this content; what is here of it, if it may have it. */
  async join(
    device: DeviceId,
    root: string,
    { have, grant }: { have: string; grant?: string | undefined },
  ): Promise<{ have: string }> {
    const holding = await this.holdings.find(device, root, grant);
    for (const { download } of this.#live.values())
      if (download.collecting(root)) download.joined(device, have);
    return { have: holding.have.toText() };
  }

  heard(device: DeviceId, { root, have }: { root: string; have: string }): void {
    for (const { download } of this.#live.values()) download.heard(device, root, have);
  }

  online(device: DeviceId): void {
    for (const { download } of this.#live.values()) download.online(device);
  }

  offline(device: DeviceId): void {
    for (const { download } of this.#live.values()) download.offline(device);
  }

  #add(record: TransferRecord, have?: Uint8Array): Live {
    const download = new Download(
      {
        ...this.#options,
        transport: this.#options.paced(record.of ?? record.id, record.attended),
        manifests: this.#manifests,
        held: this.#held,
        store: this.#store,
        changed: () => this.emit('changed', undefined),
      },
      record,
      have,
    );
    const live = { download, stop: undefined, over: Promise.resolve() };
    this.#live.set(record.id, live);
    return live;
  }

  #run(live: Live): void {
    const { download } = live;
    const { record } = download;
    const stop = new AbortController();
    live.stop = stop;
    record.state = 'running';
    record.problem = undefined;
    this.#store.put(record);
    const changed = (): void => this.emit('changed', undefined);
    live.over = runDownload(download, this.#options.hold, { signal: stop.signal, changed }).then(
      () => this.#over(live, undefined),
      (error: unknown) => this.#over(live, { error }),
    );
    changed();
  }

  #over(live: Live, failed: { error: unknown } | undefined): void {
    const { record } = live.download;
    const error = noteEnd(record, live.stop?.signal, failed);
    live.stop = undefined;
    if (error !== undefined) this.#options.log.warn({ error }, 'a transfer failed');
    try {
      this.#store.put(record);
    } catch (cause) {
      // The disk is full. What is in the partial file is found again.
      this.#options.log.warn({ error: cause }, 'how a transfer ended could not be kept');
    }
    this.emit('changed', undefined);
  }

  #collecting(root: string): ReturnType<Download['collecting']> {
    for (const { download } of this.#live.values()) {
      const found = download.collecting(root);
      if (found) return found;
    }
    return undefined;
  }

  #view(live: Live): Transfer {
    return viewOf(live.download, this.#options.nameOf, live.stop !== undefined);
  }

  #find(id: TransferId): Live {
    const live = this.#live.get(id);
    if (live) return live;
    throw new HallwayError('transfer.not_found', 'There is no such transfer.');
  }
}
