/** A window to add a printer by its address, which may be known already. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { addPrinter } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText, namePattern, nameRule } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  add: 'Add a printer',
  uri: 'Address of the printer',
  uriHint:
    'For example ipp://192.168.1.50/ipp/print, or file:///home/anna/Printed for PDFs in a folder',
  name: 'Name for the others',
  cancel: 'Cancel',
  busy: 'Asking the printer…',
  done: 'The printer was added.',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayAddPrinter extends TaskDialog {
  static override properties = {
    open: { type: Boolean },
    uri: {},
    name: {},
  };
  declare open: boolean;
  /** What stands in the fields at first. */
  declare uri: string;
  declare name: string;

  constructor() {
    super();
    this.open = false;
    this.uri = '';
    this.name = '';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('open')) this.error = undefined;
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    await this.attempt(async () => {
      await ask(addPrinter, {
        body: { uri: formText(form, 'uri'), name: formText(form, 'name') },
      });
      this.close();
      notices.say(text.done);
    });
  }

  protected override render(): TemplateResult {
    return html`
      <hallway-dialog
        heading=${text.add}
        .open=${this.open}
        @dialog-close=${() => this.close()}
      >
        ${this.open ? this.#form() : nothing}
      </hallway-dialog>
    `;
  }

  #form(): TemplateResult {
    const isKnown = this.uri !== '';
    return html`
      <form @submit=${(event: SubmitEvent) => this.#add(event)}>
        <label class="field">
          ${text.uri}
          <input
            ?data-first=${!isKnown}
            name="uri"
            value=${this.uri}
            required
            maxlength="1023"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
          />
          ${isKnown ? nothing : html`<span class="hint">${text.uriHint}</span>`}
        </label>
        <label class="field">
          ${text.name}
          <input
            ?data-first=${isKnown}
            name="name"
            value=${this.name}
            required
            maxlength="63"
            autocomplete="off"
            pattern=${namePattern}
            title=${nameRule}
          />
        </label>
        ${problem(this.error)}
        <div role="status">
          ${
            this.busy
              ? html`<p>${text.busy}</p>
                  <progress aria-label=${text.busy}></progress>`
              : nothing
          }
        </div>
        <div class="actions">
          <button type="button" @click=${() => this.close()}>${text.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${text.add}</button>
        </div>
      </form>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .actions {
        justify-content: end;
      }
    `,
  ];
}
customElements.define('hallway-add-printer', HallwayAddPrinter);
