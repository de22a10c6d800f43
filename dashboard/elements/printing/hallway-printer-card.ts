/** One printer: how it is, whose it is, and a place to drop documents on. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Printer } from '../../../src/model/printer.ts';
import { printerState } from '../../state/members.ts';
import { office } from '../../state/office.ts';
import { printerAddress } from '../../state/router.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { plural } from '../../words/format.ts';
import { printerAdvice } from '../../words/printing.ts';
import './hallway-supplies.ts';
import { icon } from '../parts/icons.ts';

/** Supplies and trays that a card shows; the printer's own page shows all. */
const SHOWN = 5;
const text = translated({
  print: 'Print a file',
  drop: 'Drop to print here',
  at: 'At',
  installed: 'Printer of this PC',
});

/** Fires `print-files` with the files that the person dropped or chose. */
export class HallwayPrinterCard extends LitElement {
  static override properties = { printer: { attribute: false }, over: { state: true } };
  declare printer: Printer;
  /** A file hovers above the card. */
  declare over: boolean;

  constructor() {
    super();
    this.over = false;
    watch(this, office.changes, ['members', 'peers']);
  }

  #offer(files: FileList | null | undefined): void {
    if (!files || files.length === 0) return;
    this.dispatchEvent(new CustomEvent('print-files', { detail: [...files] }));
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    this.#offer(event.dataTransfer?.files);
  }

  protected override render(): TemplateResult {
    const { printer } = this;
    const words = printerState(printer);
    const name = displayName(printer.name, '?');
    const place = [displayText(printer.model, 80), displayText(printer.location, 80)]
      .filter((part) => part !== '')
      .join(', ');
    return html`
      <article
        class="card ${this.over ? 'over' : ''}"
        aria-label=${name}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        <div class="head">
          <span class="badge-icon">${icon('printer', 26)}</span>
          <div class="grow">
            <h2>
              <a href=${printerAddress(printer)}><bdi class="cut" title=${name}>${name}</bdi></a>
            </h2>
            <p class="muted small cut">
              ${text.at} <bdi>${office.deviceName(printer.device)}</bdi>
            </p>
          </div>
        </div>
        <p class="state">
          <strong class=${words.tone === 'plain' ? 'muted' : `tone-${words.tone}`}>${words.text}</strong>
          ${printer.installed ? html`<span class="pill">${text.installed}</span>` : nothing}
          ${
            printer.jobs > 0
              ? html`<span class="muted small">${plural(printer.jobs, 'job', 'jobs')}</span>`
              : nothing
          }
        </p>
        ${words.tone === 'plain' ? nothing : this.#advice(printer)}
        <p class="muted small cut place" title=${place}>${place}</p>
        <hallway-supplies .printer=${printer} .shown=${SHOWN}></hallway-supplies>
        <button @click=${() => this.renderRoot.querySelector('input')?.click()}>
          <span>${this.over ? text.drop : text.print}<span class="unseen"> ${name}</span></span>
        </button>
        <input
          type="file"
          multiple
          hidden
          aria-label=${`${text.print}: ${name}`}
          @change=${(event: Event) => {
            const input = event.currentTarget as HTMLInputElement;
            this.#offer(input.files);
            input.value = '';
          }}
        />
      </article>
    `;
  }

  #advice(printer: Printer): TemplateResult | typeof nothing {
    const advice = printerAdvice(printer);
    return advice === '' ? nothing : html`<p class="small">${advice}</p>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        display: flex;
        flex-direction: column;
        height: 100%;
        gap: var(--space-2);
        transition: background var(--quick);
      }
      .card.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      .state {
        display: flex;
        align-items: baseline;
        gap: var(--space-3);
        margin-top: var(--space-2);
      }
      .place {
        min-height: 1.5em;
      }
      h2 a {
        display: block;
        min-height: 1.5rem;
        color: inherit;
        text-decoration: none;
      }
      h2 a:hover {
        text-decoration: underline;
      }
      hallway-supplies {
        margin-bottom: var(--space-2);
      }
      button {
        margin-top: auto;
      }
    `,
  ];
}
customElements.define('hallway-printer-card', HallwayPrinterCard);
