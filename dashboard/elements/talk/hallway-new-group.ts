/** Begins a group of some colleagues. */
import { html, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { beginGroup } from '../../../src/api/local-talk.ts';
import { ask } from '../../data/agent-client.ts';
import { office } from '../../state/office.ts';
import { router } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'New group',
  name: 'Name of the group',
  who: 'Who is in it',
  begin: 'Begin',
  cancel: 'Cancel',
});

/** Fires `dialog-close`. */
export class HallwayNewGroup extends TaskDialog {
  static override properties = { shown: { attribute: false } };
  declare shown: boolean;

  async #begin(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = formText(form, 'name');
    const members = form.getAll('member').filter((one) => typeof one === 'string');
    await this.attempt(async () => {
      const { id } = await ask(beginGroup, { body: { name, members } });
      this.close();
      router.go(`/talk/${id}`);
    });
  }

  protected override render(): TemplateResult {
    const others = (office.get('members') ?? []).filter(({ self }) => !self);
    return html`<hallway-dialog
      heading=${text.heading}
      .open=${this.shown}
      @dialog-close=${() => this.close()}
    >
      ${
        this.shown
          ? html`<form @submit=${(event: SubmitEvent) => this.#begin(event)}>
            <label class="field">
              ${text.name}
              <input data-first name="name" required maxlength="63" autocomplete="off" />
            </label>
            <fieldset>
              <legend>${text.who}</legend>
              ${others.map(
                ({ id }) => html`<label class="check">
                  <input type="checkbox" name="member" value=${id} />
                  <bdi>${office.deviceName(id)}</bdi>
                </label>`,
              )}
            </fieldset>
            ${problem(this.error)}
            <div class="actions">
              <button class="primary" ?disabled=${this.busy}>${text.begin}</button>
              <button type="button" @click=${() => this.close()}>${text.cancel}</button>
            </div>
          </form>`
          : nothing
      }
    </hallway-dialog>`;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-new-group', HallwayNewGroup);
