/**
 * Brings the names of an index up to what is in its share: folder by folder, so that a search finds
 * what was seen so far. Runs beside the agent's own thread.
 */
import type { Clock } from '../base/clock.ts';
import { asHallwayError } from '../base/errors.ts';
import { lastSegment } from '../base/safe-path.ts';
import { IgnoreRules, parentOf } from './ignore-rules.ts';
import type { IndexedEntry, IndexedFiles } from './indexed-files.ts';
import { joined, type ShareIndex } from './share-index.ts';

export interface TreeReaderOptions {
  index: ShareIndex;
  files: Pick<IndexedFiles, 'list'>;
  clock: Clock;
  /** Folders that were looked through and written down; all of them are told once. */
  seen: (folders: readonly string[]) => void;
}

/** Rows that are written down together: few large changes to an index cost less than many small ones. */
const TOGETHER = 4000;

interface Walk {
  /** A folder was reached. */
  reached: (path: string) => void;
  /** Those below are known: they are looked through only if rules above them changed. */
  passedOver: ReadonlySet<string>;
}

export class TreeReader {
  readonly #options: TreeReaderOptions;
  readonly #rules: IgnoreRules;
  #waiting: { path: string; entries: IndexedEntry[] }[] = [];
  #rows = 0;

  constructor(options: TreeReaderOptions) {
    this.#options = options;
    this.#rules = new IgnoreRules(options.clock);
  }

  /** The whole share. Throws where its root cannot be listed. */
  async all(): Promise<void> {
    const { index } = this.#options;
    const known = new Set(index.folders());
    await this.#walk('', { reached: (path) => known.delete(path), passedOver: new Set() });
    this.#write();
    // In the order of their paths those above go first, and take the others with them.
    for (const path of Array.from(known).toSorted()) index.dropFolder(path);
    index.lines.tidy();
  }

  /** These folders, and those below them that were not known. */
  async folders(paths: readonly string[]): Promise<void> {
    const { index } = this.#options;
    const passedOver = new Set(index.folders());
    for (const path of paths) {
      if (this.#isLeftOut(path)) continue;
      try {
        await this.#walk(path, { reached: () => {}, passedOver });
      } catch (error) {
        // The folder above tells that it is gone.
        if (asHallwayError(error).code === 'path.not_found') index.dropFolder(path);
      }
    }
    this.#write();
    index.lines.tidy();
  }

  async #walk(root: string, { reached, passedOver }: Walk): Promise<void> {
    const waiting = [{ path: root, anew: false }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { path } = next;
      let entries: IndexedEntry[];
      let anew: boolean;
      try {
        const found = await this.#options.files.list(path);
        anew = this.#options.index.setRules(path, found.rules) || next.anew;
        this.#rules.set(path, found.rules);
        entries = found.entries.filter(
          ({ name, kind }) => !this.#rules.ignores(path, name, kind === 'folder'),
        );
      } catch (error) {
        if (path === root) throw error;
        // It may not be read, or went meanwhile.
        this.#options.index.dropFolder(path);
        continue;
      }
      reached(path);
      this.#put(path, entries);
      for (const { name, kind } of entries) {
        const below = joined(path, name);
        if (kind === 'folder' && (anew || !passedOver.has(below)))
          waiting.push({ path: below, anew });
      }
    }
  }

  /** By rules above it, which are those that the index was made by. */
  #isLeftOut(path: string): boolean {
    const above: string[] = [];
    for (let at = parentOf(path); at !== undefined; at = parentOf(at)) above.push(at);
    for (const folder of above)
      if (!this.#rules.has(folder)) this.#rules.set(folder, this.#options.index.rules(folder));
    return [path, ...above].some((folder) => {
      const parent = parentOf(folder);
      return parent !== undefined && this.#rules.ignores(parent, lastSegment(folder), true);
    });
  }

  #put(path: string, entries: IndexedEntry[]): void {
    this.#waiting.push({ path, entries });
    this.#rows += entries.length + 1;
    if (this.#rows >= TOGETHER) this.#write();
  }

  #write(): void {
    const written = this.#waiting;
    if (written.length === 0) return;
    this.#waiting = [];
    this.#rows = 0;
    this.#options.index.setFolders(written);
    this.#options.seen(written.map(({ path }) => path));
  }
}
