/** Gives a file or folder another name. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { rename } from '../../state/files/deeds.ts';
import type { Spot } from '../../state/files/folder-changes.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText, namePattern, nameRule } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Rename',
  name: 'New name',
  rename: 'Rename',
  cancel: 'Cancel',
});

/** Fires `dialog-close`. */
export class HallwayRename extends TaskDialog {
  static override properties = { folder: { attribute: false }, name: { attribute: false } };
  declare folder: Spot;
  /** The dialog is open while there is one. */
  declare name: string | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('name') || this.name === undefined) return;
    const input = this.renderRoot.querySelector('input');
    // The ending mostly stays.
    const dot = this.name.lastIndexOf('.');
    requestAnimationFrame(() =>
      input?.setSelectionRange(0, dot > 0 ? dot : (this.name?.length ?? 0)),
    );
  }

  async #rename(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { name: from, folder } = this;
    const to = formText(new FormData(event.currentTarget as HTMLFormElement), 'name');
    if (from === undefined || to === '') return;
    await this.attempt(async () => {
      if (to !== from) await rename(folder, from, to);
      this.close();
    });
  }

  protected override render(): TemplateResult {
    const { name } = this;
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${name !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${
        name === undefined
          ? nothing
          : html`<form @submit=${(event: SubmitEvent) => this.#rename(event)}>
            <label class="field">
              ${text.name}
              <input
                data-first
                name="name"
                required
                maxlength="255"
                autocomplete="off"
                pattern=${namePattern}
                title=${nameRule}
                .value=${name}
              />
            </label>
            ${problem(this.error)}
            <div class="actions">
              <button class="primary" ?disabled=${this.busy}>${text.rename}</button>
              <button type="button" @click=${() => this.close()}>${text.cancel}</button>
            </div>
          </form>`
      }
    </hallway-dialog>`;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-rename', HallwayRename);
