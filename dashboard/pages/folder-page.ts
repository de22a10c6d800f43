/** One folder of a share: looking around, fetching files, and adding some where that is allowed. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import type { Unsubscribe } from '../../src/base/emitter.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { displayName } from '../../src/base/text.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Share } from '../../src/model/share.ts';
import '../elements/files/hallway-breadcrumbs.ts';
import type { HallwayFileActions } from '../elements/files/hallway-file-actions.ts';
import '../elements/files/hallway-file-actions.ts';
import type { HallwayFileList } from '../elements/files/hallway-file-list.ts';
import '../elements/files/hallway-file-list.ts';
import { draggedRows } from '../elements/files/dragged-rows.ts';
import '../elements/files/hallway-add-files.ts';
import '../elements/files/hallway-drop-area.ts';
import '../elements/files/hallway-file-view.ts';
import { returnToViewed } from '../elements/files/return-to-viewed.ts';
import { folderEmpty, shareGone } from '../elements/files/folder-parts.ts';
import '../elements/files/hallway-new-folder.ts';
import '../elements/members/hallway-reach.ts';
import { problem } from '../elements/parts/problem.ts';
import type { LocalItems } from '../data/local-files.ts';
import { clipboard } from '../state/files/clipboard.ts';
import { download } from '../state/files/download.ts';
import { folderChanges, isSameSpot, pathIn, type Spot } from '../state/files/folder-changes.ts';
import { Selection } from '../state/files/selection.ts';
import { thumbnails } from '../state/files/thumbnails.ts';
import { uploadFolder } from '../state/files/upload-folder.ts';
import { folderView, inOrder, type View } from '../state/files/view.ts';
import { Folder } from '../state/folder.ts';
import { office } from '../state/office.ts';
import { folderAddress, router, trashAddress, viewAddress } from '../state/router.ts';
import { transfers } from '../state/transfers.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { folderStyles } from '../styles/folder.ts';
import { layout } from '../styles/layout.ts';
import { plural } from '../words/format.ts';
import { previewOf } from '../words/previews.ts';

const text = translated({
  folder: 'Folder',
  on: 'On',
  readOnly: 'You can read and download here',
  loading: 'Opening…',
  retry: 'Try again',
  away: 'That PC is away. Its folders open again when it is back.',
  trash: 'Trash',
});

export class FolderPage extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    path: { attribute: false },
  };
  declare device: string;
  declare share: string;
  declare path: string;
  /** Kept, so that a share that goes away keeps its name on this page. */
  #shareName = '';
  #wasAway = false;
  #folder: Folder | undefined;
  #unwatch: Unsubscribe[] = [];
  readonly #selection = new Selection();
  #ordered: { of: readonly Entry[]; view: View; entries: readonly Entry[] } | undefined;

  constructor() {
    super();
    watch(this, office.changes, ['shares', 'members']);
    watch(this, folderView.changes, ['view']);
    watch(this, clipboard.changes, ['held']);
    watch(this, thumbnails.changes, ['made']);
    watch(this, this.#selection.changes, ['names']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const changed = folderChanges.on('changed', (spot) => {
      if (isSameSpot(spot, this.#spot)) void this.#folder?.load();
    });
    this.#unwatch.push(changed);
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
    this.#selection.clear();
    const folder = new Folder(device, share, path);
    folder.changes.on('entries', () => {
      if (folder !== this.#folder) return;
      this.requestUpdate();
      void returnToViewed(this, this.#spot);
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

  get #spot(): Spot {
    const { device, share, path } = this;
    return { device, share, path };
  }

  /** As the person wants them sorted; sorted once for each change. */
  #inOrder(of: readonly Entry[]): readonly Entry[] {
    const { view } = folderView;
    if (this.#ordered?.of !== of || this.#ordered.view !== view)
      this.#ordered = { of, view, entries: inOrder(of, view) };
    return this.#ordered.entries;
  }

  #press(event: KeyboardEvent): void {
    const list = this.renderRoot.querySelector<HallwayFileList>('hallway-file-list');
    const actions = this.renderRoot.querySelector<HallwayFileActions>('hallway-file-actions');
    if (!event.defaultPrevented) actions?.press(event, list?.current);
  }

  #open({ name }: Entry): void {
    if (previewOf(name) === undefined) download(this.#spot, name);
    else router.go(viewAddress(this.device, this.share, pathIn(this, name)));
  }

  #add({ files, folders }: LocalItems): void {
    transfers.add(this.#spot, files);
    for (const folder of folders)
      transfers.start({ ...this.#spot, name: folder.name, verb: 'send' }, (onPart, signal) =>
        uploadFolder(folder, this.#spot, onPart, signal),
      );
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
      <hallway-drop-area
        ?open=${writable}
        @items-dropped=${(event: CustomEvent<LocalItems>) => this.#add(event.detail)}
      >
        ${
          this.#isAway
            ? html`<p class="away tone-warn" role="status">${text.away}</p>
              <hallway-reach brief .peer=${office.peer(this.device)}></hallway-reach>`
            : nothing
        }
        ${this.#above(writable)} ${this.#content(writable)}
      </hallway-drop-area>
    `;
  }

  #above(writable: boolean): TemplateResult | typeof nothing {
    if (this.#isGone() || !this.#folder?.entries) return nothing;
    const hasTrash = writable && !office.get('servers')?.some(({ id }) => id === this.device);
    return html`<div class="section-head">
      <hallway-file-view></hallway-file-view>
      ${
        hasTrash
          ? html`<a class="trash" href=${trashAddress(this.device, this.share)}>${text.trash}</a>`
          : nothing
      }
    </div>`;
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
        <hallway-add-files
          @items-chosen=${(event: CustomEvent<LocalItems>) => this.#add(event.detail)}
        ></hallway-add-files>
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
    if (this.#isGone()) return shareGone();
    if (folder?.problem !== undefined)
      return html`${this.#isAway ? nothing : problem(folder.problem)}
        <button class="retry" @click=${() => folder.load()}>${text.retry}</button>`;
    const entries = folder?.entries;
    if (!entries) return html`<p class="muted" role="status">${text.loading}</p>`;
    if (entries.length === 0)
      return html`${this.#actions(entries, writable)}
        ${folderEmpty(writable)}`;
    const shown = this.#inOrder(entries);
    const selection = this.#selection;
    const spot = this.#spot;
    return html`${this.#actions(shown, writable)}
      <hallway-file-list
        .entries=${shown}
        .view=${folderView.view}
        .selection=${selection}
        .version=${selection.version}
        .picture=${(entry: Entry) => thumbnails.of(spot, entry)}
        .isCut=${(name: string) => clipboard.isCut(spot, name)}
        .address=${(name: string) => folderAddress(this.device, this.share, pathIn(spot, name))}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
        @pointerdown=${(event: PointerEvent) => draggedRows.down(event, spot)}
        @dragstart=${(event: DragEvent) => draggedRows.start(event)}
        @dragover=${(event: DragEvent) => writable && draggedRows.over(event)}
        @dragleave=${(event: DragEvent) => draggedRows.leave(event)}
        @drop=${(event: DragEvent) => writable && draggedRows.drop(event, spot)}
        @open-file=${(event: CustomEvent<Entry>) => this.#open(event.detail)}
      ></hallway-file-list>`;
  }

  #actions(entries: readonly Entry[], writable: boolean): TemplateResult {
    return html`<hallway-file-actions
      .folder=${this.#spot}
      .entries=${entries}
      .writable=${writable}
      .selection=${this.#selection}
      .version=${this.#selection.version}
    ></hallway-file-actions>`;
  }

  static override styles = [controls, layout, folderStyles];
}
customElements.define('hallway-folder-page', FolderPage);
