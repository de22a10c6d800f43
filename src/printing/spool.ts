/** Where documents wait until they are printed: the contract. */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';

export interface Spooled {
  bytes: number;
  /** SHA-256 of the document, lower-case hex. */
  sha256: string;
  /** The first bytes (at most `SNIFFED_BYTES`), to tell what it is. */
  head: Buffer;
}

export interface Spool {
  /** Makes the place and clears what is no document. */
  start(): Promise<void>;
  /**
   * Takes a document; when it resolves, the document survives a power cut. Half a document is left
   * by whatever ends this process before: nobody may know the name until then. Throws `disk.full`,
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
