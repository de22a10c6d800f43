/**
 * A share of a peer as a `FileSystem`. Everything that comes back is checked: a peer may send
 * names that are paths, sizes that do not fit, and pages without end.
 */
import type { Readable } from 'node:stream';
import { createPeerFolder, listPeerEntries, offerFile, readPeerFile } from '../api/peer.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { checkName, checkNewName, parseSharePath } from '../base/safe-path.ts';
import type { Entry, EntryPage } from '../model/entry.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { ByteSource, Offers, PeerTransport } from '../net/peer-transport.ts';
import { notFound } from './file-error.ts';
import { answerHead, type AnswerHead } from './answer-head.ts';
import {
  type FileRead,
  type FileStat,
  type FileSystem,
  type ListOptions,
  pageLimit,
  type ReadOptions,
  type WriteOptions,
  type Written,
} from './file-system.ts';
import { compareCodePoints } from './folder-names.ts';
import { passOnce, spooled } from './upload-source.ts';

/** The peer's own rules are stricter where its system is. */
const RULES = { windows: false };
/** Somebody looks into the share: its PC is woken if it sleeps. */
const AWAKE = { wake: true };
/** The answer comes when the peer has pulled everything. */
const UPLOAD_TIMEOUT_MS = 24 * 3_600_000;

export interface PeerFileSystemOptions {
  transport: PeerTransport;
  offers: Offers;
  device: DeviceId;
  share: ResourceId;
  /** Folder of this PC for uploads whose size is not known beforehand. */
  spool: string;
  clock: Clock;
}

export class PeerFileSystem implements FileSystem {
  readonly #options: PeerFileSystemOptions;

  constructor(options: PeerFileSystemOptions) {
    this.#options = options;
  }

  async list(path: string, { after, limit }: ListOptions = {}): Promise<EntryPage> {
    parseSharePath(path, RULES);
    const { transport, device, share } = this.#options;
    const page = await transport.call(
      device,
      listPeerEntries,
      { params: { share }, query: { path, after, limit: pageLimit(limit) } },
      AWAKE,
    );
    const entries = page.entries.filter(({ name }) => isName(name));
    // A page that leads back would make its reader turn pages forever.
    const forward =
      page.next !== null && (after === undefined || compareCodePoints(page.next, after) > 0);
    return { entries, next: forward ? page.next : null };
  }

  async stat(path: string): Promise<FileStat> {
    const name = parseSharePath(path, RULES).at(-1);
    if (name === undefined) {
      await this.list('', { limit: 1 });
      return { name: '', kind: 'folder', size: 0, modified: 0, etag: '"root"' };
    }
    try {
      const head = await this.#head(path, { start: 0, end: 0 }).catch((error: unknown) => {
        // An empty file has no first byte.
        if (codeOf(error) === 'request.range') return this.#head(path, undefined);
        throw error;
      });
      return { name, kind: 'file', size: head.size, modified: head.modified, etag: head.etag };
    } catch (error) {
      if (codeOf(error) !== 'path.not_file') throw error;
      const entry = await this.#find(path, name);
      return { ...entry, etag: `"${entry.kind}-${entry.modified}"` };
    }
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    parseSharePath(path, RULES);
    const { transport, device, share, clock } = this.#options;
    const answer = await transport.open(
      device,
      readPeerFile,
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

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    this.#checkNew(path);
    const { spool } = this.#options;
    if (options.size === undefined)
      return spooled(spool, source, options, (size, read) =>
        this.#offer(path, { size, read }, options),
      );
    return this.#offer(path, passOnce(source, options.size), options);
  }

  async createFolder(path: string): Promise<void> {
    this.#checkNew(path);
    const { transport, device, share } = this.#options;
    const input = { params: { share }, query: { path } };
    await transport.call(device, createPeerFolder, input, AWAKE);
  }

  async #offer(
    path: string,
    source: ByteSource,
    { replace = false, signal }: WriteOptions,
  ): Promise<Written> {
    const { transport, offers, device, share } = this.#options;
    const { id, withdraw } = offers.offer(device, source);
    try {
      return await transport.call(
        device,
        offerFile,
        { params: { share }, body: { offer: id, path, size: source.size, replace } },
        { ...AWAKE, signal, timeoutMs: UPLOAD_TIMEOUT_MS },
      );
    } finally {
      withdraw();
    }
  }

  async #head(path: string, range: ByteRange | undefined): Promise<AnswerHead> {
    const { stream, ...head } = await this.read(path, { range });
    stream.destroy();
    return head;
  }

  /** One entry of its folder: the page that begins just before its name. */
  async #find(path: string, name: string): Promise<Entry> {
    const folder = path.slice(0, Math.max(0, path.length - name.length - 1));
    const { entries } = await this.list(folder, { after: justBefore(name), limit: 8 });
    const entry = entries.find((found) => found.name === name);
    if (!entry) throw notFound();
    return entry;
  }

  #checkNew(path: string): void {
    const name = parseSharePath(path, RULES).at(-1);
    if (name !== undefined) checkNewName(name, RULES);
  }
}

/** A text that sorts before `name` with next to no names between them. */
export function justBefore(name: string): string {
  const last = Array.from(name).at(-1) ?? '';
  const before = name.slice(0, name.length - last.length);
  const point = last.codePointAt(0) ?? 0;
  if (point === 0) return before;
  // There are no characters between U+D7FF and U+E000.
  return `${before}${String.fromCodePoint(point === 0xe000 ? 0xd7ff : point - 1)}\u{10ffff}`;
}

function isName(name: string): boolean {
  try {
    checkName(name, RULES);
    return true;
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof HallwayError ? error.code : undefined;
}
