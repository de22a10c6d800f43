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
import type { DeviceId } from '../model/id.ts';

/** Notes are kept for a month, in which a drive may come back. */
const KEEP_MS = 30 * 24 * 3_600_000;
const TEMPORARY = /^\.hallway-[a-z2-7]{26}\.part$/u;

/** Whose upload of what it is: the same can be gone on with. */
export interface Upload {
  by: DeviceId;
  /** Real path that it will have. */
  target: string;
  /** Bytes of the whole. */
  size: number;
}

/** What broke off is kept for so long, and so much of it. */
const RESUMABLE_MS = 24 * 3_600_000;
const MOST_RESUMABLE = 64;
const MOST_OF_ONE = 4;

interface Note {
  path: string;
  upload?: Upload | undefined;
}

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
  /** Notes of what is being written now. */
  readonly #active = new Map<string, Upload | undefined>();
  /** … and is not to be kept, should it break off. */
  readonly #unwanted = new Set<string>();

  /** `folder` is made when first needed. */
  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Notes an unfinished file, by its real path, before it is made; the result ends the note. */
  async begin(path: string, upload?: Upload): Promise<() => Promise<void>> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = basename(path);
    const note = join(this.#folder, name);
    await writeFile(note, JSON.stringify({ path, upload }), { flag: 'wx', mode: 0o600 });
    return this.#activate(name, upload);
  }

  /** Writing broke off; what came stays, and may be taken up again. */
  async keep(path: string): Promise<void> {
    this.#active.delete(basename(path));
    if (this.#unwanted.delete(basename(path))) return this.#remove(path);
    const kept = await this.#kept();
    const by = kept.find((one) => one.path === path)?.upload.by;
    // Whoever breaks off much loses its own first.
    const own = kept.filter(({ upload }) => upload.by === by);
    for (const some of [own.slice(0, -MOST_OF_ONE), kept.slice(0, -MOST_RESUMABLE)])
      for (const { path: oldest } of some) await this.#remove(oldest);
  }

  /** The real path of what came of an upload that broke off, and how many bytes that are. */
  async arrived(upload: Upload): Promise<{ path: string; bytes: number } | undefined> {
    for (const { path, upload: kept } of (await this.#kept()).reverse()) {
      if (!isSame(kept, upload)) continue;
      const found = await lstat(path).catch(() => undefined);
      if (found?.isFile() && found.size <= upload.size) return { path, bytes: found.size };
    }
    return undefined;
  }

  /**
   * Whoever sent it wants nothing of it any more: what broke off is removed, and what is still being
   * written is not kept. The number of bytes that were removed.
   */
  async drop(upload: Upload): Promise<number> {
    let bytes = 0;
    for (const [name, active] of this.#active)
      if (active && isSame(active, upload)) this.#unwanted.add(name);
    for (const { path, upload: kept } of await this.#kept()) {
      if (!isSame(kept, upload)) continue;
      bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
      await this.#remove(path);
    }
    return bytes;
  }

  /** Takes up what `arrived` told of: nobody else does meanwhile. The result ends its note. */
  resume(path: string, upload: Upload): (() => Promise<void>) | undefined {
    const name = basename(path);
    if (this.#active.has(name)) return undefined;
    return this.#activate(name, upload);
  }

  /** The result ends what is being written, with its note. */
  #activate(name: string, upload: Upload | undefined): () => Promise<void> {
    this.#active.set(name, upload);
    return async () => {
      this.#active.delete(name);
      this.#unwanted.delete(name);
      await rm(join(this.#folder, name), { force: true });
    };
  }

  /** Removes what broke off too long ago. */
  async expire(): Promise<void> {
    for (const { path, at } of await this.#kept())
      if (this.#clock.now() - at > RESUMABLE_MS) await this.#remove(path);
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
      const { path, upload } = await readNote(note);
      if (upload && !(await this.#isOld(note, RESUMABLE_MS))) continue;
      if (!isAbsolute(path) || !isTemporaryName(basename(path))) {
        await rm(note, { force: true });
        continue;
      }
      const found = await lstat(path).catch(() => undefined);
      const ours = found?.isFile() === true || found?.isDirectory() === true;
      if (ours && (await rm(path, { recursive: true }).then(yes, no))) {
        removed++;
        await rm(note, { force: true });
      } else if (!found && (await this.#isOld(note, KEEP_MS))) await rm(note, { force: true });
    }
    return removed;
  }

  /** What broke off and is kept, the oldest first. */
  async #kept(): Promise<{ path: string; upload: Upload; at: number }[]> {
    const kept: { path: string; upload: Upload; at: number }[] = [];
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (this.#active.has(name)) continue;
      const note = join(this.#folder, name);
      const { path, upload } = await readNote(note);
      const stats = await lstat(note).catch(() => undefined);
      if (upload && stats && isAbsolute(path) && basename(path) === name)
        kept.push({ path, upload, at: stats.mtimeMs });
    }
    return kept.sort((a, b) => a.at - b.at);
  }

  async #remove(path: string): Promise<void> {
    if (!isTemporaryName(basename(path)) || this.#active.has(basename(path))) return;
    await rm(path, { force: true }).catch(() => {});
    await rm(join(this.#folder, basename(path)), { force: true });
  }

  async #isOld(note: string, afterMs: number): Promise<boolean> {
    const stats = await lstat(note).catch(() => undefined);
    return stats !== undefined && this.#clock.now() - stats.mtimeMs > afterMs;
  }
}

function isSame(a: Upload, b: Upload): boolean {
  return a.by === b.by && a.target === b.target && a.size === b.size;
}

/** An earlier version wrote the path alone. */
async function readNote(note: string): Promise<Note> {
  const text = await readFile(note, 'utf8').catch(() => '');
  if (!text.startsWith('{')) return { path: text };
  try {
    return JSON.parse(text) as Note;
  } catch {
    return { path: '' };
  }
}

const yes = (): boolean => true;
const no = (): boolean => false;
