/**
 * The entries of a folder as a grid (WAI-ARIA grid pattern): one stop for Tab, arrows within. Only
 * the rows in view exist, so that ten thousand files open as quickly as ten.
 */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { displayText } from '../../src/base/text.ts';
import type { Entry } from '../../src/model/entry.ts';
import { controls } from '../styles/controls.ts';
import { formatFull, formatMoment, formatSize } from '../words/format.ts';
import { icon } from './icons.ts';

const text = { name: 'Name', size: 'Size', modified: 'Changed', list: 'Files', folder: 'Folder' };
const ROW_REM = 3.25;
/** Rows drawn above and below what is in view. */
const SPARE = 12;

/** Fires `open-file` with the entry that the person wants; folders are plain links. */
export class HallwayFileList extends LitElement {
  static override properties = {
    entries: { attribute: false },
    address: { attribute: false },
    first: { state: true },
    count: { state: true },
    active: { state: true },
  };
  declare entries: readonly Entry[];
  /** Address of a folder by its name. */
  declare address: (name: string) => string;
  /** The rows that exist now. */
  declare first: number;
  declare count: number;
  /** The row that Tab reaches. */
  declare active: number;
  #frame = 0;

  constructor() {
    super();
    this.entries = [];
    this.address = () => '';
    this.first = 0;
    this.count = 40;
    this.active = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('scroll', this.#measureSoon, { passive: true });
    window.addEventListener('resize', this.#measureSoon);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('scroll', this.#measureSoon);
    window.removeEventListener('resize', this.#measureSoon);
    cancelAnimationFrame(this.#frame);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('entries')) this.#measureSoon();
  }

  readonly #measureSoon = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#measure());
  };

  get #rowHeight(): number {
    return ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  get #body(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.body');
  }

  #measure(): void {
    const body = this.#body;
    if (!body) return;
    const above = Math.max(0, -body.getBoundingClientRect().top);
    const height = this.#rowHeight;
    this.first = Math.max(0, Math.floor(above / height) - SPARE);
    this.count = Math.ceil(window.innerHeight / height) + 2 * SPARE;
  }

  protected override render(): TemplateResult {
    const { entries, first, count } = this;
    const rows = entries.slice(first, first + count);
    const reachable =
      this.active >= first && this.active < first + rows.length ? this.active : first;
    return html`
      <div
        role="grid"
        aria-label=${text.list}
        aria-rowcount=${entries.length + 1}
        @keydown=${(event: KeyboardEvent) => this.#move(event)}
      >
        <div role="row" aria-rowindex="1" class="row head small muted">
          <span role="columnheader">${text.name}</span>
          <span role="columnheader" class="size">${text.size}</span>
          <span role="columnheader" class="date">${text.modified}</span>
        </div>
        <div class="body" role="rowgroup" style="height:${entries.length * ROW_REM}rem">
          ${repeat(
            rows,
            ({ name }) => name,
            (entry, index) => this.#row(entry, first + index, first + index === reachable),
          )}
        </div>
      </div>
    `;
  }

  #row(entry: Entry, index: number, reachable: boolean): TemplateResult {
    const name = displayText(entry.name, 255, '?');
    const tab = reachable ? 0 : -1;
    const folder = entry.kind === 'folder';
    const label = html`${icon(folder ? 'folder' : 'file', 22)}<bdi class="cut">${name}</bdi>`;
    return html`
      <div
        role="row"
        class="row"
        aria-rowindex=${index + 2}
        style="top:${index * ROW_REM}rem"
        @focusin=${() => (this.active = index)}
      >
        <span role="gridcell" class="name" title=${name}>
          ${
            folder
              ? html`<a data-row=${index} tabindex=${tab} href=${this.address(entry.name)}>${label}</a>`
              : html`<button
                data-row=${index}
                tabindex=${tab}
                @click=${() => this.dispatchEvent(new CustomEvent('open-file', { detail: entry }))}
              >
                ${label}<span class="hover">${icon('download', 18)}</span>
              </button>`
          }
        </span>
        <span role="gridcell" class="size muted small">
          ${folder ? html`<span class="unseen">${text.folder}</span>` : formatSize(entry.size)}
        </span>
        <span role="gridcell" class="date muted small" title=${formatFull(entry.modified)}>
          ${formatMoment(entry.modified)}
        </span>
      </div>
    `;
  }

  #move(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(window.innerHeight / this.#rowHeight) - 2);
    const last = this.entries.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: last,
    };
    const target = steps[event.key];
    if (target === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void this.#focusRow(Math.min(last, Math.max(0, target)));
  }

  async #focusRow(index: number): Promise<void> {
    const body = this.#body;
    if (!body) return;
    this.active = index;
    const height = this.#rowHeight;
    const top = body.getBoundingClientRect().top + index * height;
    // Room for what floats at the edges of the window.
    const room = height * 2;
    if (top < room) window.scrollBy(0, top - room);
    else if (top + height > window.innerHeight - room)
      window.scrollBy(0, top + height - window.innerHeight + room);
    this.#measure();
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`[data-row="${index}"]`)
      ?.focus({ preventScroll: true });
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      [role='grid'] {
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        box-shadow: var(--shadow);
        overflow: hidden;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 7rem 9rem;
        align-items: center;
        gap: var(--space-5);
        height: ${ROW_REM}rem;
        padding-inline-end: var(--space-5);
        border-bottom: 1px solid var(--line);
      }
      .head {
        height: 2.5rem;
        font-weight: 550;
      }
      .head > :first-child {
        padding-inline-start: var(--space-5);
      }
      .body {
        position: relative;
        contain: strict;
      }
      .body .row {
        position: absolute;
        inset-inline: 0;
      }
      .body .row:hover {
        background: var(--sunken);
      }
      .name {
        min-width: 0;
        height: 100%;
      }
      .name > * {
        display: flex;
        align-items: center;
        justify-content: start;
        gap: var(--space-3);
        width: 100%;
        height: 100%;
        padding: 0 0 0 var(--space-5);
        border: 0;
        border-radius: 0;
        background: none;
        color: var(--ink);
        font-weight: 450;
        text-align: start;
        text-decoration: none;
      }
      .name a {
        font-weight: 550;
      }
      .name > :focus-visible {
        outline-offset: -3px;
      }
      .name svg {
        color: var(--ink-soft);
      }
      .name a svg {
        color: var(--accent);
      }
      .size {
        text-align: end;
      }
      .date {
        white-space: nowrap;
      }
      .hover {
        margin-inline-start: auto;
        opacity: 0;
      }
      .row:hover .hover,
      :focus-visible > .hover {
        opacity: 1;
      }
      @media (width < 40rem) {
        .row {
          grid-template-columns: minmax(0, 1fr) auto;
          padding-inline-end: var(--space-4);
        }
        .head > :first-child,
        .name > * {
          padding-inline-start: var(--space-4);
        }
        .date {
          display: none;
        }
      }
      @media (hover: none) {
        .hover {
          opacity: 1;
        }
      }
    `,
  ];
}
customElements.define('hallway-file-list', HallwayFileList);
