/** Every printer of the office, and the jobs on their way to them. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { translated } from '../locale/localization.ts';
import { canReadClipboard } from '../data/pasted.ts';
import '../elements/printing/hallway-job-list.ts';
import '../elements/printing/hallway-orphaned-printers.ts';
import '../elements/printing/hallway-printer-card.ts';
import { icon } from '../elements/parts/icons.ts';
import { emptyPage } from '../elements/parts/page-parts.ts';
import { PrintFlow } from '../elements/printing/print-flow.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  heading: 'Printers',
  lead: 'Drop a document on a printer, choose one, or paste it here with Ctrl+V.',
  none: 'No printers yet',
  noneLead:
    'A printer shows up here as soon as the PC that it is connected to shares it: on that PC, open “This PC” and switch the printer on.',
  action: 'Printers of this PC',
  paste: 'Print what I copied',
  phone: 'Print from a phone',
});

export class PrintersPage extends LitElement {
  readonly #flow = new PrintFlow(this);

  constructor() {
    super();
    watch(this, office.changes, ['printers']);
  }

  protected override render(): TemplateResult {
    const printers = office.get('printers') ?? [];
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <div class="actions">
          ${
            printers.length > 0 && canReadClipboard()
              ? html`<button @click=${this.#flow.pasteByButton}>${icon('copy')} ${text.paste}</button>`
              : nothing
          }
          <a class="button" href="/printers/phone">${icon('phone')} ${text.phone}</a>
        </div>
      </div>
      ${
        printers.length === 0
          ? emptyPage('printer', text)
          : html`<section class="cards">
            ${repeat(
              printers,
              ({ device, id }) => device + id,
              (printer) => html`
                <hallway-printer-card
                  .printer=${printer}
                  @print-files=${(event: CustomEvent<readonly File[]>) =>
                    this.#flow.print(event.detail, `${printer.device}/${printer.id}`)}
                ></hallway-printer-card>
              `,
            )}
          </section>`
      }
      <section><hallway-job-list></hallway-job-list></section>
      <hallway-orphaned-printers></hallway-orphaned-printers>
      ${this.#flow.dialog()}
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      hallway-orphaned-printers {
        margin-top: var(--space-6);
      }
    `,
  ];
}
customElements.define('hallway-printers-page', PrintersPage);
