/**
 * A share of a peer as a `FileSystem`. Everything that comes back is checked: a peer may send
 * names that are paths, sizes that do not fit, and pages without end.
 */
import type { Readable } from 'node:stream';
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import * as api from '../api/peer-files.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { checkName, checkNewName, parseSharePath } from '../base/safe-path.ts';
import type { ArchiveOrder } from '../model/archive.ts';
import type { EntryPage } from '../model/entry.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { TrashEntry, TrashId, TrashList } from '../model/trash.ts';
import type { ByteSource, CallOptions, Offers, PeerTransport } from '../net/peer-transport.ts';
import { makeArchive, type Archive } from './archive/archive.ts';
import { peerArchive } from './archive/peer-archive.ts';
import { answerHead } from './answer-head.ts';
import { entriesByPages, readEntryLines } from './entry-stream.ts';
import {
  type ActOptions,
  type Condition,
  type CopyOptions,
  type EntriesOptions,
  type EntryGroup,
  type FileRead,
  type FileStat,
  type FileSystem,
  type ListOptions,
  type MoveOptions,
  pageLimit,
  type Placed,
  type ReadOptions,
  type RemoveOptions,
  type ShareSpace,
  type WriteOptions,
  type Written,
} from './file-system.ts';
import { compareCodePoints } from './folder-names.ts';
import { passOnce, spooled } from './upload-source.ts';
import type { FolderListener, FolderWatch } from './watching/folder-watch.ts';
import type { PeerWatches } from './watching/peer-watches.ts';
import { lookAt, pollFolder } from './watching/polling-watch.ts';

/** The peer's own rules are stricter where its system is. */
const RULES = { windows: false };
/** Somebody looks into the share: its PC is woken if it sleeps. */
const AWAKE = { wake: true };
/** The answer comes when the peer has pulled, or copied, everything. */
const LONG_MS = 24 * 3_600_000;
/** All folders of a large selection are read before the first byte of an archive. */
const PLAN_MS = 10 * 60_000;

export interface PeerFileSystemOptions {
  transport: PeerTransport;
  offers: Offers;
  device: DeviceId;
  share: ResourceId;
  /** Folder of this PC for uploads whose size is not known beforehand. */
  spool: string;
  clock: Clock;
  watches: PeerWatches;
}

export class PeerFileSystem implements FileSystem {
  readonly #options: PeerFileSystemOptions;

  constructor(options: PeerFileSystemOptions) {
    this.#options = options;
  }

  async list(path: string, { after, limit, etags }: ListOptions = {}): Promise<EntryPage> {
    parseSharePath(path, RULES);
    const query = { path, after, limit: pageLimit(limit), etags };
    const page = await this.#call(api.listPeerEntries, { query });
    const entries = page.entries.filter(({ name }) => isName(name));
    // A page that leads back would make its reader turn pages forever.
    const forward =
      page.next !== null && (after === undefined || compareCodePoints(page.next, after) > 0);
    return { entries, next: forward ? page.next : null };
  }

  /** A peer that knows of no whole folders is asked for pages. */
  async *entries(path: string, options: EntriesOptions = {}): AsyncGenerator<EntryGroup> {
    parseSharePath(path, RULES);
    const { transport, device, share } = this.#options;
    const input = { params: { share }, query: { path, etags: options.etags } };
    const how = { ...AWAKE, signal: options.signal };
    let body: Readable | undefined;
    try {
      ({ body } = await transport.open(device, api.readPeerEntries, input, how));
    } catch (error) {
      if (!(error instanceof HallwayError) || error.code !== 'request.not_found') throw error;
    }
    if (!body) return yield* entriesByPages(this, path, options);
    try {
      for await (const group of readEntryLines(body))
        yield group.every(({ name }) => isName(name))
          ? group
          : group.filter(({ name }) => isName(name));
    } finally {
      body.destroy();
    }
  }

