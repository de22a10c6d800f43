/**
 * Which rows of a long list exist, and where each stands in the page. While rows scroll past, a place
 * whose row has left takes the next one that comes, which costs a fraction of making a new one. At rest
 * the places are in the order of the rows again, as they are read aloud.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { rem } from './file-parts.ts';

/** Rows above and below those in view. */
const SPARE = 8;
/** Without scrolling for so long, it is at rest. */
const REST_MS = 150;

export interface RowMeasure {
  /** Of all rows; undefined while it is not in the page. */
  body: () => HTMLElement | null;
  rowRem: () => number;
  /** Least width of an entry; undefined where each has a row of its own. */
  columnRem: () => number | undefined;
}

export class RowWindow implements ReactiveController {
  /** The first row that exists. */
  first = 0;
  /** Rows that exist, at most. */
  count = 40;
  /** Entries in a row. */
  columns = 1;
  /** The row of the first place, while all are in order. */
  #base = 0;
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** What has the focus, by its `data-row`. */
  #held: string | undefined;
  #moved: { from: string; to: string } | undefined;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #of: RowMeasure;

  constructor(host: ReactiveControllerHost & HTMLElement, of: RowMeasure) {
    this.#host = host;
    this.#of = of;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('scroll', this.#scrolled, { passive: true });
    window.addEventListener('resize', this.measureSoon);
  }

  hostDisconnected(): void {
    window.removeEventListener('scroll', this.#scrolled);
    window.removeEventListener('resize', this.measureSoon);
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  /** With the next update one row of entries is another: the focus goes along. */
  follow(from: number, to: number): void {
    this.#moved = { from: String(from), to: String(to) };
  }

  /** The focus belongs to a row, not to the place that it has. */
  hostUpdate(): void {
    const element = this.#host.shadowRoot?.activeElement;
    const row = element instanceof HTMLElement ? element.dataset['row'] : undefined;
    const { from, to } = this.#moved ?? {};
    this.#moved = undefined;
    this.#held = row === undefined ? undefined : row === from ? to : row;
  }

  hostUpdated(): void {
    const element = this.#host.shadowRoot?.activeElement;
    const held = this.#held;
    if (held === undefined || !(element instanceof HTMLElement)) return;
    if (element.dataset['row'] === held) return;
    const now = this.#host.shadowRoot?.querySelector<HTMLElement>(`[data-row="${held}"]`);
    if (now) now.focus({ preventScroll: true });
    else element.blur();
  }

  /** Rows that a page has. */
  get page(): number {
    return Math.max(1, this.count - 2 * SPARE - 2);
  }

  /** The row of each place; undefined behind the last of `all`. */
  places(all: number): (number | undefined)[] {
    const { first, count } = this;
    return Array.from({ length: count }, (_, place) => {
      const behind = (place - first + this.#base) % count;
      const row = first + (behind < 0 ? behind + count : behind);
      return row < all ? row : undefined;
    });
  }

  readonly measureSoon = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.measure());
  };

  readonly #scrolled = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#measure());
    clearTimeout(this.#rest);
    this.#rest = setTimeout(this.measureSoon, REST_MS);
  };

  /** Brings all places in order, too. */
  measure(): void {
    this.#measure();
    if (this.#base === this.first) return;
    this.#base = this.first;
    this.#host.requestUpdate();
  }

  #measure(): void {
    const body = this.#of.body();
    if (!body) return;
    const { top, width } = body.getBoundingClientRect();
    const height = this.#of.rowRem() * rem();
    const columnRem = this.#of.columnRem();
    const columns = columnRem ? Math.max(1, Math.floor(width / (columnRem * rem()))) : 1;
    const first = Math.max(0, Math.floor(Math.max(0, -top) / height) - SPARE);
    const count = Math.ceil(window.innerHeight / height) + 2 * SPARE;
    if (first === this.first && count === this.count && columns === this.columns) return;
    // Where all rows are new, they may as well be in order.
    if (count !== this.count || Math.abs(first - this.first) >= count) this.#base = first;
    Object.assign(this, { first, count, columns });
    this.#host.requestUpdate();
  }
}
