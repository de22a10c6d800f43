/** One printer: how it is, what is in it, what it can do, and what waits for it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../locale/localization.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import type { Printer } from '../../src/model/printer.ts';
import { canReadClipboard } from '../data/pasted.ts';
import '../elements/printing/hallway-install-printer.ts';
import '../elements/printing/hallway-job-list.ts';
import '../elements/printing/hallway-printer-settings.ts';
import '../elements/printing/hallway-supplies.ts';
import { icon } from '../elements/parts/icons.ts';
import { PrintFlow } from '../elements/printing/print-flow.ts';
import { printerState } from '../state/members.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { printerFacts } from '../words/printer-facts.ts';
import { printerAdvice } from '../words/printing.ts';
import { said } from '../words/said.ts';

const text = translated({
  back: 'All printers',
  gone: 'This printer is not here any more',
  goneLead: 'It was removed, or its PC stopped sharing it.',
  at: 'At',
  print: 'Print a file',
  paste: 'Print what I copied',
  supplies: 'Ink, toner and paper',
  noSupplies: 'This printer tells nothing about its ink and paper.',
  facts: 'What it can do',
  settings: 'Settings',
});

export class PrinterPage extends LitElement {
  static override properties = {
    device: {},
    printer: {},
    over: { state: true },
    settings: { state: true },
  };
  declare device: string;
  /** Its id. */
  declare printer: string;
  /** A file hovers above the page. */
  declare over: boolean;
  /** The owner's settings are open. */
  declare settings: boolean;
  readonly #flow = new PrintFlow(this, () => this.#place());

  constructor() {
    super();
    this.device = '';
    this.printer = '';
    this.over = false;
    this.settings = false;
    watch(this, office.changes, ['printers', 'members', 'peers']);
  }

  #place(): string {
    return `${this.device}/${this.printer}`;
  }

  #offer(files: FileList | null | undefined): void {
    if (files && files.length > 0) this.#flow.print([...files], this.#place());
  }

  protected override render(): TemplateResult {
    const printer = office
      .get('printers')
      ?.find(({ id, device }) => id === this.printer && device === this.device);
    return html`
      <p class="back"><a href="/printers">${text.back}</a></p>
      ${printer ? this.#page(printer) : this.#gone()} ${this.#flow.dialog()}
      <hallway-printer-settings
        .printer=${this.settings ? this.printer : undefined}
        @dialog-close=${() => (this.settings = false)}
      ></hallway-printer-settings>
    `;
  }

  #gone(): TemplateResult {
    return html`<div class="page-head">
      <div>
        <h1 tabindex="-1">${text.gone}</h1>
        <p>${text.goneLead}</p>
      </div>
    </div>`;
  }

  #page(printer: Printer): TemplateResult {
    const name = displayName(printer.name, '?');
    return html`
      <div
        class=${this.over ? 'over' : ''}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => {
          event.preventDefault();
          this.over = false;
          this.#offer(event.dataTransfer?.files);
        }}
      >
        <div class="page-head">
          <div>
            <h1 tabindex="-1"><bdi class="wrap">${name}</bdi></h1>
            <p>${text.at} <bdi>${office.deviceName(printer.device)}</bdi></p>
          </div>
          ${this.#actions(printer.device === office.ownId)}
        </div>
        ${this.#state(printer)}
        <section>
          <hallway-job-list .device=${this.device} .printer=${this.printer}></hallway-job-list>
        </section>
        <div class="halves">
          <section>
            <div class="section-head"><h2>${text.supplies}</h2></div>
            ${
              (printer.supplies ?? []).length + (printer.trays ?? []).length === 0
                ? html`<p class="muted">${text.noSupplies}</p>`
                : html`<hallway-supplies class="card" .printer=${printer}></hallway-supplies>`
            }
          </section>
          <section>
            <div class="section-head"><h2>${text.facts}</h2></div>
            <dl class="rows">
              ${printerFacts(printer).map(
                ([what, words]) => html`<div>
                  <dt>${what}</dt>
                  <dd class="wrap"><bdi>${words}</bdi></dd>
                </div>`,
              )}
            </dl>
          </section>
          ${
            printer.device === office.ownId
              ? nothing
              : html`<section>
                <hallway-install-printer
                  .device=${this.device}
                  .printer=${this.printer}
                ></hallway-install-printer>
              </section>`
          }
        </div>
      </div>
    `;
  }

  #actions(isOwn: boolean): TemplateResult {
    return html`<div class="actions">
      <button class="primary" @click=${() => this.renderRoot.querySelector('input')?.click()}>
        ${text.print}
      </button>
      ${
        canReadClipboard()
          ? html`<button @click=${this.#flow.pasteByButton}>${icon('copy')} ${text.paste}</button>`
          : nothing
      }
      ${
        isOwn
          ? html`<button @click=${() => (this.settings = true)}>${text.settings}</button>`
          : nothing
      }
      <input
        type="file"
        multiple
        hidden
        aria-label=${text.print}
        @change=${(event: Event) => {
          const input = event.currentTarget as HTMLInputElement;
          this.#offer(input.files);
          input.value = '';
        }}
      />
    </div>`;
  }

  #state(printer: Printer): TemplateResult {
    const words = printerState(printer);
    const advice = words.tone === 'plain' ? '' : printerAdvice(printer);
    const message = said(displayText(printer.message, 300));
    return html`<div class="card state" role="status">
      <strong class=${words.tone === 'plain' ? 'muted' : `tone-${words.tone}`}>${words.text}</strong>
      ${advice === '' ? nothing : html`<p>${advice}</p>`}
      ${
        message === '' || message === words.text
          ? nothing
          : html`<p class="muted wrap">${phrase('The printer says:')} <bdi>${message}</bdi></p>`
      }
    </div>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .back {
        margin-bottom: var(--space-2);
      }
      .back a {
        display: inline-block;
        padding-block: var(--space-1);
      }
      .over {
        outline: 2px dashed var(--accent);
        outline-offset: var(--space-3);
        border-radius: var(--radius);
      }
      .state {
        padding: var(--space-4) var(--space-5);
        margin-bottom: var(--space-6);
      }
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
        gap: var(--space-6);
        align-items: start;
        margin-top: var(--space-6);
      }
      .halves > section {
        margin: 0;
        min-width: 0;
      }
      dt {
        flex: 0 0 8rem;
        color: var(--ink-soft);
      }
      dd {
        flex: 1 1 9rem;
        min-width: 0;
      }
    `,
  ];
}
customElements.define('hallway-printer-page', PrinterPage);
