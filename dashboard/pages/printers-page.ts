/** Every printer of the office, and the jobs on their way to them. */
import { html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Printer } from '../../src/model/printer.ts';
import '../elements/hallway-job-list.ts';
import '../elements/hallway-print-dialog.ts';
import '../elements/hallway-printer-card.ts';
import { emptyPage, pageHead } from '../elements/page-parts.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = {
  heading: 'Printers',
  lead: 'Drop a document on a printer, or choose one.',
  none: 'No printers yet',
  noneLead:
    'A printer shows up here as soon as the PC that it is connected to shares it: on that PC, open “This PC” and switch the printer on.',
  own: 'Printers of this PC',
};

export class PrintersPage extends LitElement {
  static override properties = { printer: { state: true }, files: { state: true } };
  /** What the print dialog is open for. */
  declare printer: Printer | undefined;
  declare files: readonly File[];

  constructor() {
    super();
    this.printer = undefined;
    this.files = [];
    watch(this, office.changes, ['printers']);
  }

  protected override render(): TemplateResult {
    const printers = office.get('printers') ?? [];
    return html`
      ${pageHead(text.heading, text.lead)}
      ${
        printers.length === 0
          ? emptyPage('printer', { ...text, action: text.own })
          : html`<section class="cards">
            ${repeat(
              printers,
              ({ device, id }) => device + id,
              (printer) => html`
                <hallway-printer-card
                  .printer=${printer}
                  @print-files=${(event: CustomEvent<readonly File[]>) => {
                    this.printer = printer;
                    this.files = event.detail;
                  }}
                ></hallway-printer-card>
              `,
            )}
          </section>`
      }
      <section><hallway-job-list></hallway-job-list></section>
      <hallway-print-dialog
        .printer=${this.printer}
        .files=${this.files}
        @print-done=${() => {
          this.printer = undefined;
          this.files = [];
        }}
      ></hallway-print-dialog>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-printers-page', PrintersPage);
