/** Asks how to print, with what the printer offers, and sends the documents. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { printDocument } from '../../src/api/local.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import type { JobOptions } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { upload } from '../data/agent-client.ts';
import { notices } from '../state/notices.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { formatSize } from '../words/format.ts';
import { formatWords, mediaWords, printerWords } from '../words/printing.ts';
import './hallway-dialog.ts';
import { icon } from './icons.ts';
import { problem } from './problem.ts';

const text = {
  heading: 'Print on',
  copies: 'Copies',
  sides: 'Sides',
  oneSided: 'One side',
  longEdge: 'Both sides',
  shortEdge: 'Both sides, flip on the short edge',
  color: 'Colour',
  auto: 'As in the document',
  monochrome: 'Black and white',
  media: 'Paper',
  print: 'Print',
  cancel: 'Cancel',
  sending: 'Sending…',
  waits: 'the document waits until the printer is ready.',
};

export class HallwayPrintDialog extends LitElement {
  static override properties = {
    printer: { attribute: false },
    files: { attribute: false },
    sent: { state: true },
    error: { state: true },
  };
  declare printer: Printer | undefined;
  declare files: readonly File[];
  /** Part of all files that is sent, 0 to 1; undefined while nothing is. */
  declare sent: number | undefined;
  declare error: unknown;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.printer = undefined;
    this.files = [];
    this.sent = undefined;
    this.error = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('files')) this.error = undefined;
  }

  #close(): void {
    this.#abort?.abort();
    this.sent = undefined;
    this.error = undefined;
    this.dispatchEvent(new CustomEvent('print-done'));
  }

  async #print(event: SubmitEvent, printer: Printer): Promise<void> {
    event.preventDefault();
    const options = readOptions(new FormData(event.currentTarget as HTMLFormElement));
    const { files } = this;
    this.error = undefined;
    this.sent = 0;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      for (const [index, file] of files.entries()) {
        await upload(
          printDocument,
          {
            params: { device: printer.device, printer: printer.id },
            query: {
              name: file.name.slice(0, 255),
              // Plain text is the one format whose first bytes do not tell it.
              ...(file.type === 'text/plain' ? { format: file.type } : {}),
              options: JSON.stringify(options),
            },
          },
          file,
          { signal, onProgress: (part) => (this.sent = (index + part) / files.length) },
        );
      }
      this.#close();
      const name = displayName(printer.name, '?');
      notices.say(mustWait(printer) ? `It waits for ${name}.` : `Sent to ${name}.`);
    } catch (error) {
      this.sent = undefined;
      if (asHallwayError(error).code !== 'request.cancelled') this.error = error;
    }
  }

  protected override render(): TemplateResult {
    const { printer } = this;
    return html`
      <hallway-dialog
        heading=${printer ? `${text.heading} ${displayName(printer.name, '?')}` : ''}
        .open=${printer !== undefined}
        @dialog-close=${() => this.#close()}
      >
        ${printer ? this.#form(printer) : nothing}
      </hallway-dialog>
    `;
  }

  #form(printer: Printer): TemplateResult {
    const busy = this.sent !== undefined;
    return html`
      <form @submit=${(event: SubmitEvent) => this.#print(event, printer)}>
        ${this.#document(printer)}
        <div class="options">
          <label class="field">
            ${text.copies}
            <input
              data-first
              name="copies"
              type="number"
              inputmode="numeric"
              min="1"
              max="999"
              step="1"
              value="1"
              required
            />
          </label>
          ${
            printer.media.length > 0
              ? html`<label class="field">
                ${text.media}
                <select name="media">
                  ${printer.media.map(
                    (media, index) => html`<option value=${index === 0 ? '' : media}>
                      ${mediaWords(media)}
                    </option>`,
                  )}
                </select>
              </label>`
              : nothing
          }
          ${
            printer.duplex
              ? html`<label class="field">
                ${text.sides}
                <select name="sides">
                  <option value="one-sided">${text.oneSided}</option>
                  <option value="two-sided-long-edge">${text.longEdge}</option>
                  <option value="two-sided-short-edge">${text.shortEdge}</option>
                </select>
              </label>`
              : nothing
          }
          ${
            printer.color
              ? html`<label class="field">
                ${text.color}
                <select name="color">
                  <option value="">${text.auto}</option>
                  <option value="monochrome">${text.monochrome}</option>
                </select>
              </label>`
              : nothing
          }
        </div>
        ${this.#patience(printer)} ${problem(this.error)}
        ${
          busy
            ? html`<progress aria-label=${text.sending} max="1" .value=${this.sent ?? 0}></progress>`
            : nothing
        }
        <div class="actions foot">
          <button type="button" @click=${() => this.#close()}>${text.cancel}</button>
          <button class="primary" ?disabled=${busy}>${busy ? text.sending : text.print}</button>
        </div>
      </form>
    `;
  }

  /** Said before sending, so that nobody stands at a printer that prints nothing. */
  #patience(printer: Printer): TemplateResult | typeof nothing {
    if (!mustWait(printer)) return nothing;
    const state = printerWords(printer).text.replace(/[.]$/, '');
    return html`<p class="small tone-warn">${state}: ${text.waits}</p>`;
  }

  #document(printer: Printer): TemplateResult {
    const { files } = this;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    const first = displayText(files[0]?.name, 255, '?');
    const known = formatWords(printer.formats);
    const strange = files.some(
      (file) => file.type !== '' && known !== '' && !printer.formats.includes(file.type),
    );
    return html`
      <div class="document">
        ${icon('file', 24)}
        <div class="grow">
          <bdi class="cut" title=${first}>${first}</bdi>
          <p class="muted small">
            ${files.length > 1 ? `and ${files.length - 1} more, ` : ''}${formatSize(bytes)}
          </p>
        </div>
      </div>
      ${
        strange
          ? html`<p class="small tone-warn">
            This printer takes ${known}. If it refuses this document, save it as PDF first.
          </p>`
          : nothing
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .document {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      .options {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        gap: var(--space-4);
      }
      .foot {
        justify-content: end;
      }
    `,
  ];
}
customElements.define('hallway-print-dialog', HallwayPrintDialog);

/** Only what differs from what the printer does by itself. */
function readOptions(form: FormData): JobOptions {
  const copies = Number(form.get('copies'));
  const sides = form.get('sides') as JobOptions['sides'] | null;
  const media = form.get('media');
  return {
    ...(copies > 1 ? { copies } : {}),
    ...(sides ? { sides } : {}),
    ...(form.get('color') === 'monochrome' ? { color: 'monochrome' as const } : {}),
    ...(typeof media === 'string' && media !== '' ? { media } : {}),
  };
}

function mustWait(printer: Printer): boolean {
  return printer.state === 'stopped' || printerWords(printer).tone === 'bad';
}
