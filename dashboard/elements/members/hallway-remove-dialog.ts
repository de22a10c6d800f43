/** Asks before a member is removed, and whether those go with it that it let in. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { listAdmitted, removeMember } from '../../../src/api/local.ts';
import type { Device } from '../../../src/model/device.ts';
import { ask } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { controls } from '../../styles/controls.ts';
import { plural } from '../../words/format.ts';
import '../parts/hallway-dialog.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Remove this PC for everybody?',
  text: 'It can no longer use any printer or folder of the workgroup. To come back it needs a new code.',
  along: 'Also remove the PCs that it let in:',
  cancel: 'Cancel',
  remove: 'Remove',
});

/** Fires `dialog-close` when it is answered, whatever the answer was. */
export class HallwayRemoveDialog extends TaskDialog {
  static override properties = {
    device: { attribute: false },
    admitted: { state: true },
    along: { state: true },
  };
  /** Whom it asks about; undefined while it is closed. */
  declare device: string | undefined;
  declare admitted: readonly Device[];
  declare along: boolean;

  constructor() {
    super();
    this.device = undefined;
    this.admitted = [];
    this.along = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('device')) return;
    this.admitted = [];
    this.along = false;
    this.error = undefined;
    if (this.device !== undefined) void this.#look(this.device);
  }

  async #look(device: string): Promise<void> {
    try {
      const admitted = await ask(listAdmitted, { params: { device } });
      if (this.device === device) this.admitted = admitted;
    } catch (error) {
      if (this.device === device) this.error = error;
    }
  }

  async #remove(device: string): Promise<void> {
    const name = office.deviceName(device);
    const query = this.along ? { withAdmitted: true } : {};
    await this.attempt(async () => {
      const { removed } = await ask(removeMember, { params: { device }, query });
      const others = removed.length - 1;
      notices.say(
        others > 0
          ? phrase('{0} was removed, and {1} with it.', name, plural(others, 'more PC', 'more PCs'))
          : phrase('{0} was removed.', name),
      );
      this.close();
    });
  }

  protected override render(): TemplateResult {
    const { device } = this;
    return html`
      <hallway-dialog
        heading=${text.heading}
        .open=${device !== undefined}
        @dialog-close=${() => this.close()}
      >
        ${device === undefined ? nothing : this.#question(device)}
      </hallway-dialog>
    `;
  }

  #question(device: string): TemplateResult {
    return html`
      <p class="wrap">“<bdi>${office.deviceName(device)}</bdi>”: ${text.text}</p>
      ${
        this.admitted.length === 0
          ? nothing
          : html`<label class="choice">
            <input
              type="checkbox"
              .checked=${this.along}
              @change=${(event: Event) =>
                (this.along = (event.currentTarget as HTMLInputElement).checked)}
            />
            <span class="wrap">${text.along}
              ${this.admitted.map(
                ({ id }, index) =>
                  html`${index === 0 ? '' : ', '}<bdi>${office.deviceName(id)}</bdi>`,
              )}</span
            >
          </label>`
      }
      ${problem(this.error)}
      <div class="answers">
        <button data-first @click=${() => this.close()}>${text.cancel}</button>
        <button class="danger" ?disabled=${this.busy} @click=${() => this.#remove(device)}>
          ${text.remove}
        </button>
      </div>
    `;
  }

  static override styles = [
    controls,
    css`
      .choice {
        margin-top: var(--space-4);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      .problem {
        margin-top: var(--space-4);
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: var(--space-2);
        margin-top: var(--space-5);
      }
    `,
  ];
}
customElements.define('hallway-remove-dialog', HallwayRemoveDialog);
