/** What each PC printed on a printer of this PC, month by month. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { listPrinterUsage } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { PrinterUsage } from '../../../src/model/printer-policy.ts';
import { ask } from '../../data/agent-client.ts';
import { office } from '../../state/office.ts';
import { controls } from '../../styles/controls.ts';
import { formatCount, formatMonth } from '../../words/format.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  summary: 'What was printed',
  loading: 'One moment…',
  none: 'Nothing was printed on it yet.',
  month: 'Month',
  who: 'PC',
  account: 'For',
  jobs: 'Documents',
  pages: 'Pages',
});
/** Rows that are shown; the command line shows all. */
const SHOWN = 200;

export class HallwayPrinterUsage extends LitElement {
  static override properties = {
    printer: {},
    rows: { state: true },
    error: { state: true },
  };
  /** Id of a printer of this PC. */
  declare printer: string;
  /** Undefined until somebody looks. */
  declare rows: readonly PrinterUsage[] | undefined;
  declare error: unknown;

  constructor() {
    super();
    this.printer = '';
    this.rows = undefined;
    this.error = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('printer')) this.rows = undefined;
  }

  async #look(event: Event): Promise<void> {
    if (!(event.currentTarget as HTMLDetailsElement).open || this.rows) return;
    const { printer } = this;
    this.error = undefined;
    try {
      const rows = await ask(listPrinterUsage, { query: { printer } });
      if (printer === this.printer) this.rows = rows;
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    return html`<details @toggle=${(event: Event) => this.#look(event)}>
      <summary>${text.summary}</summary>
      ${problem(this.error)}
      ${this.error === undefined ? this.#table() : nothing}
    </details>`;
  }

  #table(): TemplateResult {
    const { rows } = this;
    if (!rows) return html`<p class="muted">${text.loading}</p>`;
    if (rows.length === 0) return html`<p class="muted">${text.none}</p>`;
    const accounts = rows.some(({ account }) => account !== '');
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.summary}>
      <table>
        <thead>
          <tr>
            <th scope="col">${text.month}</th>
            <th scope="col">${text.who}</th>
            ${accounts ? html`<th scope="col">${text.account}</th>` : nothing}
            <th scope="col" class="number">${text.jobs}</th>
            <th scope="col" class="number">${text.pages}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, SHOWN).map(
            (row) => html`<tr>
              <td>${formatMonth(row.month)}</td>
              <td><bdi>${office.deviceName(row.device)}</bdi></td>
              ${accounts ? html`<td><bdi>${displayText(row.account, 63)}</bdi></td>` : nothing}
              <td class="number">${formatCount(row.jobs)}</td>
              <td class="number">${formatCount(row.pages)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  static override styles = [
    controls,
    css`
      .scroll {
        max-height: 16rem;
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-small);
      }
      th,
      td {
        padding-block: var(--space-1);
        padding-inline: 0 var(--space-3);
        border-bottom: 1px solid var(--line);
        text-align: start;
        /* Whole words: the table is moved sideways where they need more room. */
        overflow-wrap: normal;
      }
      th {
        color: var(--ink-soft);
        font-weight: 550;
        overflow-wrap: normal;
      }
      .number {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}
customElements.define('hallway-printer-usage', HallwayPrinterUsage);
