/** What became of members, the latest first. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { MembershipNews } from '../../../src/model/workgroup.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formatFull, formatMoment, plural } from '../../words/format.ts';
import { said } from '../../words/said.ts';

const SHOWN = 4;
const text = translated({ heading: 'What changed' });

export class HallwayNews extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['news']);
  }

  protected override render(): TemplateResult | typeof nothing {
    const news = office.get('news') ?? [];
    const older = news.slice(SHOWN);
    if (news.length === 0) return nothing;
    return html`
      <section>
        <div class="section-head"><h2>${text.heading}</h2></div>
        <ul>
          ${news.slice(0, SHOWN).map(row)}
        </ul>
        ${
          older.length === 0
            ? nothing
            : html`<details>
              <summary>${plural(older.length, 'older change', 'older changes')}</summary>
              <ul>
                ${older.map(row)}
              </ul>
            </details>`
        }
      </section>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      :host {
        display: contents;
      }
      section {
        margin-top: var(--space-6);
      }
      li {
        display: flex;
        gap: var(--space-4);
        padding-block: var(--space-1);
      }
      time {
        flex: 0 0 6.5rem;
        color: var(--ink-soft);
      }
      p {
        min-width: 0;
      }
      @media (width < 40rem) {
        li {
          flex-direction: column;
          gap: 0;
          padding-block: var(--space-2);
        }
        time {
          flex: none;
          font-size: var(--text-small);
        }
      }
    `,
  ];
}
customElements.define('hallway-news', HallwayNews);

function row(news: MembershipNews): TemplateResult {
  return html`<li>
    <time title=${formatFull(news.time)}>${formatMoment(news.time)}</time>
    <p class="wrap"><bdi>${said(displayText(news.text, 500))}</bdi></p>
  </li>`;
}
