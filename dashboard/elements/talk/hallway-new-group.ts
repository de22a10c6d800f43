/** Begins a group of some colleagues, or goes on with one with more of them. */
import { html, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { beginGroup } from '../../../src/api/local-talk.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Conversation } from '../../../src/model/talk.ts';
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
  add: 'Add',
  more: 'What was said so far stays with those who are in it now: the group goes on in a new one.',
  cancel: 'Cancel',
});

/** Fires `dialog-close`. */
export class HallwayNewGroup extends TaskDialog {
  static override properties = { shown: { attribute: false }, goesOn: { attribute: false } };
  declare shown: boolean;
  /** The group that goes on. */
  declare goesOn: Conversation | undefined;

  async #begin(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = formText(form, 'name');
    const members = form.getAll('member').filter((one) => typeof one === 'string');
    await this.attempt(async () => {
      const after = this.goesOn ? { after: this.goesOn.id } : {};
      const { id } = await ask(beginGroup, { body: { name, members, ...after } });
      this.close();
      router.go(`/talk/${id}`);
    });
  }

  protected override render(): TemplateResult {
    const { goesOn: after } = this;
    const name = displayText(after?.name ?? '', 63);
    const others = (office.get('members') ?? []).filter(
      ({ self, id }) => !self && !after?.others.includes(id),
    );
    return html`<hallway-dialog
      heading=${after ? phrase('Add somebody to “{0}”', name) : text.heading}
      .open=${this.shown}
      @dialog-close=${() => this.close()}
    >
      ${
        this.shown
          ? html`<form @submit=${(event: SubmitEvent) => this.#begin(event)}>
            <label class="field">
              ${text.name}
              <input data-first name="name" required maxlength="63" autocomplete="off" .value=${name} />
            </label>
            ${after ? html`<p class="muted small">${text.more}</p>` : nothing}
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
              <button class="primary" ?disabled=${this.busy}>${after ? text.add : text.begin}</button>
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
