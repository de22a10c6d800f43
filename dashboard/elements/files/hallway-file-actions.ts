/** What can be done with the selected entries, by buttons and by the keys that every system has. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { clipboard, type Cut } from '../../state/files/clipboard.ts';
import { download, downloadZip, fetchHere } from '../../state/files/download.ts';
import { canBeDrive, openAsDrive } from '../../state/files/disc-image.ts';
import { place, remove, soon } from '../../state/files/deeds.ts';
import type { Spot } from '../../state/files/folder-changes.ts';
import type { Selection } from '../../state/files/selection.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { plural } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';
import './hallway-give-actions.ts';
import './hallway-place-dialog.ts';
import './hallway-rename.ts';

const text = translated({
  bar: 'With what is selected',
  rename: 'Rename',
  move: 'Move to…',
  copy: 'Copy to…',
  remove: 'Delete',
  download: 'Download',
  zip: 'Download as zip',
  fetch: 'Fetch to this PC',
  fetchTitle:
    'Into your folder for downloads, from every PC that has it, also when this page is closed',
  drive: 'Open as drive',
  clear: 'Select nothing',
  paste: 'Paste',
  forget: 'Forget what was cut or copied',
  cut: 'cut. Open a folder and paste there.',
  copied: 'copied. Open a folder and paste there.',
});

export class HallwayFileActions extends LitElement {
  static override properties = {
    folder: { attribute: false },
    entries: { attribute: false },
    writable: { attribute: false },
    selection: { attribute: false },
    /** Of the selection. */
    version: { attribute: false },
    renaming: { state: true },
    order: { state: true },
  };
  declare folder: Spot;
  declare entries: readonly Entry[];
  declare writable: boolean;
  declare selection: Selection;
  declare version: number;
  declare renaming: string | undefined;
  declare order: Cut | undefined;

  constructor() {
    super();
    watch(this, clipboard.changes, ['held']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entries')) this.selection.keep(this.entries);
  }

  #names(current?: Entry): string[] {
    const names = this.selection.in(this.entries).map(({ name }) => name);
    return names.length > 0 || !current ? names : [current.name];
  }

  /** Keys pressed on the entries, of which `current` has the focus. */
  press(event: KeyboardEvent, current: Entry | undefined): void {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const key = command ? `Ctrl+${event.key.toLowerCase()}` : event.key;
    const names = this.#names(current);
    const some = names.length > 0;
    const keys: Record<string, (() => void) | undefined> = {
      'Ctrl+a': () => this.selection.all(this.entries),
      Escape: this.selection.size > 0 ? () => this.selection.clear() : undefined,
      'Ctrl+c': some ? () => this.#hold('copy', names) : undefined,
      'Ctrl+x': some && this.writable ? () => this.#hold('move', names) : undefined,
      'Ctrl+v': clipboard.held && this.writable ? () => this.#paste() : undefined,
      'Ctrl+z': () => notices.undo(),
      F2: names.length === 1 && this.writable ? () => (this.renaming = names[0]) : undefined,
      Delete: some && this.writable ? () => this.#remove(names) : undefined,
    };
    const run = keys[key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  #hold(verb: Cut['verb'], names: readonly string[]): void {
    clipboard.hold({ verb, from: this.folder, names });
    const said = verb === 'move' ? text.cut : text.copied;
    notices.say(`${plural(names.length, 'item', 'items')} ${said}`);
  }

  #paste(): void {
    const { held } = clipboard;
    if (!held) return;
    if (held.verb === 'move') clipboard.hold(undefined);
    soon(() => place(held, this.folder));
  }

  #remove(names: readonly string[]): void {
    this.selection.clear();
    soon(() => remove(this.folder, names));
  }

  #order(verb: Cut['verb']): void {
    this.order = { verb, from: this.folder, names: this.#names() };
  }

  protected override render(): TemplateResult {
    const { size } = this.selection;
    const { held } = clipboard;
    const pasting = held !== undefined && this.writable;
    return html`
      ${size > 0 || pasting ? this.#bar(size, pasting ? held.names.length : 0) : nothing}
      <hallway-rename
        .folder=${this.folder}
        .name=${this.renaming}
        @dialog-close=${() => (this.renaming = undefined)}
      ></hallway-rename>
      <hallway-place-dialog
        .order=${this.order}
        @dialog-close=${() => {
          this.order = undefined;
          this.selection.clear();
        }}
      ></hallway-place-dialog>
    `;
  }

  /** One file as it is, everything else as a zip; an image of a disc of this PC can be opened. */
  #fetching(): TemplateResult {
    const chosen = this.selection.in(this.entries);
    const [only] = chosen;
    const single = chosen.length === 1 && only?.kind === 'file' ? only.name : undefined;
    const image = single !== undefined && canBeDrive(this.folder, single) ? single : undefined;
    const names = chosen.map(({ name }) => name);
    const isColleague = office.peer(this.folder.device) !== undefined;
    const comesInPieces = isColleague && chosen.every(({ kind }) => kind === 'file');
    return html`${
      comesInPieces
        ? html`<button
            class="small"
            title=${text.fetchTitle}
            @click=${() => fetchHere(this.folder, names)}
          >
            ${text.fetch}
          </button>`
        : nothing
    }${
      image === undefined
        ? nothing
        : html`<button class="small" @click=${() => openAsDrive(this.folder, image)}>
            ${text.drive}
          </button>`
    }
    ${
      single === undefined
        ? html`<button class="small" @click=${() => downloadZip(this.folder, names)}>
            ${text.zip}
          </button>`
        : html`<button class="small" @click=${() => download(this.folder, single)}>
            ${text.download}
          </button>`
    }`;
  }

  #bar(size: number, held: number): TemplateResult {
    return html`<div class="bar" role="group" aria-label=${text.bar}>
      ${
        size > 0
          ? html`
            <span class="together">
              <strong role="status">${phrase('{0} selected', plural(size, 'item', 'items'))}</strong>
              <button
                class="quiet small"
                aria-label=${text.clear}
                @click=${() => this.selection.clear()}
              >
                ${icon('close', 18)}
              </button>
            </span>
            <slot></slot>
            ${this.#fetching()}
            <hallway-give-actions
              .folder=${this.folder}
              .names=${this.#names()}
            ></hallway-give-actions>
            ${
              this.writable && size === 1
                ? html`<button class="small" @click=${() => (this.renaming = this.#names()[0])}>
                  ${text.rename}
                </button>`
                : nothing
            }
            ${
              this.writable
                ? html`<button class="small" @click=${() => this.#order('move')}>${text.move}</button>`
                : nothing
            }
            <button class="small" @click=${() => this.#order('copy')}>${text.copy}</button>
            ${
              this.writable
                ? html`<button class="small danger" @click=${() => this.#remove(this.#names())}>
                  ${text.remove}
                </button>`
                : nothing
            }
          `
          : nothing
      }
      ${
        held > 0
          ? html`<span class="together">
              <button class="small primary" @click=${() => this.#paste()}>
                ${text.paste} ${plural(held, 'item', 'items')}
              </button>
              <button
                class="quiet small"
                aria-label=${text.forget}
                @click=${() => clipboard.hold(undefined)}
              >
                ${icon('close', 18)}
              </button>
            </span>`
          : nothing
      }
    </div>`;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        position: sticky;
        top: var(--space-2);
        z-index: 4;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        margin-bottom: var(--space-3);
        padding: var(--space-2) var(--space-4);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow-high);
      }
      .together {
        display: flex;
        align-items: center;
      }
    `,
  ];
}
customElements.define('hallway-file-actions', HallwayFileActions);
