/** Making a workgroup with this PC as its first member. */
import { html, LitElement, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { createWorkgroup } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import { problem } from '../parts/problem.ts';

const text = translated({ name: 'Name of the workgroup', create: 'Make the workgroup' });

export class HallwayCreateForm extends LitElement {
  static override properties = { busy: { state: true }, error: { state: true } };
  declare busy: boolean;
  declare error: unknown;

  constructor() {
    super();
    this.busy = false;
    this.error = undefined;
  }

  async #create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = formText(form, 'name');
    if (name === '') return;
    this.busy = true;
    this.error = undefined;
    try {
      await ask(createWorkgroup, { body: { name } });
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <form @submit=${(event: SubmitEvent) => this.#create(event)}>
        <label class="field">
          ${text.name}
          <input name="name" required maxlength="63" autocomplete="organization" />
        </label>
        ${problem(this.error)}
        <div class="actions">
          <button class="primary" ?disabled=${this.busy}>${text.create}</button>
        </div>
      </form>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-create-form', HallwayCreateForm);
