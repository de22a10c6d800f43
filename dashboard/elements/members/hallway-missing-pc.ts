/** "A PC is missing?": what to look at, the doctor, and reaching a member by a typed address. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { connectPeer } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayName } from '../../../src/base/text.ts';
import { ask } from '../../data/agent-client.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'A PC is missing?',
  lead: 'PCs find each other by themselves. Where a network keeps them apart, one address is enough: through that PC all others are found.',
  doctor: 'Let the doctor look',
  at: 'Address of the missing PC',
  hint: 'It stands on that PC under “This PC” as “Address for the others”, e.g. 192.168.1.20:47470',
  connect: 'Connect',
  busy: 'Looking for it…',
  empty: 'Type the address first.',
  there: 'is there.',
});

export class HallwayMissingPc extends LitElement {
  static override properties = {
    busy: { state: true },
    error: { state: true },
    found: { state: true },
  };
  declare busy: boolean;
  declare error: unknown;
  /** Name of the PC that was reached last. */
  declare found: string | undefined;

  constructor() {
    super();
    this.busy = false;
    this.error = undefined;
    this.found = undefined;
  }

  async #connect(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const at = formText(new FormData(form), 'at');
    this.found = undefined;
    this.error = at === '' ? new HallwayError('request.invalid', text.empty) : undefined;
    if (at === '') return form.querySelector('input')?.focus();
    this.busy = true;
    try {
      const peer = await ask(connectPeer, { body: { at } });
      this.found = displayName(peer.name, '?');
      form.reset();
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    return html`
      <div class="card">
        <div class="text">
          <h2>${text.heading}</h2>
          <p class="muted">${text.lead}</p>
          <a class="button" href="/doctor">${icon('pulse')} ${text.doctor}</a>
        </div>
        <form novalidate @submit=${(event: SubmitEvent) => this.#connect(event)}>
          <label class="field">
            ${text.at}
            <input
              name="at"
              maxlength="300"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              ?readonly=${this.busy}
            />
            <span class="hint">${text.hint}</span>
          </label>
          ${problem(this.error)}
          <div role="status">${this.#state()}</div>
          <div class="actions">
            <button class="primary" ?disabled=${this.busy}>${text.connect}</button>
          </div>
        </form>
      </div>
    `;
  }

  #state(): TemplateResult | typeof nothing {
    if (this.busy)
      return html`<p>${text.busy}</p>
        <progress aria-label=${text.busy}></progress>`;
    if (this.found === undefined) return nothing;
    return html`<p class="found tone-good">
      ${icon('check')} <span><bdi>${this.found}</bdi> ${text.there}</span>
    </p>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr));
        gap: var(--space-5) var(--space-6);
      }
      .text {
        display: grid;
        gap: var(--space-3);
        align-content: start;
        justify-items: start;
      }
      .found {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-weight: 550;
        overflow-wrap: anywhere;
      }
    `,
  ];
}
customElements.define('hallway-missing-pc', HallwayMissingPc);
