/**
 * Calls of Linux's libc about many files at once: what Node puts around such a call takes longer than
 * the kernel's part of it. All of them hold the thread that calls.
 */
import type { Buffer } from 'node:buffer';

/** What the kernel says of a file (statx(2)). */
export interface FileFacts {
  /** File type and permissions (inode(7)). */
  mode: number;
  size: number;
  /** Of 512 bytes. */
  blocks: number;
  /** Milliseconds since 1970, whole ones. */
  modifiedMs: number;
}

export interface Libc {
  /**
   * Entries of an open folder into `into`, from where the last call ended (getdents64(2)): bytes that
   * were written, 0 at its end, negative for an error.
   */
  readFolder: (handle: number, into: Buffer) => number;
  /** Of `name`, which ends with a zero, in an open folder; of a link itself. Undefined for any error. */
  factsOf: (handle: number, name: Buffer) => FileFacts | undefined;
}
