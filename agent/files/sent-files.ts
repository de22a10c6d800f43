/** What this PC gives to others, as shares that each of them alone can read. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import { displayText } from '../../src/base/text.ts';
import type { DeviceId, ResourceId } from '../../src/model/id.ts';
import type { Gift } from '../../src/model/sending.ts';
import { shareNotFound } from '../../src/shares/file-error.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { GuardedFileSystem } from '../../src/shares/guarded-file-system.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { OneFile } from '../../src/shares/one-file.ts';
import { hiddenFolder } from '../../src/shares/share-rules.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';

export interface SentFilesOptions {
  home: string;
  /** What a device may read under this id now. */
  readable: (device: DeviceId, id: ResourceId) => (Gift & { path: string }) | undefined;
  nameOf: (device: DeviceId) => string;
  /** Nothing of this PC can be used for now. */
  paused: () => boolean;
  clock: Clock;
  log: Log;
}

const MOST_DEEP = 128;

export class SentFiles {
  readonly #options: SentFilesOptions;
  readonly #open = new Map<ResourceId, FileSystem>();
  /** What ends the reads of a device of what is given to it. */
  readonly #reads = new Map<string, { device: DeviceId; id: ResourceId; end: AbortController }>();
  readonly #hidden: NonNullable<Awaited<ReturnType<typeof hiddenFolder>>>[] = [];

  constructor(options: SentFilesOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const hidden = await hiddenFolder(this.#options.home);
    if (hidden) this.#hidden.push(hidden);
  }

  /** Undefined for what is nothing that is given to this device. */
  openFor(device: DeviceId, id: ResourceId): FileSystem | undefined {
    const { readable, nameOf, paused } = this.#options;
    if (!readable(device, id)) return undefined;
    const by = { device, name: nameOf(device), owner: false };
    return new GuardedFileSystem({
      enter: () => {
        const gift = readable(device, id);
        if (!gift) throw shareNotFound();
        if (paused()) throw new HallwayError('request.busy', 'Sharing is paused at that PC.');
        const { signal: ended } = this.#endOf(device, id);
        return { files: this.#files(gift), access: 'read', ended, by };
      },
      wrote: () => {},
      using: () => () => {},
      watching: () => () => {},
      failed: () => {},
    });
  }

  /** Breaks off what is read by those who may no longer, or by all while sharing is paused. */
  review(): void {
    const { readable, paused } = this.#options;
    for (const [key, { device, id, end }] of this.#reads) {
      if (!paused() && readable(device, id)) continue;
      this.#reads.delete(key);
      end.abort(shareNotFound());
    }
  }

  #endOf(device: DeviceId, id: ResourceId): AbortController {
    const key = `${device}/${id}`;
    const { end } = this.#reads.get(key) ?? { end: new AbortController() };
    this.#reads.set(key, { device, id, end });
    return end;
  }

  /** Reads all of a folder, so that whoever is offered it knows how large it is. */
  async measure(path: string): Promise<Omit<Gift, 'id'> & { path: string }> {
    if (!isAbsolute(path) || path.includes('\0'))
      throw new HallwayError('request.invalid', 'What is sent must be given by its whole path.');
    const real = await realpath(path).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'ENOENT') throw asHallwayError(error);
      throw new HallwayError('path.not_found', `There is no ${displayText(path, 300)}.`);
    });
    // Of a link the name stays that the person chose.
    const name = basename(path) || 'Files';
    const at = await stat(real);
    if (at.isFile()) return { path: real, name, kind: 'file', bytes: at.size, files: 1 };
    if (!at.isDirectory())
      throw new HallwayError('path.not_file', `${displayText(path, 300)} is no file or folder.`);
    const { bytes, files } = await sizeOf(this.#local(real), '', 0);
    return { path: real, name, kind: 'folder', bytes, files };
  }

  #files({ id, path, kind, name }: Gift & { path: string }): FileSystem {
    const known = this.#open.get(id);
    if (known) return known;
    const files =
      kind === 'folder'
        ? this.#local(path)
        : new OneFile(this.#local(dirname(path)), basename(path), name);
    this.#open.set(id, files);
    return files;
  }

  #local(root: string): FileSystem {
    const { home, clock, log } = this.#options;
    // Nothing is written here.
    const journal = new UploadJournal(join(home, 'unfinished-uploads'), clock);
    return new LocalFileSystem({ root, hidden: this.#hidden, journal, clock, log });
  }
}

async function sizeOf(
  files: FileSystem,
  path: string,
  depth: number,
): Promise<{ bytes: number; files: number }> {
  const sum = { bytes: 0, files: 0 };
  if (depth > MOST_DEEP) return sum;
  for await (const group of files.entries(path))
    for (const { name, kind, size } of group) {
      const inner = path === '' ? name : `${path}/${name}`;
      const below = kind === 'folder' ? await sizeOf(files, inner, depth + 1) : undefined;
      sum.bytes += below ? below.bytes : size;
      sum.files += below ? below.files : 1;
    }
  return sum;
}
