/**
 * Where a pull of statements, page by page, has come to. What was sent counts as had, whatever
 * became of it here, so that each page begins where the last one ended.
 */
import type { DeviceId } from '../../model/id.ts';
import { MAX_AUTHORS } from './budget.ts';
import type { Heads } from './log.ts';
import { parseStatement } from './statement.ts';

/** Pages of one pull; what is left comes with the next. */
const MAX_PAGES = 1000;
/** Pages in a row that bring nothing new: enough for both sides of a fork to be told apart. */
const MAX_BARREN = 50;

export class PullCursor {
  #sent: Heads = {};
  #pages = 0;
  #barren = 0;

  /** For the next page: `own` heads, and what was sent since. */
  heads(own: Heads): Heads {
    return { ...own, ...this.#sent };
  }

  /** Takes note of a page, of which `fresh` statements were new; true if another one is worth it. */
  passed(texts: readonly string[], fresh: number): boolean {
    for (const text of texts) {
      const read = headOf(text);
      if (read) this.#sent[read.by] = read.id;
    }
    this.#pages += 1;
    this.#barren = fresh > 0 ? 0 : this.#barren + 1;
    const bounded = Object.keys(this.#sent).length <= MAX_AUTHORS;
    return bounded && this.#pages < MAX_PAGES && this.#barren < MAX_BARREN;
  }
}

function headOf(text: string): { by: DeviceId; id: string } | undefined {
  try {
    const { id, statement } = parseStatement(text);
    return { by: statement.by, id };
  } catch {
    return undefined;
  }
}