  async stat(path: string): Promise<FileStat> {
    const name = parseSharePath(path, RULES).at(-1) ?? '';
    return named(name, await this.#call(api.statPeerEntry, { query: { path } }));
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    parseSharePath(path, RULES);
    const { transport, device, share, clock } = this.#options;
    const answer = await transport.open(
      device,
      api.readPeerFile,
      { params: { share }, query: { path } },
      { ...AWAKE, range, signal },
    );
    try {
      const head = answerHead(answer, range, clock.now());
      return { ...head, stream: answer.body };
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  }

  /** A peer that knows of no archives is asked for the files, and the archive is made here. */
  async archive(
    order: ArchiveOrder,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<Archive> {
    for (const path of order.paths) parseSharePath(path, RULES);
    const { transport, device, share } = this.#options;
    try {
      const input = { params: { share }, body: order };
      const how = { ...AWAKE, ...options, timeoutMs: PLAN_MS };
      return peerArchive(await transport.open(device, api.readPeerArchive, input, how));
    } catch (error) {
      if (!(error instanceof HallwayError) || error.code !== 'request.not_found') throw error;
      return makeArchive(this, order, options);
    }
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    this.#checkNew(path);
    const { spool } = this.#options;
    if (options.size === undefined)
      return spooled(spool, source, options, (size, read) =>
        this.#offer(path, { size, read }, options),
      );
    return this.#offer(path, passOnce(source, options.size), options);
  }

  /** A peer that keeps nothing of broken uploads does not know the question. */
  async arrived(path: string, size: number, { drop }: { drop?: boolean } = {}): Promise<number> {
    this.#checkNew(path);
    const target = drop ? api.dropPeerUpload : api.statPeerUpload;
    try {
      const { bytes } = await this.#call(target, { query: { path, size } });
      return Math.min(bytes, size);
    } catch (error) {
      if (error instanceof HallwayError && error.code === 'request.not_found') return 0;
      throw error;
    }
  }

  async createFolder(path: string): Promise<void> {
    this.#checkNew(path);
    await this.#call(api.createPeerFolder, { query: { path } });
  }

  async move(from: string, to: string, options: MoveOptions = {}): Promise<Placed> {
    parseSharePath(from, RULES);
    this.#checkNew(to);
    const { replace, ifMatch, signal } = options;
    // A drive that is mounted inside the share makes a copy of it.
    const how = { signal, timeoutMs: LONG_MS };
    return placed(
      await this.#call(api.movePeerEntry, { body: { from, to, replace, ifMatch } }, how),
    );
  }

  async copy(from: string, to: string, options: CopyOptions = {}): Promise<Placed> {
    parseSharePath(from, RULES);
    this.#checkNew(to);
    const { replace, recursive, signal } = options;
    const how = { signal, timeoutMs: LONG_MS };
    return placed(
      await this.#call(api.copyPeerEntry, { body: { from, to, replace, recursive } }, how),
    );
  }

  async remove(path: string, { ifMatch, signal }: RemoveOptions = {}): Promise<TrashEntry> {
    parseSharePath(path, RULES);
    const how = { signal, timeoutMs: LONG_MS };
    return this.#call(api.removePeerEntry, { body: { path, ifMatch } }, how);
  }

  async setModified(
    path: string,
    modified: number,
    { ifMatch, signal }: ActOptions & Condition = {},
  ): Promise<FileStat> {
    const name = parseSharePath(path, RULES).at(-1) ?? '';
    const body = { path, modified, ifMatch };
    return named(name, await this.#call(api.setPeerModified, { body }, { signal }));
  }

  space(): Promise<ShareSpace> {
    return this.#call(api.getPeerSpace, {});
  }

  /** An owner that does not tell of changes is asked now and then. */
  async watch(path: string, listener: FolderListener): Promise<FolderWatch> {
    parseSharePath(path, RULES);
    const { watches, device, share, clock } = this.#options;
    try {
      return await watches.watch(device, share, path, listener);
    } catch (error) {
      if (!(error instanceof HallwayError) || error.code !== 'peer.protocol') throw error;
      return pollFolder({ clock, look: () => lookAt(this, path) }, listener);
    }
  }

  async trash(): Promise<TrashList> {
    const { entries, more } = await this.#call(api.listPeerTrash, {});
    return { entries: entries.filter(({ name, path }) => isName(name) && isPath(path)), more };
  }

  async restore(
    id: TrashId,
    { to, signal }: ActOptions & { to?: string | undefined } = {},
  ): Promise<Placed> {
    if (to !== undefined) this.#checkNew(to);
    return placed(await this.#call(api.restorePeerTrash, { body: { id, to } }, { signal }));
  }

  async emptyTrash(): Promise<{ removed: number }> {
    throw new HallwayError('request.forbidden', 'Only the owner of a share empties its trash.');
  }

  #call<E extends Endpoint>(
    target: E,
    input: Omit<Input<E>, 'params'>,
    options: Omit<CallOptions, 'wake'> = {},
  ): Promise<Output<E>> {
    const { transport, device, share } = this.#options;
    const whole = { params: { share }, ...input } as unknown as Input<E>;
    return transport.call(device, target, whole, { ...AWAKE, ...options });
  }

  async #offer(path: string, source: ByteSource, options: WriteOptions): Promise<Written> {
    const { offers, device } = this.#options;
    const { replace = false, ifMatch, ifNoneMatch, keepBoth, modified, resume, signal } = options;
    const { id, withdraw } = offers.offer(device, { ...source, isFile: true });
    const how = { replace, ifMatch, ifNoneMatch, keepBoth, modified, resume };
    const body = { offer: id, path, size: source.size, ...how };
    try {
      const written = await this.#call(api.offerFile, { body }, { signal, timeoutMs: LONG_MS });
      return placed(written);
    } finally {
      withdraw();
    }
  }

  #checkNew(path: string): void {
    const name = parseSharePath(path, RULES).at(-1);
    if (name !== undefined) checkNewName(name, RULES);
  }
}

/** What was asked about, whatever the peer calls it. */
function named(name: string, entry: FileStat): FileStat {
  return { ...entry, name };
}

/** A place that can be told to a person and asked for again. */
function placed<T extends Placed>(value: T): T {
  if (isPath(value.path)) return value;
  throw new HallwayError('peer.protocol', 'The PC answered in a way that makes no sense.');
}

const isPath = (path: string): boolean => passes(() => parseSharePath(path, RULES));
const isName = (name: string): boolean => passes(() => checkName(name, RULES));

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
