/** One file of a share, shown; the arrow keys lead to the one before and after, Escape back. */
import { lastSegment, parentPath } from '../../src/base/safe-path.ts';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { displayName } from '../../src/base/text.ts';
import type { Unsubscribe } from '../../src/base/emitter.ts';
import type { Entry } from '../../src/model/entry.ts';
import '../elements/files/hallway-file-preview.ts';
import { icon } from '../elements/parts/icons.ts';
import { download } from '../state/files/download.ts';
import { pathIn, type Spot } from '../state/files/folder-changes.ts';
import { viewed } from '../state/files/last-viewed.ts';
import { isPlayable, player } from '../state/player/player.ts';
import { folderView, inOrder } from '../state/files/view.ts';
import { Folder } from '../state/folder.ts';
import { office } from '../state/office.ts';
import { folderAddress, router, viewAddress } from '../state/router.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { alongTheLine } from '../words/direction.ts';
import { formatCount, formatMoment, formatSize } from '../words/format.ts';
import { previewOf } from '../words/previews.ts';

const text = translated({
  on: 'On',
  before: 'File before',
  after: 'File after',
  download: 'Download',
  close: 'Back to the folder',
  gone: 'This file is not in its folder any more.',
});

export class ViewPage extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    path: { attribute: false },
  };
  declare device: string;
  declare share: string;
  declare path: string;
  #folder: Folder | undefined;
  #forget: Unsubscribe | undefined;
  /** What the player was last asked to play from here. */
  #played = '';

  constructor() {
    super();
    watch(this, office.changes, ['members', 'shares']);
    watch(this, folderView.changes, ['view']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#forget = player.changes.on('changed', () => this.#follow());
    document.addEventListener('keydown', this.#press);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#press);
    this.#forget?.();
    this.#folder?.stop();
    this.#folder = undefined;
  }

  protected override willUpdate(): void {
    const { device, share, path } = this.#spot;
    viewed(this.#spot, this.#name);
    this.#play();
    const open = this.#folder;
    if (open && open.device === device && open.share === share && open.path === path) return;
    open?.stop();
    const folder = new Folder(device, share, path);
    folder.changes.on('entries', () => {
      if (folder === this.#folder) this.requestUpdate();
    });
    this.#folder = folder;
    void folder.load();
  }

  /** The player has the file, and what is in its folder as soon as that is known. */
  #play(): void {
    const name = this.#name;
    if (!isPlayable(name)) return;
    const file = `${this.device} ${this.share} ${this.path}`;
    // Somebody may have closed the player, or it went on with another file by itself.
    if (this.#played === file && !player.isCurrent(this.#spot, name)) return;
    this.#played = file;
    player.open(
      this.#spot,
      name,
      this.#files.map((one) => one.name),
    );
  }

  /** The player went on with the next file. */
  #follow(): void {
    const { current } = player;
    const { device, share, path } = this.#spot;
    if (!current || current.name === this.#name || !isPlayable(this.#name)) return;
    const { spot } = current;
    if (spot.device !== device || spot.share !== share || spot.path !== path) return;
    this.#played = `${device} ${share} ${pathIn(spot, current.name)}`;
    router.replace(viewAddress(device, share, pathIn(spot, current.name)));
  }

  get #name(): string {
    return lastSegment(this.path);
  }

  /** The folder that it is in. */
  get #spot(): Spot {
    const { device, share, path } = this;
    return { device, share, path: parentPath(path) };
  }

  /** What can be shown of the folder, as the person has it sorted. */
  get #files(): readonly Entry[] {
    const entries = inOrder(this.#folder?.entries ?? [], folderView.view);
    return entries.filter(({ kind, name }) => kind === 'file' && previewOf(name) !== undefined);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    // Within a film the arrows lead through the film; within a text they scroll.
    const within = event.composedPath()[0];
    if (within instanceof HTMLMediaElement || within instanceof HTMLInputElement) return;
    if (within instanceof Element && within.closest('dialog')) return;
    if (event.key === 'Escape') this.#close();
    else if (alongTheLine(event) === 'ArrowRight') this.#step(1);
    else if (alongTheLine(event) === 'ArrowLeft') this.#step(-1);
    else return;
    event.preventDefault();
  };

  #close(): void {
    const { device, share, path } = this.#spot;
    router.leave(folderAddress(device, share, path));
  }

  #neighbour(by: number): Entry | undefined {
    const files = this.#files;
    const at = files.findIndex(({ name }) => name === this.#name);
    return at < 0 ? undefined : files[at + by];
  }

  #step(by: number): void {
    const next = this.#neighbour(by);
    if (next) router.replace(this.#address(next));
  }

  #address({ name }: Entry): string {
    return viewAddress(this.device, this.share, pathIn(this.#spot, name));
  }

  protected override render(): TemplateResult {
    const name = this.#name;
    const entry = this.#folder?.entries?.find((one) => one.name === name);
    const isGone = !entry && this.#folder?.complete === true;
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1"><bdi class="wrap">${displayName(name, '?', 255)}</bdi></h1>
          <p>${text.on} <bdi>${office.deviceName(this.device)}</bdi>${this.#facts(entry)}</p>
        </div>
        <div class="actions">
          ${this.#stepTo(-1)} ${this.#stepTo(1)}
          <button class="primary" @click=${() => download(this.#spot, name)}>
            ${icon('download')} ${text.download}
          </button>
          <button aria-label=${text.close} title=${text.close} @click=${() => this.#close()}>
            ${icon('close')}
          </button>
        </div>
      </div>
      ${
        isGone
          ? html`<p role="alert">${text.gone}</p>`
          : isPlayable(name)
            ? ''
            : html`<hallway-file-preview .folder=${this.#spot} .name=${name}></hallway-file-preview>`
      }
    `;
  }

  #facts(entry: Entry | undefined): string {
    if (!entry) return '';
    const files = this.#files;
    const at = files.indexOf(entry);
    const place = at < 0 ? '' : `, ${formatCount(at + 1)} / ${formatCount(files.length)}`;
    return `, ${formatSize(entry.size)}, ${formatMoment(entry.modified)}${place}`;
  }

  #stepTo(by: number): TemplateResult {
    const label = by < 0 ? text.before : text.after;
    return html`<button
      class="step"
      aria-label=${label}
      title=${label}
      ?disabled=${!this.#neighbour(by)}
      @click=${() => this.#step(by)}
    >
      <span aria-hidden="true">${by < 0 ? '‹' : '›'}</span>
    </button>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .step {
        min-width: 2.75rem;
        justify-content: center;
        font-size: 1.5rem;
        line-height: 1;
      }
      :dir(rtl) > .step > span {
        scale: -1 1;
      }
    `,
  ];
}
customElements.define('hallway-view-page', ViewPage);
