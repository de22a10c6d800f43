/**
 * The entries of a folder as a grid (WAI-ARIA grid pattern): one stop for Tab, arrows within, Space
 * selects, Shift with arrows draws a range. Only the rows in view exist, so that fifty thousand
 * files open as quickly as ten.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Entry } from '../../../src/model/entry.ts';
import type { Selection } from '../../state/files/selection.ts';
import type { View } from '../../state/files/view.ts';
import { controls } from '../../styles/controls.ts';
import { formatFull, formatMoment, formatSize } from '../../words/format.ts';
import { kindOf } from '../../words/kinds.ts';
import { icon } from '../parts/icons.ts';
import { fileListStyles, ROW_REM, TILE_REM, TILE_WIDTH_REM } from './file-list-styles.ts';
import { fileLabel, listHead, rem } from './file-parts.ts';
import { stepOf } from './grid-steps.ts';
import { RowWindow } from './row-window.ts';

const text = translated({ list: 'Files', select: 'Select' });

/** Fires `open-file` with the entry that the person wants; folders are plain links. */
export class HallwayFileList extends LitElement {
  static override properties = {
    entries: { attribute: false },
    address: { attribute: false },
    picture: { attribute: false },
    isCut: { attribute: false },
    selection: { attribute: false },
    version: { attribute: false },
    view: { attribute: false },
    active: { state: true },
  };
  declare entries: readonly Entry[];
  /** Address of a folder by its name. */
  declare address: (name: string) => string;
  /** Address of a small picture of a file. */
  declare picture: ((entry: Entry) => string | undefined) | undefined;
  declare isCut: (name: string) => boolean;
  declare selection: Selection;
  /** Of the selection. */
  declare version: number;
  declare view: View;
  declare active: number;
  readonly #window = new RowWindow(this, {
    body: () => this.#body,
    rowRem: () => this.#rowRem,
    columnRem: () => (this.#isGrid ? TILE_WIDTH_REM : undefined),
  });
  readonly #broken = new Set<string>();

  constructor() {
    super();
    this.entries = [];
    this.address = () => '';
    this.isCut = () => false;
    this.active = 0;
  }

  /** What was come to stays the same where others come or go before it. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const name = changed.get('entries')?.[this.active]?.name;
    if (name === undefined || this.entries[this.active]?.name === name) return;
    const index = this.entries.findIndex((entry) => entry.name === name);
    if (index === -1) return;
    this.#window.follow(this.active, index);
    this.active = index;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('entries') || changed.has('view')) this.#window.measureSoon();
  }

  /** What has the focus, or had it last. */
  get current(): Entry | undefined {
    return this.entries[this.active];
  }

  get #isGrid(): boolean {
    return this.view.look === 'grid';
  }

  get #rowRem(): number {
    return this.#isGrid ? TILE_REM : ROW_REM;
  }

  get #body(): HTMLElement | null {
    return this.renderRoot.querySelector('.body');
  }

  protected override render(): TemplateResult {
    const { entries } = this;
    const { first, count, columns } = this.#window;
    const all = Math.ceil(entries.length / columns);
    const start = first * columns;
    const inView = this.active >= start && this.active < start + count * columns;
    const reachable = inView ? this.active : start;
    return html`
      <div
        role="grid"
        class=${this.selection.size > 0 ? 'picking' : ''}
        aria-label=${text.list}
        aria-multiselectable="true"
        aria-rowcount=${all + (this.#isGrid ? 0 : 1)}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
      >
        ${this.#isGrid ? nothing : listHead(this.view)}
        <div class="body" role="rowgroup" style="height:${all * this.#rowRem}rem">
          ${this.#window
            .places(all)
            .map((row) => (row === undefined ? nothing : this.#entriesOf(row, reachable)))}
        </div>
      </div>
    `;
  }

  #entriesOf(row: number, reachable: number): TemplateResult | undefined {
    const { entries } = this;
    const { columns } = this.#window;
    if (this.#isGrid)
      return this.#tiles(entries.slice(row * columns, (row + 1) * columns), row, reachable);
    const entry = entries[row];
    return entry && this.#row(entry, row, reachable);
  }

  #row(entry: Entry, index: number, reachable: number): TemplateResult {
    const name = displayText(entry.name, 255, '?');
    const folder = entry.kind === 'folder';
    return html`
      <div
        role="row"
        class="row ${this.isCut(entry.name) ? 'cut-out' : ''}"
        aria-rowindex=${index + 2}
        aria-selected=${this.selection.has(entry.name)}
        draggable="true"
        style="top:${index * ROW_REM}rem"
      >
        <span role="gridcell" class="pick">${this.#box(entry, name, index)}</span>
        <span role="gridcell" class="name" title=${name}>${this.#open(entry, name, index, reachable)}</span>
        <span role="gridcell" class="kind muted small">${kindOf(entry)}</span>
        <span role="gridcell" class="size muted small">
          ${folder ? html`<span class="unseen">–</span>` : formatSize(entry.size)}
        </span>
        <span role="gridcell" class="date muted small" title=${formatFull(entry.modified)}>
          ${formatMoment(entry.modified)}
        </span>
      </div>
    `;
  }

  #tiles(row: readonly Entry[], index: number, reachable: number): TemplateResult {
    return html`<div
      role="row"
      class="row tiles"
      aria-rowindex=${index + 1}
      style="top:${index * TILE_REM}rem;--columns:${this.#window.columns}"
    >
      ${row.map((entry, column) => {
        const name = displayText(entry.name, 255, '?');
        const at = index * this.#window.columns + column;
        return html`<div
          role="gridcell"
          class="tile ${this.isCut(entry.name) ? 'cut-out' : ''}"
          aria-selected=${this.selection.has(entry.name)}
          draggable="true"
          title=${name}
        >
          <div class="name">${this.#open(entry, name, at, reachable)}</div>
          <div class="pick">${this.#box(entry, name, at)}</div>
        </div>`;
      })}
    </div>`;
  }

  #box(entry: Entry, name: string, index: number): TemplateResult {
    return html`<label @click=${(event: MouseEvent) => this.#pickClick(event, entry, index)}>
      <input
        type="checkbox"
        tabindex="-1"
        aria-label="${text.select} ${name}"
        .checked=${this.selection.has(entry.name)}
      />
    </label>`;
  }

  #open(entry: Entry, name: string, index: number, reachable: number): TemplateResult {
    const folder = entry.kind === 'folder';
    const tab = index === reachable ? 0 : -1;
    const label = fileLabel(name, {
      grid: this.#isGrid,
      folder,
      cut: this.isCut(entry.name),
      picture: folder || this.#broken.has(entry.name) ? undefined : this.picture?.(entry),
      onBroken: () => {
        this.#broken.add(entry.name);
        this.requestUpdate();
      },
    });
    const clicked = (event: MouseEvent) => this.#click(event, entry, index);
    const focused = () => (this.active = index);
    return folder
      ? html`<a
          data-row=${index}
          tabindex=${tab}
          href=${this.address(entry.name)}
          @click=${clicked}
          @focus=${focused}
          >${label}</a
        >`
      : html`<button data-row=${index} tabindex=${tab} @click=${clicked} @focus=${focused}>
          ${label}<span class="hover">${icon('download', 18)}</span>
        </button>`;
  }

  /** Plain: open it. With Ctrl or Shift: select, as everywhere. */
  #click(event: MouseEvent, entry: Entry, index: number): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      event.preventDefault();
      if (event.shiftKey) this.selection.extend(this.entries, this.active, index);
      else this.selection.toggle(entry.name);
      this.active = index;
    } else if (entry.kind === 'file')
      this.dispatchEvent(new CustomEvent('open-file', { detail: entry }));
  }

  #pickClick(event: MouseEvent, entry: Entry, index: number): void {
    // The box shows what is selected, never a choice of its own.
    event.preventDefault();
    if (event.shiftKey) this.selection.extend(this.entries, this.active, index);
    else this.selection.toggle(entry.name);
    void this.focusEntry(index);
  }

  #press(event: KeyboardEvent): void {
    const { current } = this;
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || event.composedPath()[0] instanceof HTMLInputElement) return;
    if (event.key === ' ' && current) {
      event.preventDefault();
      this.selection.toggle(current.name);
      return;
    }
    const { columns, page } = this.#window;
    const target = stepOf(event, this.active, this.entries.length, columns, page);
    if (target === undefined || (command && event.shiftKey)) return;
    event.preventDefault();
    if (event.shiftKey) this.selection.extend(this.entries, this.active, target);
    void this.focusEntry(target);
  }

  /** Scrolls there and focuses it. */
  async focusEntry(index: number): Promise<void> {
    const body = this.#body;
    if (!body) return;
    this.active = index;
    const height = this.#rowRem * rem();
    const top =
      body.getBoundingClientRect().top + Math.floor(index / this.#window.columns) * height;
    // Room for what floats at the edges of the window.
    const room = Math.min(ROW_REM * rem() * 2, window.innerHeight / 4);
    if (top < room) window.scrollBy(0, top - room);
    else if (top + height > window.innerHeight - room)
      window.scrollBy(0, top + height - window.innerHeight + room);
    this.#window.measure();
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`[data-row="${index}"]`)
      ?.focus({ preventScroll: true });
  }

  static override styles = [controls, fileListStyles];
}
customElements.define('hallway-file-list', HallwayFileList);
