/**
 * Copies of colleagues' folders that this PC keeps: looked at when their PC comes, when it says that
 * something changed, and now and then; over restarts too, until the person ends them.
 */
import { chmod, lstat, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, sep } from 'node:path';
import { Emitter } from '../../base/emitter.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import { parentPath } from '../../base/safe-path.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Keep, KeepOrder } from '../../model/keep.ts';
import type { Database } from '../../store/database.ts';
import { isAway } from '../away.ts';
import { alreadyThere } from '../partial-file.ts';
import { notThere } from '../sending/sending-desk.ts';
import { requireFolder } from '../sending/receive-rules.ts';
import type { Transfers } from '../transfers.ts';
import { identityAt, KeepPlace } from './keep-place.ts';
import { KeepStore, type KeepRecord } from './keep-store.ts';
import { LookTimer } from './look-timer.ts';
import { syncKeep, type KeepSyncOptions } from './keep-sync.ts';

export interface KeepDeskOptions extends Omit<KeepSyncOptions, 'store'> {
  database: Database;
  transfers: Pick<Transfers, 'begin' | 'ended' | 'act' | 'partsOf' | 'drop'>;
  /** Hears of changes directly in a folder; undefined where nothing tells of any. */
  watch: (
    place: { device: DeviceId; share: ResourceId; path: string },
    heard: { changed: () => void; ended: () => void },
  ) => Promise<() => void>;
  isMember: (device: DeviceId) => boolean;
  isOnline: (device: DeviceId) => boolean;
  nameOf: (device: DeviceId) => string;
  shareName: (device: DeviceId, share: ResourceId) => string;
  newId: () => ResourceId;
  log: Log;
}

interface LiveKeep {
  readonly record: KeepRecord;
  readonly where: KeepPlace;
  stop: AbortController | undefined;
  over: Promise<void>;
  /** Asked for again while it ran. */
  due: boolean;
  missing: number;
  readonly timer: LookTimer;
  unwatch: (() => void) | undefined;
}

const LOOK_MS = 60_000;
const SOON_MS = 500;
const MOST = 100;
const GONE = new Set(['share.not_found', 'share.gone', 'path.not_found', 'path.not_folder']);

export class KeepDesk extends Emitter<{ changed: undefined }> implements Lifecycle {
  readonly #options: KeepDeskOptions;
  readonly #store: KeepStore;
  readonly #live = new Map<ResourceId, LiveKeep>();
  #stopped = false;

  constructor(options: KeepDeskOptions) {
    super((error) => options.log.error({ error }, 'a listener of kept copies failed'));
    this.#options = options;
    this.#store = new KeepStore(options.database);
  }

