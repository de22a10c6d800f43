/** A folder of a test as a share, with its helpers. */
import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isErrorCode, type ErrorCode, HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import {
  LocalFileSystem,
  type LocalFileSystemOptions,
} from '../../src/shares/local-file-system.ts';
import { UploadJournal } from '../../src/shares/upload-journal.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';

export interface LocalShare {
  /** Outside of the share. */
  top: string;
  root: string;
  /** Where unfinished uploads are noted. */
  notes: string;
  files: LocalFileSystem;
  clock: ManualClock;
  open(options?: Partial<LocalFileSystemOptions>): LocalFileSystem;
  remove(): void;
}

export function localShare(options: Partial<LocalFileSystemOptions> = {}): LocalShare {
  const folder = temporaryFolder();
  const top = realpathSync(folder.path);
  const root = join(top, 'share');
  const notes = join(top, 'notes');
  mkdirSync(root);
  // Far ahead of the disk's times, so that the names of a folder count as settled.
  const clock = new ManualClock(Date.now() + 60_000);
  const open = (more: Partial<LocalFileSystemOptions> = {}): LocalFileSystem =>
    new LocalFileSystem({
      root,
      clock,
      journal: new UploadJournal(notes, clock),
      log: silentLog,
      ...options,
      ...more,
    });
  return { top, root, notes, clock, files: open(), open, remove: () => folder.remove() };
}

export async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Rejects with a `HallwayError` of one of these codes. */
export async function refuses(work: Promise<unknown>, ...codes: ErrorCode[]): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof HallwayError && isErrorCode(error.code), String(error));
    assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
    return true;
  });
}
