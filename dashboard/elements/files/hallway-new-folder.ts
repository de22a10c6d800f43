/** Makes a folder inside the open one. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { createFolder } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText, namePattern, nameRule } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({ new: 'New folder', name: 'Name', make: 'Make folder', cancel: 'Cancel' });

/** Fires `folder-made`. */
export class HallwayNewFolder extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    path: { attribute: false },
    open: { state: true },
    error: { state: true },
  };
  declare device: string;
  declare share: string;
  declare path: string;
  declare open: boolean;
  declare error: unknown;

  constructor() {
    super();
    this.open = false;
    this.error = undefined;
  }

  async #make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = formText(form, 'name');
    if (name === '') return;
    const { device, share } = this;
    try {
      await ask(createFolder, {
        params: { device, share },
        query: { path: this.path === '' ? name : `${this.path}/${name}` },
      });
      this.open = false;
      this.dispatchEvent(new CustomEvent('folder-made'));
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <button
        @click=${() => {
          this.error = undefined;
          this.open = true;
        }}
      >
        ${icon('plus')} ${text.new}
      </button>
      <hallway-dialog
        heading=${text.new}
        .open=${this.open}
        @dialog-close=${() => (this.open = false)}
      >
        ${
          this.open
            ? html`<form @submit=${(event: SubmitEvent) => this.#make(event)}>
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
                />
              </label>
              ${problem(this.error)}
              <div class="actions">
                <button class="primary">${text.make}</button>
                <button type="button" @click=${() => (this.open = false)}>${text.cancel}</button>
              </div>
            </form>`
            : nothing
        }
      </hallway-dialog>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-new-folder', HallwayNewFolder);
