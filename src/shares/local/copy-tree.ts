/** Copies a file or a folder within a share: under a hidden name first, then named as a whole. */
import { constants } from 'node:fs';
import { cp, lstat, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../store/durable-file.ts';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError } from '../file-error.ts';
import type { CopyOptions, FileSystem } from '../file-system.ts';
import { abortReason, writeStream } from '../file-writer.ts';
import { temporaryName, type UploadJournal } from '../upload-journal.ts';
import type { ShareUsage } from './share-usage.ts';
import type { Spot } from './spot.ts';

// Those that a system does not have are undefined, which `|` takes as 0.
const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;

export interface TreeCopierOptions {
  root: ContainedRoot;
  journal: UploadJournal;
  /** The share itself: it shows what may be copied. */
  files: Pick<FileSystem, 'list' | 'read' | 'stat'>;
  /** Throws where so many bytes more may not be written. */
  allow: (folder: string, bytes: number) => Promise<void>;
  /** Of a share with a limit. */
  usage: ShareUsage | undefined;
}

export class TreeCopier {
  readonly #options: TreeCopierOptions;

  constructor(options: TreeCopierOptions) {
    this.#options = options;
  }

  /** `name` gives the finished copy its name. */
  async copy<T>(
    from: { path: string; segments: readonly string[] },
    target: Spot,
    options: CopyOptions,
    name: (temporary: string) => Promise<T>,
  ): Promise<T> {
    const { root, journal, files } = this.#options;
    const hidden = temporaryName();
    const temporary = `${target.folder.path}/${hidden}`;
    const finish = await journal.begin(join(await root.realPath(target.folder), hidden));
    let unfinished = true;
    try {
      const { kind } = await files.stat(from.path);
      if (kind === 'file') await this.#file(from.path, temporary, options.signal);
      else await this.#folder(from, temporary, options);
      const named = await name(temporary);
      unfinished = false;
      return named;
    } catch (error) {
      throw fileError(error);
    } finally {
      if (unfinished)
        unfinished = await rm(temporary, { recursive: true, force: true }).then(
          () => false,
          () => true,
        );
      // The note stays with what could not be removed, for the next start.
      if (!unfinished) await finish();
    }
  }

  async #file(path: string, to: string, signal: AbortSignal | undefined): Promise<void> {
    const { files, allow, usage } = this.#options;
    const { stream, size, modified } = await files.read(path, { signal });
    try {
      await allow(to.slice(0, to.lastIndexOf('/')), size);
      const handle = await open(to, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o666);
      try {
        const write = (): Promise<{ bytes: number }> =>
          writeStream(handle, stream, { size, signal });
        await (usage ? usage.writing(size, write) : write());
        await handle.utimes(modified / 1000, modified / 1000);
        await handle.sync();
      } finally {
        await handle.close();
      }
    } finally {
      stream.destroy();
    }
  }

  /** Linked folders are left out: they may lead round in circles. */
  async #folder(
    from: { path: string; segments: readonly string[] },
    to: string,
    options: CopyOptions,
  ): Promise<void> {
    const { root, files } = this.#options;
    await mkdir(to);
    const { modified } = await files.stat(from.path);
    let after: string | undefined;
    do {
      if (options.recursive === false) break;
      const page = await files.list(from.path, { after, limit: 1000 });
      for (const { name, kind } of page.entries) {
        if (options.signal?.aborted) throw abortReason(options.signal);
        const path = `${from.path}/${name}`;
        const segments = [...from.segments, name];
        if (kind === 'file') await this.#file(path, `${to}/${name}`, options.signal);
        else if (!(await this.#isLink(root, from.segments, name)))
          await this.#folder({ path, segments }, `${to}/${name}`, options);
      }
      after = page.next ?? undefined;
    } while (after !== undefined);
    await syncFolder(to).catch(() => {});
    await utimes(to, modified / 1000, modified / 1000).catch(() => {});
  }

  async #isLink(root: ContainedRoot, folder: readonly string[], name: string): Promise<boolean> {
    const held = await root.folder(folder);
    try {
      return (await lstat(`${held.path}/${name}`)).isSymbolicLink();
    } finally {
      await held.close();
    }
  }
}

/**
 * Moves a thing to another disk: a whole copy first, then its name, then the original goes. A crash
 * leaves the original, or both.
 */
export async function copyAcross(from: string, folder: string, name: string): Promise<void> {
  const temporary = `${folder}/${temporaryName()}`;
  try {
    await cp(from, temporary, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      errorOnExist: true,
      force: false,
    });
    await rename(temporary, `${folder}/${name}`);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  await rm(from, { recursive: true });
}
