/**
 * Unfinished files and folders. A file that is being written, or a folder that is being copied,
 * stands under a hidden name in its folder; a small note in Hallway's home says where, so that
 * after a crash it is removed without walking every share.
 */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { base32 } from '../base/base32.ts';
import type { Clock } from '../base/clock.ts';

/** Notes are kept for a month, in which a drive may come back. */
const KEEP_MS = 30 * 24 * 3_600_000;
const TEMPORARY = /^\.hallway-[a-z2-7]{26}\.part$/u;

/** A fresh hidden name for an unfinished file. */
export function temporaryName(): string {
  return `.hallway-${base32(randomBytes(16))}.part`;
}

/** Such names are neither listed nor opened nor created for anyone. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name.toLowerCase());
}

export class UploadJournal {
  readonly #folder: string;
  readonly #clock: Clock;

  /** `folder` is made when first needed. */
  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Notes an unfinished file, by its real path, before it is made; the result ends the note. */
  async begin(path: string): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const note = join(this.#folder, basename(path));
    await writeFile(note, path, { flag: 'wx', mode: 0o600 });
    return () => rm(note, { force: true });
  }

  /**
   * Removes what an earlier run left unfinished; the number of files removed. A note whose drive
   * is not there now stays for the next start.
   */
  async sweep(): Promise<number> {
    const notes = await readdir(this.#folder).catch(() => []);
    let removed = 0;
    for (const name of notes) {
      const note = join(this.#folder, name);
      const path = await readFile(note, 'utf8').catch(() => '');
      if (!isAbsolute(path) || !isTemporaryName(basename(path))) {
        await rm(note, { force: true });
        continue;
      }
      const found = await lstat(path).catch(() => undefined);
      const ours = found?.isFile() === true || found?.isDirectory() === true;
      if (ours && (await rm(path, { recursive: true }).then(yes, no))) {
        removed++;
        await rm(note, { force: true });
      } else if (!found && (await this.#isOld(note))) await rm(note, { force: true });
    }
    return removed;
  }

  async #isOld(note: string): Promise<boolean> {
    const stats = await lstat(note).catch(() => undefined);
    return stats !== undefined && this.#clock.now() - stats.mtimeMs > KEEP_MS;
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;
