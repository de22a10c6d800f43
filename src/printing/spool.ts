/** Where documents wait until they are printed: the contract. */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';

export interface Spooled {
  bytes: number;
  /** SHA-256 of the document, lower-case hex. */
  sha256: string;
  /** The first bytes (at most `SNIFFED_BYTES`), to tell what it is. */
  head: Buffer;
  /**
   * Resolves when the document survives a power cut; before, only the end of this process. Rejects
   * with `disk.full` and what else a disk says. A longer document is on the disk already.
   */
  settled: Promise<void>;
}

/** Of documents up to this many bytes the end of `store` does not wait for the disk (`settled`). */
export const SMALL_BYTES = 64 * 1024;

export interface Spool {
  /** Makes the place and clears what is no document. */
  start(): Promise<void>;
  /** Lets go of the place; it may be started again. */
  stop(): Promise<void>;
  /**
   * Takes a document; `settled` tells when it survives a power cut, so that its journal entry can be
   * on its way to the disk meanwhile. Half a document is left by whatever ends this process before
   * this resolves: nobody may know the name until then. Throws `disk.full`,
   * `transfer.changed` if it is not what was `expected`, or what reading `source` threw; nothing
   * is left then.
   */
  store(
    name: string,
    source: Readable,
    options?: {
      expected?: { bytes: number; sha256: string } | undefined;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Spooled>;
  read(name: string, range?: ByteRange): Readable;
  /** Path of the document, for a program that reads it by itself. */
  file(name: string): string;
  /**
   * The same document under a second name; survives a power cut when it resolves. Throws
   * `path.not_found` if there is none.
   */
  copy(name: string, second: string): Promise<void>;
  /** Nothing happens if it is not there. */
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
}
