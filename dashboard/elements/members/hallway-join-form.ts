/** Joining a workgroup: the six digits that a colleague sees, then waiting for their yes. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { joinWorkgroup } from '../../../src/api/local.ts';
import { asHallwayError, HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { ask } from '../../data/agent-client.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formText } from '../parts/form-text.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  code: 'Six-digit code',
  join: 'Join',
  advanced: 'Advanced',
  at: 'Address of the colleague’s PC',
  atHint: 'Only if it is not found by itself, e.g. 192.168.1.20:47470',
  which: 'Which workgroup?',
  waiting: 'Looking for the other PC. Once it is found, somebody there has to say yes…',
  cancel: 'Cancel',
  shortCode: 'The code has six digits.',
  choose: 'Several workgroups are open for newcomers. Choose yours.',
});

export class HallwayJoinForm extends LitElement {
  static override properties = {
    waiting: { state: true },
    error: { state: true },
    workgroup: { state: true },
  };
  declare waiting: boolean;
  declare error: unknown;
  /** The chosen one, where several are open for newcomers. */
  declare workgroup: string | undefined;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.waiting = false;
    this.error = undefined;
    this.workgroup = undefined;
    watch(this, office.changes, ['nearby']);
  }

  /** Where a person who wants to join begins. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[name=code]')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  /** Workgroups that are open for newcomers now, by what mDNS or the agent's refusal shows. */
  #choices(): string[] {
    const details = this.error instanceof HallwayError ? this.error.details : undefined;
    const told = details?.['workgroups'] ?? details?.['candidates'];
    const named = (Array.isArray(told) ? told : []).map((one: unknown) =>
      typeof one === 'string' ? one : (one as { name?: unknown } | null)?.name,
    );
    const seen = office.get('nearby')?.filter(({ kind }) => kind === 'workgroup') ?? [];
    const names = [...seen.map(({ name }) => name), ...named];
    return [...new Set(names.filter((name) => typeof name === 'string'))];
  }

  async #join(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const code = formText(form, 'code').replace(/\D/g, '');
    const at = formText(form, 'at');
    const choices = this.#choices();
    const workgroup = choices.includes(this.workgroup ?? '') ? this.workgroup : undefined;
    if (code.length !== 6) {
      this.focus();
      this.error = new HallwayError('request.invalid', text.shortCode);
      return;
    }
    if (choices.length > 1 && workgroup === undefined && at === '') {
      this.error = new HallwayError('pairing.ambiguous', text.choose);
      return;
    }
    await this.#send({ code, ...(at ? { at } : {}), ...(workgroup ? { workgroup } : {}) });
  }

  async #send(body: { code: string; at?: string; workgroup?: string }): Promise<void> {
    this.#abort = new AbortController();
    this.waiting = true;
    this.error = undefined;
    try {
      await ask(joinWorkgroup, { body }, this.#abort.signal);
    } catch (error) {
      if (asHallwayError(error).code !== 'request.cancelled') this.error = error;
    } finally {
      this.waiting = false;
    }
  }

  /** The error says to type the address, so its field must be in sight. */
  #wantsAddress(): boolean {
    return this.error instanceof HallwayError && this.error.code === 'pairing.not_found';
  }

  protected override render(): TemplateResult {
    const { waiting } = this;
    return html`
      <form @submit=${(event: SubmitEvent) => this.#join(event)} novalidate>
        <label class="field">
          ${text.code}
          <input
            class="code"
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            placeholder="000 000"
            maxlength="20"
            ?readonly=${waiting}
          />
        </label>
        ${this.#choice()}
        <details ?open=${this.#wantsAddress()}>
          <summary>${text.advanced}</summary>
          <label class="field">
            ${text.at}
            <input name="at" autocomplete="off" spellcheck="false" maxlength="300" />
            <span class="hint">${text.atHint}</span>
          </label>
        </details>
        ${problem(this.error)}
        <div role="status">
          ${
            waiting
              ? html`<p>${text.waiting}</p>
                  <progress aria-label=${text.waiting}></progress>`
              : nothing
          }
        </div>
        <div class="actions">
          ${
            waiting
              ? html`<button type="button" @click=${() => this.#abort?.abort()}>
                  ${text.cancel}
                </button>`
              : html`<button class="primary">${text.join}</button>`
          }
        </div>
      </form>
    `;
  }

  #choice(): TemplateResult | typeof nothing {
    const choices = this.#choices();
    if (choices.length < 2) return nothing;
    return html`
      <fieldset>
        <legend>${text.which}</legend>
        ${choices.map(
          (name) => html`
            <label class="choice">
              <input
                type="radio"
                name="workgroup"
                .checked=${this.workgroup === name}
                @change=${() => (this.workgroup = name)}
              />
              <bdi class="cut">${displayText(name, 63, '?')}</bdi>
            </label>
          `,
        )}
      </fieldset>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      input.code {
        min-height: 3.5rem;
        font: 600 1.75rem / 1.2 var(--font-code);
        letter-spacing: 0.12em;
        text-align: center;
      }
      input.code::placeholder {
        color: var(--ink-soft);
        opacity: 0.55;
      }
      details label {
        margin-top: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-join-form', HallwayJoinForm);
