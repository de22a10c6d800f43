/** The doctor's checks of this PC: what needs a person first, and what is fine on demand. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Check, CheckState } from '../../../src/model/doctor.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { checkWords, inUrgency } from '../../words/doctor.ts';
import { plural } from '../../words/format.ts';
import { said } from '../../words/said.ts';
import { codeText } from '../parts/code-text.ts';
import { icon } from '../parts/icons.ts';
import { networkIcon } from '../members/network-icons.ts';

const text = translated({ heading: 'This PC', fix: 'What to do:' });

const MARKS: Record<CheckState, () => TemplateResult> = {
  ok: () => networkIcon('tick', 18),
  notice: () => icon('alert', 18),
  problem: () => networkIcon('cross', 18),
  unknown: () => networkIcon('question', 18),
};

export class HallwayCheckList extends LitElement {
  static override properties = { checks: { attribute: false } };
  declare checks: readonly Check[];

  constructor() {
    super();
    this.checks = [];
  }

  protected override render(): TemplateResult {
    const told = inUrgency(this.checks.filter(({ state }) => state !== 'ok'));
    const fine = this.checks.filter(({ state }) => state === 'ok');
    return html`
      <div class="section-head"><h2>${text.heading}</h2></div>
      ${
        told.length === 0
          ? nothing
          : html`<ul class="rows">
            ${told.map((check) => this.#row(check))}
          </ul>`
      }
      ${
        fine.length === 0
          ? nothing
          : html`<details>
            <summary>${plural(fine.length, 'check is fine', 'checks are fine')}</summary>
            <ul class="rows">
              ${fine.map((check) => this.#row(check))}
            </ul>
          </details>`
      }
    `;
  }

  #row({ title, state, detail, fix }: Check): TemplateResult {
    const { word, tone } = checkWords(state);
    return html`
      <li>
        <span class="mark ${tone}">${(MARKS[state] ?? MARKS.unknown)()}</span>
        <div class="grow">
          <h3 class="wrap"><bdi>${said(displayText(title, 200, '?'))}</bdi></h3>
          <p class="wrap muted">${codeText(said(detail))}</p>
          ${
            fix === null
              ? nothing
              : html`<p class="fix wrap">
                <strong>${text.fix}</strong> ${codeText(said(fix))}
              </p>`
          }
        </div>
        <span class="word small ${tone === 'plain' ? 'muted' : `tone-${tone}`}">${word}</span>
      </li>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .rows > li {
        align-items: start;
        flex-wrap: nowrap;
      }
      details {
        margin-top: var(--space-3);
      }
      details .rows {
        margin-top: var(--space-2);
      }
      .mark {
        display: grid;
        place-items: center;
        width: 1.75rem;
        height: 1.75rem;
        flex: none;
        border-radius: 50%;
        background: var(--sunken);
        color: var(--ink-soft);
      }
      .mark.good {
        background: var(--accent-soft);
        color: var(--good);
      }
      .mark.warn {
        background: var(--warn-soft);
        color: var(--warn);
      }
      .mark.bad {
        background: var(--bad-soft);
        color: var(--bad);
      }
      .fix {
        margin-top: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--sunken);
        user-select: text;
      }
      .word {
        padding-top: 0.125rem;
        font-weight: 550;
        white-space: nowrap;
      }
      @media (width < 40rem) {
        .rows > li {
          display: grid;
          grid-template-columns: auto minmax(0, 1fr);
          row-gap: 0;
        }
        .word {
          grid-area: 1 / 2;
          justify-self: start;
        }
        .mark {
          grid-area: 1 / 1;
        }
        .grow {
          grid-area: 2 / 2;
        }
      }
    `,
  ];
}
customElements.define('hallway-check-list', HallwayCheckList);
