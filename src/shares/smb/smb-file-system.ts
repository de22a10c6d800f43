/**
 * A share of an SMB server as a `FileSystem`. The server decides who may do what; containment is
 * the share's own, for no path that is sent can name anything outside (`smb-names.ts`).
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { EntryPage } from '../../model/entry.ts';
import { fileChanged, notFile, pathExists } from '../file-error.ts';
import type {
  FileRead,
  FileStat,
  FileSystem,
  ListOptions,
  ReadOptions,
  WriteOptions,
  Written,
} from '../file-system.ts';
import { cutRange, endWith } from '../read-part.ts';
import { fromFileTime, safeSize } from './hostile-bytes.ts';
import { etagOf, type NewPlace, putSmbFile } from './smb-put.ts';
import type { SmbHost } from './smb-host.ts';
import { isFolder, readFolder, SmbListing } from './smb-listing.ts';
import { checkNewSmbName, smbSegments, wirePath } from './smb-names.ts';
import { SmbReadStream } from './smb-read-stream.ts';
import { type FileFacts, leaveFile, type OpenFile, openFile, READ_ACCESS } from './tree-calls.ts';
import { ACCESS, DISPOSITION } from './wire.ts';

export interface SmbFileSystemOptions {
  host: SmbHost;
  /** As the server calls it. */
  share: string;
  clock: Clock;
  log: Log;
  /** How long a read waits for a server that went away; 5 s unless told. */
  patienceMs?: number | undefined;
}

const PATIENCE_MS = 5000;

export class SmbFileSystem implements FileSystem {
  readonly #options: SmbFileSystemOptions;
  readonly #listing: SmbListing;

  constructor(options: SmbFileSystemOptions) {
    this.#options = options;
    this.#listing = new SmbListing(options.clock, options.log);
  }

  async list(path: string, options: ListOptions = {}): Promise<EntryPage> {
    const wire = wirePath(smbSegments(path));
    const { host, share } = this.#options;
    return this.#listing.page(path, options, () =>
      host.use(share, true, (tree) => readFolder(tree, wire)),
    );
  }

  async stat(path: string): Promise<FileStat> {
    const segments = smbSegments(path);
    const { host, share } = this.#options;
    const facts = await host.use(share, true, async (tree) => {
      const file = await openFile(tree, wirePath(segments));
      await leaveFile(file);
      return file.facts;
    });
    return statOf(segments.at(-1) ?? '', facts);
  }

  async read(path: string, { range, signal }: ReadOptions = {}): Promise<FileRead> {
    const wire = wirePath(smbSegments(path));
    const { host, share, clock, patienceMs = PATIENCE_MS } = this.#options;
    const open = (): Promise<OpenFile> =>
      host.use(share, true, async (tree) => {
        const file = await openFile(tree, wire, { access: READ_ACCESS });
        if (!isFolder(file.facts)) return file;
        await leaveFile(file);
        throw notFile();
      });
    const file = await open();
    try {
      const size = safeSize(file.facts.size);
      const part = cutRange(range, size);
      const etag = etagOf(file.facts);
      const stream = new SmbReadStream({
        file,
        start: part?.start ?? 0,
        length: part ? part.end - part.start + 1 : size,
        reopen: async () => {
          const again = await open();
          if (etagOf(again.facts) === etag) return again;
          await leaveFile(again);
          throw fileChanged();
        },
        patienceMs,
        clock,
        done: host.hold(),
      });
      if (signal) endWith(stream, signal);
      return { size, modified: fromFileTime(file.facts.written), etag, range: part, stream };
    } catch (error) {
      await leaveFile(file);
      throw error;
    }
  }

  async write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    const place = this.#newPlace(path);
    const { host, share, clock } = this.#options;
    this.#listing.forget();
    return host.use(share, false, (tree) => putSmbFile(tree, place, source, { ...options, clock }));
  }

  async createFolder(path: string): Promise<void> {
    const { wire } = this.#newPlace(path);
    const { host, share } = this.#options;
    this.#listing.forget();
    await host.use(share, false, async (tree) => {
      const access = ACCESS.ReadAttributes | ACCESS.Synchronize;
      const disposition = DISPOSITION.Create;
      await leaveFile(await openFile(tree, wire, { access, disposition, must: 'folder' }));
    });
  }

  #newPlace(path: string): NewPlace {
    const folder = smbSegments(path);
    const name = folder.pop();
    // The root of a share is there already.
    if (name === undefined) throw pathExists();
    checkNewSmbName(name);
    return { folder, name, wire: wirePath([...folder, name]) };
  }
}

function statOf(name: string, facts: FileFacts): FileStat {
  const modified = fromFileTime(facts.written);
  const etag = etagOf(facts);
  return isFolder(facts)
    ? { name, kind: 'folder', size: 0, modified, etag }
    : { name, kind: 'file', size: safeSize(facts.size), modified, etag };
}
