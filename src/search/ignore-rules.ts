/**
 * What its owner wants left out of the search: `.hallwayignore` in any folder of a share, with the
 * rules of Git's `gitignore` for what is below it. Whoever may write into a share may write one, so
 * rules are bounded in number, in what they can cost, and in time.
 */
import ignore, { type Ignore } from 'ignore';
import type { Clock } from '../base/clock.ts';
import { parentPath } from '../base/safe-path.ts';
import { joined } from './share-index.ts';

export const IGNORE_FILE = '.hallwayignore';
/** A larger file has no rules. */
export const MAX_RULES_BYTES = 64 * 1024;
const MAX_LINES = 500;
const MAX_LINE = 256;
/** With more wildcards in a line a name can be made that takes minutes to compare. */
const MAX_STARS = 3;
/** What rules took longer than that hold no more until the share is read anew. */
const PATIENCE_MS = 3000;

export class IgnoreRules {
  readonly #clock: Clock;
  readonly #byFolder = new Map<string, Ignore>();
  #spent = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The file's text, or that there is none. */
  set(folder: string, text: string | undefined): void {
    const lines = text === undefined ? [] : usable(text);
    if (lines.length === 0) this.#byFolder.delete(folder);
    // Names that differ in case are two files for the index as well.
    else this.#byFolder.set(folder, ignore({ ignorecase: false }).add(lines));
  }

  has(folder: string): boolean {
    return this.#byFolder.has(folder);
  }

  /** The nearest rules that say something of it decide. */
  ignores(folder: string, name: string, isFolder: boolean): boolean {
    if (this.#byFolder.size === 0 || this.#spent > PATIENCE_MS) return false;
    const begun = this.#clock.monotonic();
    const path = joined(folder, isFolder ? `${name}/` : name);
    let said = false;
    for (let above: string | undefined = folder; above !== undefined; above = parentOf(above)) {
      const rules = this.#byFolder.get(above);
      if (!rules) continue;
      const { ignored, unignored } = rules.test(above === '' ? path : path.slice(above.length + 1));
      if (!ignored && !unignored) continue;
      said = ignored;
      break;
    }
    this.#spent += this.#clock.monotonic() - begun;
    return said;
  }
}

/** Undefined for the share itself. */
export function parentOf(folder: string): string | undefined {
  return folder === '' ? undefined : parentPath(folder);
}

function usable(text: string): string[] {
  return text
    .split(/\r?\n/)
    .slice(0, MAX_LINES)
    .filter((line) => line.length <= MAX_LINE)
    .filter((line) => (line.match(/\*+/g) ?? []).length <= MAX_STARS);
}
