/** How long this PC keeps what it printed elsewhere, so that it can be printed once more. */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { getKeeping, setKeeping } from '../../../src/api/local.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { keepingChoices } from '../../words/jobs.ts';

const text = translated({
  label: 'What this PC has printed elsewhere',
  saved: 'Saved.',
});

export class HallwayKeeping extends LitElement {
  static override properties = { hours: { state: true } };
  /** Undefined until the agent told it. */
  declare hours: number | undefined;

  constructor() {
    super();
    this.hours = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void attempt(async () => {
      this.hours = (await ask(getKeeping, {})).keepHours;
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { hours } = this;
    if (hours === undefined) return nothing;
    return html`<label class="field">
      ${text.label}
      <select
        @change=${(event: Event) => this.#set(Number((event.currentTarget as HTMLSelectElement).value))}
      >
        ${keepingChoices(hours).map(
          ([value, words]) =>
            html`<option value=${value} ?selected=${value === hours}>${words}</option>`,
        )}
      </select>
    </label>`;
  }

  #set(keepHours: number): void {
    void attempt(async () => {
      this.hours = (await ask(setKeeping, { body: { keepHours } })).keepHours;
    }, text.saved);
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-keeping', HallwayKeeping);
