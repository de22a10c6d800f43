/** Whose files come to this PC without a question, whose never, and where they go. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { getReceiveRules, setReceiveRule } from '../../../src/api/local.ts';
import type { ReceiveRule, ReceiveRuleChange, ReceiveRules } from '../../../src/model/sending.ts';
import { ask } from '../../data/agent-client.ts';
import { inOrder } from '../../state/members.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';

const text = translated({
  heading: 'What colleagues give to this PC',
  folder: 'Folder for it',
  everyone: 'From everybody',
  same: 'As everybody',
  giveOn: 'Give on what came to this PC',
  giveOnMeans: 'Colleagues who may have a file get it from here too, so that it comes faster.',
});
const rules: Record<ReceiveRule, string> = translated({
  ask: 'Ask me',
  accept: 'Take it at once',
  refuse: 'Never take it',
});

export class HallwayReceiving extends LitElement {
  static override properties = { rules: { state: true } };
  declare rules: ReceiveRules | undefined;

  constructor() {
    super();
    this.rules = undefined;
    watch(this, office.changes, ['members']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void ask(getReceiveRules, {}).then(
      (found) => (this.rules = found),
      () => {},
    );
  }

  #change(body: ReceiveRuleChange): void {
    void attempt(async () => {
      this.rules = await ask(setReceiveRule, { body });
    }).finally(() => this.requestUpdate());
  }

  protected override render(): TemplateResult {
    const found = this.rules;
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${found ? this.#rows(found) : nothing}
    `;
  }

  #rows({ rule, folder, giveOn, devices }: ReceiveRules): TemplateResult {
    const others = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
    return html`<div class="rows">
      <div>
        <label class="grow" for="folder">
          <strong>${text.folder}</strong>
        </label>
        <input
          id="folder"
          maxlength="4096"
          autocomplete="off"
          spellcheck="false"
          .value=${folder}
          @change=${(event: Event) => this.#change({ folder: valueOf(event) || null })}
        />
      </div>
      <div>
        <label class="grow" for="give-on">
          <strong>${text.giveOn}</strong>
          <div class="muted">${text.giveOnMeans}</div>
        </label>
        <input
          id="give-on"
          type="checkbox"
          .checked=${giveOn}
          @change=${(event: Event) =>
            this.#change({ giveOn: (event.currentTarget as HTMLInputElement).checked })}
        />
      </div>
      <div>
        <label class="grow" for="everyone"><strong>${text.everyone}</strong></label>
        ${this.#select('everyone', rule, (chosen) => this.#change({ rule: chosen }))}
      </div>
      ${others.map(({ id }) => {
        const own = devices.find(({ device }) => device === id)?.rule ?? null;
        return html`<div>
          <label class="grow" for=${`from-${id}`}><bdi>${office.deviceName(id)}</bdi></label>
          ${this.#select(`from-${id}`, own, (chosen) => this.#change({ device: id, rule: chosen }))}
        </div>`;
      })}
    </div>`;
  }

  #select(
    id: string,
    chosen: ReceiveRule | null,
    change: (rule: ReceiveRule | null) => void,
  ): TemplateResult {
    const heard = (event: Event): void =>
      change((['ask', 'accept', 'refuse'] as const).find((one) => one === valueOf(event)) ?? null);
    return html`<select id=${id} @change=${heard}>
      ${id === 'everyone' ? nothing : html`<option value="" ?selected=${chosen === null}>${text.same}</option>`}
      ${Object.entries(rules).map(
        ([value, words]) =>
          html`<option value=${value} ?selected=${value === chosen}>${words}</option>`,
      )}
    </select>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      select,
      input {
        width: auto;
        max-width: 100%;
      }
      strong {
        font-weight: 550;
      }
    `,
  ];
}
customElements.define('hallway-receiving', HallwayReceiving);

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value.trim();
}
