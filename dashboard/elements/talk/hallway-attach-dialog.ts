/** “Attach”: files of this PC, a printer, a share, or a folder or file in one. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Attachment } from '../../../src/model/talk.ts';
import type { LocalItems } from '../../data/local-files.ts';
import { FolderLook } from '../../state/folder-look.ts';
import { pathIn, type Spot, split } from '../../state/files/folder-changes.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { picking } from '../../styles/picking.ts';
import { pickRow, whereLine } from '../files/picking-parts.ts';
import '../parts/hallway-dialog.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'Attach',
  own: 'Files of this PC',
  ownHint: 'They are given to those who are in this conversation. You can drop and paste them too.',
  lead: 'Or something of the workgroup: it opens for those whom its owner lets.',
  folder: 'Attach this folder',
  none: 'Nothing is in this folder.',
  loading: 'Opening…',
  cancel: 'Cancel',
});

/** Nobody looks through more in a dialog. */
const MOST_SHOWN = 500;

/** Fires `attach` with an `Attachment`, `give` with `LocalItems`, and `dialog-close`. */
export class HallwayAttachDialog extends LitElement {
  static override properties = { shown: { type: Boolean }, spot: { state: true } };
  declare shown: boolean;
  /** The folder that is looked into; undefined for all shares and printers. */
  declare spot: Spot | undefined;
  readonly #look = new FolderLook(() => this.requestUpdate());

  constructor() {
    super();
    this.shown = false;
    watch(this, office.changes, ['shares', 'printers', 'members']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#look.go(undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('shown')) this.#go(undefined);
  }

  #go(spot: Spot | undefined): void {
    this.spot = spot;
    this.#look.go(spot);
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('dialog-close'));
  }

  #attach(attachment: Attachment): void {
    this.dispatchEvent(new CustomEvent('attach', { detail: attachment }));
    this.#close();
  }

  #give(input: HTMLInputElement): void {
    const detail: LocalItems = { files: [...(input.files ?? [])], folders: [] };
    input.value = '';
    this.dispatchEvent(new CustomEvent('give', { detail }));
    this.#close();
  }

  protected override render(): TemplateResult {
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.shown}
      @dialog-close=${() => this.#close()}
    >
      ${this.shown ? (this.spot ? this.#inside(this.spot) : this.#things()) : nothing}
    </hallway-dialog>`;
  }

  #things(): TemplateResult {
    // File servers of this person alone lead nowhere for others.
    const members = new Set(office.get('members')?.map(({ id }) => id));
    const shares = (office.get('shares') ?? []).filter(({ device }) => members.has(device));
    const printers = (office.get('printers') ?? []).filter(({ device }) => members.has(device));
    return html`
      <button data-first @click=${() => this.renderRoot.querySelector('input')?.click()}>
        ${icon('upload')} ${text.own}
      </button>
      <input
        type="file"
        multiple
        hidden
        aria-label=${text.own}
        @change=${(event: Event) => this.#give(event.currentTarget as HTMLInputElement)}
      />
      <p class="hint">${text.ownHint}</p>
      <p class="lead">${text.lead}</p>
      <ul class="rows">
        ${shares.map(({ id, device, name, kind }) =>
          pickRow(kind === 'drive' ? 'drive' : 'folder', displayName(name, '?'), device, () =>
            this.#go({ device, share: id, path: '' }),
          ),
        )}
        ${printers.map(({ id, device, name }) =>
          pickRow('printer', displayName(name, '?'), device, () =>
            this.#attach({ kind: 'printer', device, printer: id, name: displayName(name, '?') }),
          ),
        )}
      </ul>
      <div class="actions"><button @click=${() => this.#close()}>${text.cancel}</button></div>
    `;
  }

  #inside(spot: Spot): TemplateResult {
    const { device, share, path } = spot;
    const known = office.get('shares')?.find((one) => one.id === share && one.device === device);
    const { folder: above, name } = split(path);
    const here = displayText(name === '' ? known?.name : name, 255, '?');
    const { entries, complete, problem: trouble } = this.#look.folder ?? {};
    const link = { kind: 'file' as const, device, share };
    return html`
      ${whereLine(here, device, () => this.#go(path === '' ? undefined : { ...spot, path: above }))}
      ${problem(trouble)}
      ${
        entries && (entries.length > 0 || complete)
          ? html`<ul class="rows">
            ${entries.length === 0 ? html`<li class="muted none">${text.none}</li>` : nothing}
            ${entries.slice(0, MOST_SHOWN).map((one) => {
              const inner = pathIn(spot, one.name);
              const shown = displayName(one.name, '?', 255);
              const isFolder = one.kind === 'folder';
              return pickRow(isFolder ? 'folder' : 'file', shown, undefined, () =>
                isFolder
                  ? this.#go({ ...spot, path: inner })
                  : this.#attach({ ...link, path: inner, name: shown, folder: false }),
              );
            })}
            ${
              entries.length > MOST_SHOWN
                ? html`<li class="muted small none">${phrase('The first {0} are shown here. “Files” shows all.', MOST_SHOWN)}</li>`
                : nothing
            }
          </ul>`
          : trouble === undefined
            ? html`<p class="muted" role="status">${text.loading}</p>`
            : nothing
      }
      <div class="actions">
        <button
          class="primary"
          ?disabled=${trouble !== undefined}
          @click=${() => this.#attach({ ...link, path, name: here, folder: true })}
        >
          ${text.folder}
        </button>
        <button @click=${() => this.#close()}>${text.cancel}</button>
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    picking,
    css`
      .lead {
        margin-top: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-attach-dialog', HallwayAttachDialog);
