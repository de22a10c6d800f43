/** Whose files come to this PC without a question, whose never, and where they go. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { getReceiveRules, setReceiveRule } from '../../../src/api/local.ts';
import type { ReceiveRule, ReceiveRuleChange, ReceiveRules } from '../../../src/model/sending.ts';
import { ask } from '../../data/agent-client.ts';
import { asked } from '../../state/asked.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { ruleRows } from '../parts/rule-rows.ts';

const text = translated({
  heading: 'What colleagues give to this PC',
  folder: 'Folder for it',
  everyone: 'From everybody',
  giveOn: 'Give on what came to this PC',
  giveOnMeans: 'Colleagues who may have a file get it from here too, so that it comes faster.',
});
const rules: Record<ReceiveRule, string> = translated({
  ask: 'Ask me',
  accept: 'Take it at once',
  refuse: 'Never take it',
});

export class HallwayReceiving extends LitElement {
  readonly #rules = asked(this, () => ask(getReceiveRules, {}));

  constructor() {
    super();
    watch(this, office.changes, ['members']);
  }

  #change(body: ReceiveRuleChange): void {
    this.#rules.change(() => ask(setReceiveRule, { body }));
  }

  protected override render(): TemplateResult {
    const found = this.#rules.value;
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${found ? this.#rows(found) : nothing}
    `;
  }

  #rows({ rule, folder, giveOn, devices }: ReceiveRules): TemplateResult {
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
      ${ruleRows({
        everyone: text.everyone,
        words: rules,
        rule,
        devices,
        change: (device, chosen) =>
          this.#change({ rule: chosen, ...(device === undefined ? {} : { device }) }),
      })}
    </div>`;
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
  return (event.currentTarget as HTMLInputElement).value.trim();
}
