/** “Move to…” and “Copy to…”: finds a folder of any PC that one may write to. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName } from '../../../src/base/text.ts';
import type { Cut } from '../../state/files/clipboard.ts';
import { place, soon } from '../../state/files/deeds.ts';
import { isSameSpot, pathIn, type Spot, split } from '../../state/files/folder-changes.ts';
import { FolderLook } from '../../state/folder-look.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { picking } from '../../styles/picking.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';
import { pickRow, whereLine } from './picking-parts.ts';

const text = translated({
  move: 'Move to…',
  copy: 'Copy to…',
  moveHere: 'Move here',
  copyHere: 'Copy here',
  cancel: 'Cancel',
  places: 'Choose a folder. It may be on another PC.',
  none: 'No folder inside.',
  nowhere: 'There is no folder that you may write to.',
  loading: 'Opening…',
  same: 'They are here already.',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayPlaceDialog extends TaskDialog {
  static override properties = { order: { attribute: false }, spot: { state: true } };
  /** What is to be put somewhere; the dialog is open while there is something. */
  declare order: Cut | undefined;
  /** The folder that is looked into; undefined for all shares. */
  declare spot: Spot | undefined;
  readonly #look = new FolderLook(() => this.requestUpdate());

  constructor() {
    super();
    watch(this, office.changes, ['shares', 'members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('order')) this.#go(this.order?.from);
  }

  #go(spot: Spot | undefined): void {
    this.spot = spot;
    this.#look.go(spot);
  }

  #put(order: Cut, spot: Spot): void {
    this.close();
    soon(() => place(order, spot));
  }

  protected override render(): TemplateResult {
    const { order, spot } = this;
    return html`<hallway-dialog
      heading=${order?.verb === 'copy' ? text.copy : text.move}
      .open=${order !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${order ? html`${spot ? this.#inside(order, spot) : this.#shares()}` : nothing}
    </hallway-dialog>`;
  }

  #shares(): TemplateResult {
    const shares = (office.get('shares') ?? []).filter(
      ({ access, available, device }) => access === 'write' && available && office.isOnline(device),
    );
    return html`
      <p>${shares.length > 0 ? text.places : text.nowhere}</p>
      <ul class="rows">
        ${shares.map(({ id, device, name, kind }) =>
          pickRow(kind === 'drive' ? 'drive' : 'folder', displayName(name, '?'), device, () =>
            this.#go({ device, share: id, path: '' }),
          ),
        )}
      </ul>
      <div class="actions"><button @click=${() => this.close()}>${text.cancel}</button></div>
    `;
  }

  #inside(order: Cut, spot: Spot): TemplateResult {
    const share = office
      .get('shares')
      ?.find(({ id, device }) => id === spot.share && device === spot.device);
    const shareName = displayName(share?.name, '?');
    const { folder, name } = split(spot.path);
    const above = spot.path === '' ? undefined : { ...spot, path: folder };
    const { entries, complete, problem: trouble } = this.#look.folder ?? {};
    // What is moved cannot be put into itself.
    const moved = new Set(isSameSpot(order.from, spot) ? order.names : []);
    const folders = entries?.filter((one) => one.kind === 'folder' && !moved.has(one.name));
    const same = order.verb === 'move' && isSameSpot(order.from, spot);
    return html`
      ${whereLine(displayName(name || shareName, '?', 255), spot.device, () => this.#go(above))}
      ${problem(trouble)}
      ${
        folders && (folders.length > 0 || complete)
          ? html`<ul class="rows">
            ${
              folders.length === 0
                ? html`<li class="muted none">${text.none}</li>`
                : folders.map((one) =>
                    pickRow('folder', displayName(one.name, '?', 255), undefined, () =>
                      this.#go({ ...spot, path: pathIn(spot, one.name) }),
                    ),
                  )
            }
          </ul>`
          : trouble === undefined
            ? html`<p class="muted" role="status">${text.loading}</p>`
            : nothing
      }
      <div class="actions">
        <button
          class="primary"
          ?disabled=${same || trouble !== undefined}
          @click=${() => this.#put(order, spot)}
        >
          ${order.verb === 'copy' ? text.copyHere : text.moveHere}
        </button>
        <button @click=${() => this.close()}>${text.cancel}</button>
        ${same ? html`<span class="muted small">${text.same}</span>` : nothing}
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    picking,
    css`
      .actions {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
    `,
  ];
}
customElements.define('hallway-place-dialog', HallwayPlaceDialog);
