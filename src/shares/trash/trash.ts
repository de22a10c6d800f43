/**
 * The trash of a share: a hidden folder in its root, so that removing is one rename, which is
 * quick, needs no room, and is whole after a crash. What is removed is in place until it is in the
 * trash, and in the trash until it is back.
 */
import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { link, lstat, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { base32 } from '../../base/base32.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { TrashEntry, TrashId, TrashList } from '../../model/trash.ts';
import { syncFolder } from '../../store/durable-file.ts';
import type { ContainedRoot } from '../contained-root.ts';
import type { Located } from '../located.ts';
import { fileError, notFound } from '../file-error.ts';
import type { Actor } from '../file-system.ts';
import { bytesBelow } from '../local/bytes-below.ts';
import { isTemporaryName } from '../upload-journal.ts';
import { mayRestore, readItems } from './trash-items.ts';
import { itemName, noteName, noteText, parseItem, parseNoteName } from './trash-note.ts';

export const TRASH_FOLDER = '.hallway-trash';
/** Bytes that are kept free for notes while the disk is full. */
const RESERVE_BYTES = 32_768;
const RESERVE = 'reserve';
/** A thing that is being removed for good: not to be had back, also when a crash leaves half. */
const GOING = /^going /u;
const MOST_ENTRIES = 5000;
const DAY_MS = 24 * 3_600_000;

/** A thing that is to go into the trash. */
export interface Removal {
  /** Its folder, for calls. */
  folder: string;
  /** Its name in there. */
  name: string;
  /** Its path in the share. */
  path: string;
  stats: BigIntStats;
  by: Actor | undefined;
}

export interface TrashOptions {
  root: ContainedRoot;
  clock: Clock;
  log: Log;
}

export class Trash {
  readonly #options: TrashOptions;

  constructor(options: TrashOptions) {
    this.#options = options;
  }

  /** Makes the folder and its reserve, while there is room. */
  async prepare(): Promise<void> {
    await this.#in(true, (trash) => this.#reserve(trash));
  }

  /** Moves a thing into the trash; `across` does it for what is on another disk than the trash. */
  take(
    removal: Removal,
    across: (from: string, trash: string, name: string) => Promise<void>,
  ): Promise<TrashEntry> {
    return this.#put(removal, (from, trash, name) =>
      rename(from, `${trash}/${name}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EXDEV') throw error;
        return across(from, trash, name);
      }),
    );
  }

  /**
   * Keeps a file that is about to be replaced: it is in place and in the trash until then. Where
   * the disk has no hard links it is moved instead.
   */
  keep(removal: Removal): Promise<TrashEntry> {
    return this.#put(removal, async (from, trash, name) => {
      const to = `${trash}/${name}`;
      await link(from, to).catch(() => rename(from, to));
    });
  }

  /** Forgets what `keep` kept, since it was not replaced after all. */
  async release(id: TrashId): Promise<void> {
    await this.#in(false, async (trash) => {
      for (const file of await readdir(trash.path))
        if (parseItem(file)?.id === id) await unlink(`${trash.path}/${file}`);
      await rm(`${trash.path}/${noteName(id)}`, { force: true });
    });
  }

  /** Latest first: everything for the owner, for others what they removed. */
  async list(by: Actor | undefined): Promise<TrashList> {
    const entries = (await this.#entries()).filter((entry) => mayRestore(by, entry));
    return { entries: entries.slice(0, MOST_ENTRIES), more: entries.length > MOST_ENTRIES };
  }

  /** Hands a thing to `place`, which moves it to where it shall be, and then forgets it. */
  async giveBack<T>(
    id: TrashId,
    by: Actor | undefined,
    place: (from: string, entry: TrashEntry) => Promise<T>,
  ): Promise<T> {
    const given = await this.#in(false, async (trash) => {
      const item = (await readItems(trash.path, id))[0];
      if (!item || !mayRestore(by, item.entry)) throw notFound();
      const value = await place(`${trash.path}/${item.file}`, item.entry);
      await rm(`${trash.path}/${noteName(id)}`, { force: true });
      await syncFolder(trash.path).catch(() => {});
      return { value };
    });
    if (!given) throw notFound();
    return given.value;
  }

  /** Removes these, or everything that `which` says, for good. The number of things removed. */
  async empty(which: (entry: TrashEntry) => boolean): Promise<number> {
    let removed = 0;
    await this.#in(false, async (trash) => {
      for (const { file, entry } of await readItems(trash.path)) {
        if (!which(entry)) continue;
        // First it can no longer be had back, then it goes, so that nothing half comes back.
        await rename(`${trash.path}/${file}`, `${trash.path}/going ${entry.id}`);
        await unlink(`${trash.path}/${noteName(entry.id)}`).catch(() => {});
        removed++;
      }
      await this.#clear(trash);
    });
    return removed;
  }

  /**
   * Removes for good what is in the trash for longer than `keepMs`, and of the rest the oldest as
   * long as all is more than `mostBytes`; nothing of the last day. The number of things removed.
   */
  async trim(keepMs: number, mostBytes: number): Promise<number> {
    const now = this.#options.clock.now();
    const entries = await this.#entries();
    const old = new Set(
      entries.filter(({ removed }) => removed < now - keepMs).map(({ id }) => id),
    );
    let bytes = 0;
    for (const entry of entries) {
      if (bytes <= mostBytes) bytes += await this.#bytesOf(entry);
      if (bytes > mostBytes && entry.removed < now - DAY_MS) old.add(entry.id);
    }
    return old.size === 0 ? 0 : this.empty(({ id }) => old.has(id));
  }

  /** Removes what a crash left: notes of things that never came, and things that were going. */
  async sweep(): Promise<void> {
    await this.#in(false, async (trash) => {
      const files = await readdir(trash.path);
      const items = new Set(files.map((file) => parseItem(file)?.id));
      for (const file of files) {
        const id = parseNoteName(file);
        if (id !== undefined && !items.has(id)) await rm(`${trash.path}/${file}`, { force: true });
      }
      await this.#clear(trash);
      await this.#reserve(trash);
    });
  }

  /** Latest first. */
  async #entries(): Promise<TrashEntry[]> {
    const items = (await this.#in(false, (trash) => readItems(trash.path))) ?? [];
    return items.map(({ entry }) => entry);
  }

  async #bytesOf({ id, kind, name, size }: TrashEntry): Promise<number> {
    if (kind === 'file') return size;
    const found = this.#in(false, (trash) => bytesBelow(`${trash.path}/${itemName(id, name)}`));
    return (await found) ?? 0;
  }

  async #put(
    { folder, name, path, stats, by }: Removal,
    put: (from: string, trash: string, name: string) => Promise<void>,
  ): Promise<TrashEntry> {
    const id = base32(randomBytes(10));
    const entry: TrashEntry = {
      id,
      name,
      path,
      kind: stats.isDirectory() ? 'folder' : 'file',
      size: stats.isFile() ? Number(stats.size) : 0,
      removed: this.#options.clock.now(),
      by: by?.device ?? null,
      byName: by?.name ?? '',
    };
    await this.#in(true, async (trash) => {
      const note = `${trash.path}/${noteName(id)}`;
      await this.#note(trash, note, noteText(entry));
      try {
        await put(`${folder}/${name}`, trash.path, itemName(id, name));
      } catch (error) {
        await rm(note, { force: true }).catch(() => {});
        throw error;
      }
      await syncFolder(trash.path).catch(() => {});
      await syncFolder(folder).catch(() => {});
    });
    return entry;
  }

  /** On a full disk the reserve makes room; without any the thing is kept with its name alone. */
  async #note(trash: Located, note: string, text: string): Promise<void> {
    try {
      await writeDurably(note, text);
    } catch {
      await rm(`${trash.path}/${RESERVE}`, { force: true }).catch(() => {});
      await writeDurably(note, text).catch((error: unknown) =>
        this.#options.log.warn({ error }, 'no room to note what was removed, and where it was'),
      );
    }
  }

  async #reserve(trash: Located): Promise<void> {
    const reserve = `${trash.path}/${RESERVE}`;
    const there = await lstat(reserve).catch(() => undefined);
    if (there?.size === RESERVE_BYTES) return;
    // Full of something: zeros take no room on some disks.
    await rm(reserve, { force: true });
    await writeDurably(reserve, randomBytes(RESERVE_BYTES)).catch(() => {});
  }

  async #clear(trash: Located): Promise<void> {
    for (const file of await readdir(trash.path))
      if (GOING.test(file) || isTemporaryName(file))
        await rm(`${trash.path}/${file}`, { recursive: true, force: true });
  }

  /** Undefined where there is no trash and none is to be made. */
  async #in<T>(make: boolean, work: (trash: Located) => Promise<T>): Promise<T | undefined> {
    let trash: Located;
    try {
      trash = await this.#options.root.own(TRASH_FOLDER, make);
    } catch (error) {
      if (!make && fileError(error).code === 'path.not_found') return undefined;
      throw error;
    }
    try {
      return await work(trash);
    } catch (error) {
      throw fileError(error);
    } finally {
      await trash.close();
    }
  }
}

/** Nearly all names: no character is passed over before the first. */
const ORDINARY = /^[a-z0-9][ -~]*$/i;

/** Whether a name, in any spelling that a disk takes for it, is that of the trash. */
export function isTrashName(name: string): boolean {
  // Some disks pass over characters that nobody sees (HFS+), and over case.
  if (name.length < TRASH_FOLDER.length || ORDINARY.test(name)) return false;
  return plain(name) === TRASH_FOLDER;
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[^\x21-\x7e]/gu, '')
    .toLowerCase();
}

async function writeDurably(path: string, content: string | Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}
