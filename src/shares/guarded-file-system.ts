/**
 * A share as somebody may use it. The right is asked for again at each call, so that a file
 * system that was opened before is no way around a change, and running transfers end with the share.
 */
import type { Readable } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import type { EntryPage } from '../model/entry.ts';
import type { ShareAccess } from '../model/share.ts';
import type {
  FileRead,
  FileStat,
  FileSystem,
  ListOptions,
  ReadOptions,
  WriteOptions,
  Written,
} from './file-system.ts';

export interface Guard {
  /** The files and what may be done with them, or `share.not_found`. */
  enter: () => { files: FileSystem; access: ShareAccess; ended: AbortSignal };
  /** Hears that the folder was found missing or back. */
  failed: (error: unknown) => void;
}

export class GuardedFileSystem implements FileSystem {
  readonly #guard: Guard;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  list(path: string, options?: ListOptions): Promise<EntryPage> {
    return this.#use((files) => files.list(path, options));
  }

  stat(path: string): Promise<FileStat> {
    return this.#use((files) => files.stat(path));
  }

  read(path: string, options: ReadOptions = {}): Promise<FileRead> {
    return this.#use((files, ended) =>
      files.read(path, { ...options, signal: both(ended, options.signal) }),
    );
  }

  write(path: string, source: Readable, options: WriteOptions = {}): Promise<Written> {
    return this.#use(
      (files, ended) =>
        files.write(path, source, { ...options, signal: both(ended, options.signal) }),
      'write',
    );
  }

  createFolder(path: string): Promise<void> {
    return this.#use((files) => files.createFolder(path), 'write');
  }

  async #use<T>(
    work: (files: FileSystem, ended: AbortSignal) => Promise<T>,
    needs: ShareAccess = 'read',
  ): Promise<T> {
    const { files, access, ended } = this.#guard.enter();
    if (needs === 'write' && access !== 'write')
      throw new HallwayError('share.read_only', 'This share can only be read.', {
        fix: 'Ask its owner to share it for writing.',
      });
    try {
      return await work(files, ended);
    } catch (error) {
      this.#guard.failed(error);
      throw error;
    }
  }
}

function both(ended: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal ? AbortSignal.any([ended, signal]) : ended;
}
