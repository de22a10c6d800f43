/**
 * Looks at the entries of a folder. Asking the system for one file costs it microseconds, and twenty
 * times as much to have a thread of its own ask: on a disk of this PC that answers at once it is
 * asked directly, a few files at a time. A network drive, or a disk that takes long, is never waited
 * for in this way.
 */
import { lstatSync, type BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import type { Entry } from '../../model/entry.ts';
import type { ContainedRoot } from '../contained-root.ts';
import type { Located } from '../located.ts';
import type { FolderName } from '../folder-names.ts';
import type { entryOf } from './entry-stats.ts';
import { isHiddenName } from './hidden-names.ts';
import type { LocalDisks } from './local-disks.ts';

/** Names that are looked at together. */
const AT_ONCE = 64;
/** A group that takes longer than this is not in the system's memory. */
const SLOW_MS = 10;
/** Others get their turn after this long. */
const TURN_MS = 4;

export interface LookOptions {
  folder: Located;
  /** Path of the folder in its share. */
  segments: readonly string[];
  tell: typeof entryOf;
  /** Tell those too whose name hides them (`hidden-names.ts`). */
  showHidden: boolean;
  /** Tell folders that a link leads to. */
  linkedFolders: boolean;
}

/** How a folder is being looked at. */
interface Pace {
  direct: boolean;
  /** When others had their turn. */
  turn: number;
}

export class EntryLooker {
  readonly #root: ContainedRoot;
  readonly #clock: Clock;
  readonly #disks: LocalDisks;

  constructor(root: ContainedRoot, clock: Clock, disks: LocalDisks) {
    this.#root = root;
    this.#clock = clock;
    this.#disks = disks;
  }

  /**
   * The entries of up to `limit` names from `index` on that can be shown, and where to go on. Names
   * that turn out to be nothing to show are replaced, so that a page is short at the end only.
   */
  async page(
    names: readonly FolderName[],
    index: number,
    limit: number,
    options: LookOptions,
  ): Promise<{ entries: Entry[]; index: number }> {
    const entries: Entry[] = [];
    const pace = await this.#pace(options);
    while (entries.length < limit && index < names.length) {
      const group = names.slice(index, index + Math.min(AT_ONCE, limit - entries.length));
      index += group.length;
      await this.#group(group, entries, pace, options);
    }
    return { entries, index };
  }

  /** All of them, a group after the other; none is empty. */
  async *groups(names: readonly FolderName[], options: LookOptions): AsyncGenerator<Entry[]> {
    const pace = await this.#pace(options);
    for (let index = 0; index < names.length; index += AT_ONCE) {
      const entries: Entry[] = [];
      await this.#group(names.slice(index, index + AT_ONCE), entries, pace, options);
      if (entries.length > 0) yield entries;
    }
  }

  async #pace({ folder }: LookOptions): Promise<Pace> {
    const direct = (await this.#disks.isLocal(folder)) === true;
    return { direct, turn: this.#clock.monotonic() };
  }

  async #group(
    group: readonly FolderName[],
    entries: Entry[],
    pace: Pace,
    options: LookOptions,
  ): Promise<void> {
    const started = this.#clock.monotonic();
    const looks = group.map((name) => this.#look(name, pace.direct, options));
    for (const look of looks) {
      const entry = look instanceof Promise ? await look : look;
      if (entry) entries.push(entry);
    }
    const now = this.#clock.monotonic();
    pace.direct &&= now - started < SLOW_MS;
    if (!pace.direct || now - pace.turn <= TURN_MS) return;
    await nextTurn();
    pace.turn = this.#clock.monotonic();
  }

  /** Undefined for one that is gone, special, hidden or leads out. */
  #look(
    name: FolderName,
    direct: boolean,
    options: LookOptions,
  ): Entry | undefined | Promise<Entry | undefined> {
    if (!options.showHidden && isHiddenName(name.name)) return undefined;
    if (!direct || name.kind === 'link') return this.#ask(name, options);
    try {
      const path = `${options.folder.path}/${name.name}`;
      const stats = lstatSync(path, { bigint: true });
      return stats.isSymbolicLink() ? this.#ask(name, options) : this.#told(name, stats, options);
    } catch {
      return undefined;
    }
  }

  async #ask(name: FolderName, options: LookOptions): Promise<Entry | undefined> {
    try {
      let stats = await lstat(`${options.folder.path}/${name.name}`, { bigint: true });
      if (name.kind === 'link' || stats.isSymbolicLink()) {
        const target = await this.#root.locate([...options.segments, name.name]);
        await target.close();
        ({ stats } = target);
        if (!options.linkedFolders && stats.isDirectory()) return undefined;
      }
      return this.#told(name, stats, options);
    } catch {
      return undefined;
    }
  }

  #told({ name }: FolderName, stats: BigIntStats, { tell }: LookOptions): Entry | undefined {
    return this.#root.isHidden(stats) ? undefined : tell(name, stats);
  }
}
