/** One folder of a share: looking around, fetching files, and adding some where that is allowed. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createContentAddress } from '../../src/api/local.ts';
import type { Unsubscribe } from '../../src/base/emitter.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { displayName } from '../../src/base/text.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Share } from '../../src/model/share.ts';
import '../elements/hallway-breadcrumbs.ts';
import '../elements/hallway-file-list.ts';
import '../elements/hallway-new-folder.ts';
import '../elements/hallway-reach.ts';
import { icon } from '../elements/icons.ts';
import { problem } from '../elements/problem.ts';
import { ask } from '../data/agent-client.ts';
import { droppedFiles } from '../data/dropped-files.ts';
import { Folder } from '../state/folder.ts';
import { attempt, notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { folderAddress } from '../state/router.ts';
import { transfers } from '../state/transfers.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { plural } from '../words/format.ts';

const text = {
  folder: 'Folder',
  on: 'On',
  readOnly: 'You can read and download here',
  upload: 'Add files',
  empty: 'This folder is empty',
  emptyWrite: 'Drop files here, or click “Add files”.',
  emptyRead: 'Its owner has not put anything into it yet.',
  loading: 'Opening…',
  retry: 'Try again',
  gone: 'It is no longer shared with you',
  goneLead: 'Its owner stopped sharing it, or shares it with others now.',
  away: 'That PC is away. Its folders open again when it is back.',
  all: 'See all files',
  drop: 'Drop to add to this folder',
  foldersLeftOut: 'Whole folders cannot be dropped. Make a new folder and drop its files into it.',
};

export class FolderPage extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    path: { attribute: false },
    over: { state: true },
  };
  declare device: string;
  declare share: string;
  declare path: string;
  declare over: boolean;
  /** Kept, so that a share that goes away keeps its name on this page. */
  #shareName = '';
  #wasAway = false;
  #folder: Folder | undefined;
  #unwatch: Unsubscribe[] = [];

  constructor() {
    super();
    this.over = false;
    watch(this, office.changes, ['shares', 'members']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const arrived = transfers.changes.on('arrived', ({ device, share, folder }) => {
      if (device === this.device && share === this.share && folder === this.path)
        void this.#folder?.load();
    });
    this.#unwatch.push(arrived);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#unwatch) stop();
    this.#unwatch = [];
    this.#folder?.stop();
    this.#folder = undefined;
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { device, share, path } = this;
    const open = this.#folder;
    const isBack = this.#wasAway && office.isOnline(device);
    this.#wasAway = this.#isAway;
    if (isBack && open?.problem !== undefined) void open.load();
    if (open && open.device === device && open.share === share && open.path === path) return;
    if (open?.device !== device || open.share !== share) this.#shareName = '';
    open?.stop();
    const folder = new Folder(device, share, path);
    folder.changes.on('entries', () => {
      if (folder === this.#folder) this.requestUpdate();
    });
    this.#folder = folder;
    void folder.load();
  }

  get #found(): Share | undefined {
    return office
      .get('shares')
      ?.find(({ id, device }) => id === this.share && device === this.device);
  }

  get #isAway(): boolean {
    return this.#found !== undefined && !office.isOnline(this.device);
  }

  get #writable(): boolean {
    return this.#found?.access === 'write';
  }

  #inside(name: string): string {
    return this.path === '' ? name : `${this.path}/${name}`;
  }

  #download(entry: Entry): void {
    void attempt(async () => {
      const { url } = await ask(createContentAddress, {
        params: { device: this.device, share: this.share },
        query: { path: this.#inside(entry.name) },
      });
      const link = document.createElement('a');
      link.href = url;
      link.download = '';
      link.rel = 'noreferrer';
      link.click();
    });
  }

  #add(files: readonly File[]): void {
    if (files.length > 0) transfers.add(this.device, this.share, this.path, files);
  }

  #drop(event: DragEvent): void {
    if (!this.#writable) return;
    event.preventDefault();
    this.over = false;
    const { files, folders } = droppedFiles(event.dataTransfer);
    this.#add(files);
    if (folders > 0) notices.say(text.foldersLeftOut);
  }

  protected override render(): TemplateResult {
    const writable = this.#writable;
    const found = this.#found;
    if (found) this.#shareName = displayName(found.name, '?');
    const shareName = this.#shareName || text.folder;
    const last = this.path.split('/').at(-1) || shareName;
    return html`
      <hallway-breadcrumbs
        .device=${this.device}
        .share=${this.share}
        .path=${this.path}
        .shareName=${shareName}
      ></hallway-breadcrumbs>
      <div class="page-head">
        <div>
          <h1 tabindex="-1"><bdi class="wrap">${displayName(last, '?', 255)}</bdi></h1>
          <p>${this.#subtitle(writable)}</p>
        </div>
        ${writable ? this.#tools() : nothing}
      </div>
      <section
        class=${this.over ? 'over' : ''}
        @dragover=${(event: DragEvent) => {
          if (!writable) return;
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        ${
          this.#isAway
            ? html`<p class="away tone-warn" role="status">${text.away}</p>
              <hallway-reach brief .peer=${office.peer(this.device)}></hallway-reach>`
            : nothing
        }
        ${this.#content(writable)}
        ${this.over ? html`<p class="drop">${icon('upload')} ${text.drop}</p>` : nothing}
      </section>
    `;
  }

  #subtitle(writable: boolean): TemplateResult {
    const entries = this.#isGone() ? undefined : this.#folder?.entries;
    const count = entries ? `, ${plural(entries.length, 'item', 'items')}` : '';
    const more = entries && !this.#folder?.complete ? '…' : '';
    return html`${text.on} <bdi>${office.deviceName(this.device)}</bdi>${count}${more}${
      writable || !this.#found ? nothing : `. ${text.readOnly}.`
    }`;
  }

  #tools(): TemplateResult {
    return html`
      <div class="actions">
        <hallway-new-folder
          .device=${this.device}
          .share=${this.share}
          .path=${this.path}
          @folder-made=${() => this.#folder?.load()}
        ></hallway-new-folder>
        <button class="primary" @click=${() => this.renderRoot.querySelector('input')?.click()}>
          ${icon('upload')} ${text.upload}
        </button>
        <input
          type="file"
          multiple
          hidden
          aria-label=${text.upload}
          @change=${(event: Event) => {
            const input = event.currentTarget as HTMLInputElement;
            this.#add([...(input.files ?? [])]);
            input.value = '';
          }}
        />
      </div>
    `;
  }

  /** Of a PC that is away nobody knows; else what the agent lists no more, its owner took back. */
  #isGone(): boolean {
    if (this.#found) return false;
    const { problem: trouble } = this.#folder ?? {};
    if (trouble instanceof HallwayError && trouble.code === 'share.not_found') return true;
    return this.#shareName !== '' && office.isOnline(this.device);
  }

  #content(writable: boolean): TemplateResult {
    const folder = this.#folder;
    if (this.#isGone())
      return html`<div class="empty">
        <span class="badge-icon">${icon('folder', 28)}</span>
        <h2>${text.gone}</h2>
        <p>${text.goneLead}</p>
        <a class="button primary" href="/files">${text.all}</a>
      </div>`;
    if (folder?.problem !== undefined)
      return html`${this.#isAway ? nothing : problem(folder.problem)}
        <button class="retry" @click=${() => folder.load()}>${text.retry}</button>`;
    const entries = folder?.entries;
    if (!entries) return html`<p class="muted" role="status">${text.loading}</p>`;
    if (entries.length === 0)
      return html`<div class="empty">
        <span class="badge-icon">${icon('folder', 28)}</span>
        <h2>${text.empty}</h2>
        <p>${writable ? text.emptyWrite : text.emptyRead}</p>
      </div>`;
    return html`<hallway-file-list
      .entries=${entries}
      .address=${(name: string) => folderAddress(this.device, this.share, this.#inside(name))}
      @open-file=${(event: CustomEvent<Entry>) => this.#download(event.detail)}
    ></hallway-file-list>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      section {
        position: relative;
        border-radius: var(--radius-large);
      }
      section.over {
        outline: var(--focus);
        outline-offset: 4px;
      }
      .drop {
        position: sticky;
        bottom: 6rem;
        display: flex;
        gap: var(--space-2);
        width: fit-content;
        margin: var(--space-4) auto 0;
        padding: var(--space-3) var(--space-5);
        border-radius: 2rem;
        background: var(--accent);
        color: var(--on-accent);
        pointer-events: none;
      }
      .away {
        margin-bottom: var(--space-3);
      }
      .retry {
        margin-top: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-folder-page', FolderPage);