  start(): void {
    for (const record of this.#store.all()) this.#add(record).timer.soon(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const live of this.#live.values()) this.#quiet(live);
    await Promise.all(Array.from(this.#live.values(), ({ over }) => over));
    this.#live.clear();
  }

  /** Latest first. */
  list(): Keep[] {
    return Array.from(this.#live.values(), (live) => this.#view(live)).reverse();
  }

  /**
   * Throws `path.exists` for a target that something is at, `request.invalid`, and what the source
   * throws.
   */
  async add(order: KeepOrder): Promise<Keep> {
    const { isMember, filesOf, newId, clock } = this.#options;
    const { device, share, path, target } = order;
    if (!isAbsolute(target) || target.includes('\0'))
      throw new HallwayError('request.invalid', 'The place must be given by its whole path.');
    if (!isMember(device))
      throw new HallwayError('request.invalid', 'Only what another member shares can be kept.');
    if (this.#live.size >= MOST)
      throw new HallwayError('request.busy', 'So many copies are kept already.');
    const { kind } = await filesOf(device, share).stat(path);
    await requireFolder(dirname(target));
    await this.#requireFree(target, kind);
    const fresh = { state: 'syncing', files: 0, bytes: 0, synced: null, problem: null } as const;
    const facts = { id: newId(), created: clock.now(), kind, inTheWay: [] };
    const live = this.#add({ ...order, ...fresh, ...facts });
    try {
      await live.where.make();
      this.#store.put(live.record);
    } catch (error) {
      this.#live.delete(live.record.id);
      throw asHallwayError(error);
    }
    this.#run(live);
    return this.#view(live);
  }

  /** Throws `transfer.not_found`. */
  sync(id: ResourceId): Keep {
    const live = this.#find(id);
    this.#run(live);
    return this.#view(live);
  }

  /** The files stay and can be changed again; the trash stays too. Throws `transfer.not_found`. */
  async end(id: ResourceId): Promise<Keep> {
    const live = this.#find(id);
    this.#quiet(live);
    await live.over;
    this.#live.delete(id);
    await this.#options.transfers.drop(id);
    for (const { local, identity } of this.#store.files(id).values())
      if ((await identityAt(local)) === identity) await chmod(local, 0o644).catch(() => {});
    await live.where.leave();
    this.#store.remove(id);
    this.emit('changed', undefined);
    return this.#view(live);
  }

  online(device: DeviceId): void {
    for (const live of this.#live.values())
      if (live.record.device === device) live.timer.soon(SOON_MS);
  }

  offline(device: DeviceId): void {
    for (const live of this.#live.values())
      if (live.record.device === device) {
        live.unwatch?.();
        live.unwatch = undefined;
        if (!live.stop) this.#is(live, 'waiting', null);
      }
  }

  #add(record: KeepRecord): LiveKeep {
    const live: LiveKeep = {
      record,
      where: new KeepPlace(record),
      stop: undefined,
      over: Promise.resolve(),
      due: false,
      missing: 0,
      timer: new LookTimer(this.#options.clock, () => this.#run(live)),
      unwatch: undefined,
    };
    this.#live.set(record.id, live);
    return live;
  }

  #run(live: LiveKeep): void {
    if (this.#stopped) return;
    if (live.stop) {
      live.due = true;
      return;
    }
    live.timer.cancel();
    const { record } = live;
    const { clock, isOnline } = this.#options;
    if (!isOnline(record.device)) return this.#is(live, 'waiting', null);
    const stop = new AbortController();
    live.stop = stop;
    live.due = false;
    live.timer.begin();
    if (record.state !== 'current') this.#is(live, 'syncing', null);
    live.over = this.#once(live, stop.signal)
      .then(
        () => {
          record.synced = clock.now();
          this.#is(live, 'current', null);
        },
        (error: unknown) => this.#failed(live, stop.signal, error),
      )
      .then(() => {
        live.stop = undefined;
        live.missing = 0;
        if (this.#stopped || !this.#live.has(record.id)) return;
        live.timer.end();
        live.timer.soon(live.due ? SOON_MS : LOOK_MS);
      })
      .catch((error: unknown) =>
        this.#options.log.warn({ error }, 'a kept copy was not looked at'),
      );
  }

  async #once(live: LiveKeep, signal: AbortSignal): Promise<void> {
    const { record, where } = live;
    await where.require();
    await this.#watch(live);
    try {
      await syncKeep({ ...this.#options, store: this.#store }, record, where, {
        signal,
        onMissing: (bytes) => {
          live.missing = bytes;
          live.timer.read();
          if (bytes > 0) this.#is(live, 'syncing', null);
        },
      });
    } finally {
      // Also where it failed: each time may have put something into the trash.
      await where
        .prune(this.#options.clock.now())
        .catch((error: unknown) => this.#options.log.warn({ error }, 'a trash was not looked at'));
    }
  }

  async #watch(live: LiveKeep): Promise<void> {
    if (live.unwatch) return;
    const { device, share, path, kind } = live.record;
    const folder = kind === 'folder' ? path : parentPath(path);
    const changed = (): void => live.timer.soon(SOON_MS);
    const ended = (): void => void (live.unwatch = undefined);
    live.unwatch = await this.#options
      .watch({ device, share, path: folder }, { changed, ended })
      .catch(() => undefined);
  }

  #failed(live: LiveKeep, signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return;
    const known = asHallwayError(error);
    const { code, message, fix } = known;
    live.unwatch?.();
    live.unwatch = undefined;
    if (isAway(known)) this.#is(live, 'waiting', null);
    else if (GONE.has(code)) {
      const { nameOf } = this.#options;
      const words = `${nameOf(live.record.device)} does not share this any more. What is here stays.`;
      this.#is(live, 'gone', words);
    } else this.#is(live, 'failed', [message, fix].filter(Boolean).join(' '));
    if (code === 'agent.internal') this.#options.log.warn({ error }, 'a kept copy failed');
  }

  #is(live: LiveKeep, state: Keep['state'], problem: string | null): void {
    const { record } = live;
    const other = record.state !== state || record.problem !== problem;
    record.state = state;
    record.problem = problem;
    if (other && this.#live.has(record.id)) this.#store.put(record);
    this.emit('changed', undefined);
  }

  #quiet(live: LiveKeep): void {
    live.timer.cancel();
    live.unwatch?.();
    live.unwatch = undefined;
    live.stop?.abort(new HallwayError('request.cancelled', 'It was stopped.'));
  }

  /** Neither something of the person nor another copy may be there. */
  async #requireFree(target: string, kind: 'file' | 'folder'): Promise<void> {
    for (const { record } of this.#live.values())
      if (`${target}${sep}`.startsWith(`${record.target}${sep}`)) throw alreadyThere(target);
    const at = await lstat(target).catch(() => undefined);
    if (!at) return;
    const empty = kind === 'folder' && at.isDirectory() && (await readdir(target)).length === 0;
    if (!empty) throw alreadyThere(target);
  }

  #find(id: ResourceId): LiveKeep {
    const live = this.#live.get(id);
    if (live) return live;
    throw notThere();
  }

  #view({ record, where, missing }: LiveKeep): Keep {
    const { nameOf, shareName, transfers } = this.#options;
    const parts = transfers.partsOf(record.id);
    const here = parts.reduce((sum, part) => sum + part.bytes, 0);
    return {
      ...record,
      deviceName: nameOf(record.device),
      shareName: shareName(record.device, record.share),
      missing: Math.max(0, missing - here),
      rate: parts.reduce((sum, part) => sum + part.rate, 0),
      trash: where.trash,
    };
  }
}
