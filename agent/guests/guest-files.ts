/** The files of this PC that links for guests name: what may be taken, and folders for what comes. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '../../src/base/clock.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { numberedName } from '../../src/base/free-names.ts';
import type { Log } from '../../src/base/log.ts';
import { sanitizeFileName } from '../../src/base/safe-path.ts';
import { displayText } from '../../src/base/text.ts';
import type { GuestLink } from '../../src/model/guest.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';
import { bytesBelow } from '../../src/shares/local/bytes-below.ts';
import { LocalFileSystem } from '../../src/shares/local-file-system.ts';
import { OneFile } from '../../src/shares/one-file.ts';
import { hiddenFolder, isAtOrBelow, sharablePath } from '../../src/shares/share-rules.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';

export type TakenItem = GuestLink['take'][number];

export interface GuestFilesOptions {
  home: string;
  clock: Clock;
  log: Log;
}

/** So many numbers behind a name are tried before it is kept beside in another way. */
const MOST_NUMBERS = 200;

export class GuestFiles {
  readonly #options: GuestFilesOptions;
  readonly #hidden: NonNullable<Awaited<ReturnType<typeof hiddenFolder>>>[] = [];
  readonly #journal: UploadJournal;

  constructor(options: GuestFilesOptions) {
    this.#options = options;
    // A folder of its own: what is here is swept when this starts, and by nobody else.
    this.#journal = new UploadJournal(join(options.home, 'unfinished-drops'), options.clock);
  }

  async start(): Promise<void> {
    const hidden = await hiddenFolder(this.#options.home);
    if (hidden) this.#hidden.push(hidden);
    await this.#journal.sweep();
  }

  /** A folder that may take what guests drop. Throws as `sharablePath`. */
  folder(path: string): Promise<string> {
    return sharablePath(path, this.#options.home);
  }

  /** Throws `request.invalid`, `path.not_found`, `path.invalid`, `path.not_file`. */
  async measure(path: string): Promise<TakenItem> {
    if (!isAbsolute(path) || path.includes('\0'))
      throw new HallwayError(
        'request.invalid',
        'What a guest may take is given by its whole path.',
      );
    const shown = displayText(path, 300);
    const real = await realpath(path).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'ENOENT') throw asHallwayError(error);
      throw new HallwayError('path.not_found', `There is no ${shown} on this PC.`);
    });
    const at = await stat(real);
    const name = basename(path);
    if (at.isDirectory()) {
      await sharablePath(real, this.#options.home);
      return { path: real, name, kind: 'folder', bytes: await bytesBelow(real) };
    }
    if (!at.isFile()) throw new HallwayError('path.not_file', `${shown} is no file or folder.`);
    const home = await realpath(this.#options.home).catch(() => this.#options.home);
    if (isAtOrBelow(real, home))
      throw new HallwayError('path.invalid', "This is one of Hallway's own files.");
    return { path: real, name, kind: 'file', bytes: at.size };
  }

  /** What stands behind an item, and its path there. */
  open({ path, kind, name }: TakenItem): { files: FileSystem; path: string } {
    if (kind === 'folder') return { files: this.#local(path), path: '' };
    return { files: new OneFile(this.#local(dirname(path)), basename(path), name), path: name };
  }

  /**
   * Keeps a file under a harmless name that nothing has yet. Throws `share.full` where the disk has no
   * room for it; `fits` tells that of so many free bytes, or of null where the disk does not say.
   */
  async drop(
    folder: string,
    file: { name: string; size: number; source: Readable; by: string; signal: AbortSignal },
    fits: (free: number | null) => boolean,
  ): Promise<{ name: string; bytes: number }> {
    const files = this.#local(folder);
    const { free } = await files.space();
    if (!fits(free)) throw new HallwayError('share.full', 'There is no room for this file here.');
    const name = await freeName(files, sanitizeFileName(file.name));
    const { path, bytes } = await files.write(name, file.source, {
      size: file.size,
      keepBoth: true,
      signal: file.signal,
      by: { device: '', name: file.by, owner: false },
    });
    return { name: path, bytes };
  }

  #local(root: string): LocalFileSystem {
    const { clock, log } = this.#options;
    return new LocalFileSystem({ root, hidden: this.#hidden, journal: this.#journal, clock, log });
  }
}

async function freeName(files: FileSystem, name: string): Promise<string> {
  for (let number = 1; number < MOST_NUMBERS; number += 1) {
    const wanted = number === 1 ? name : numberedName(name, number);
    const taken = await files.stat(wanted).then(
      () => true,
      () => false,
    );
    if (!taken) return wanted;
  }
  return name;
}
