/** Who may show something on this PC's screen: after a yes, at once, or never. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { getScreenRules, setScreenRule } from '../../../src/api/local-screen.ts';
import type { ScreenRule, ScreenRules } from '../../../src/model/screen.ts';
import { ask } from '../../data/agent-client.ts';
import { asked } from '../../state/asked.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { ruleRows } from '../parts/rule-rows.ts';

const text = translated({
  heading: 'What colleagues show on this PC',
  everyone: 'Everybody',
});
const rules: Record<ScreenRule, string> = translated({
  ask: 'Ask me',
  allow: 'Show it at once',
  refuse: 'Never show it',
});

export class HallwayScreenRules extends LitElement {
  readonly #rules = asked(this, () => ask(getScreenRules, {}));

  constructor() {
    super();
    watch(this, office.changes, ['members']);
  }

  #change(device: string | undefined, rule: ScreenRule | null): void {
    const body = { rule, ...(device === undefined ? {} : { device }) };
    this.#rules.change(() => ask(setScreenRule, { body }));
  }

  protected override render(): TemplateResult {
    const found = this.#rules.value;
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${found ? html`<div class="rows">${this.#rows(found)}</div>` : nothing}
    `;
  }

  #rows({ rule, devices }: ScreenRules): TemplateResult {
    const change = this.#change.bind(this);
    return ruleRows({ everyone: text.everyone, words: rules, rule, devices, change });
  }

  static override styles = [
    controls,
    layout,
    css`
      select {
        width: auto;
        max-width: 100%;
      }
      strong {
        font-weight: 550;
      }
    `,
  ];
}
customElements.define('hallway-screen-rules', HallwayScreenRules);
