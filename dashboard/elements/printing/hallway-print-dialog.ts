/** Asks where and how to print, with what the printer offers, and sends the documents. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { phrase, translated } from '../../locale/localization.ts';
import { printDocument } from '../../../src/api/local.ts';
import { asHallwayError, HallwayError } from '../../../src/base/errors.ts';
import { displayName } from '../../../src/base/text.ts';
import type { JobOptions } from '../../../src/model/job.ts';
import type { JobTerms } from '../../../src/model/job-terms.ts';
import type { Printer } from '../../../src/model/printer.ts';
import { upload } from '../../data/agent-client.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { keepChoices, lastChoices, lastPrinter } from '../../state/print-choices.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { plural } from '../../words/format.ts';
import { hasTerms } from '../../words/jobs.ts';
import { formatWords, mustWait, printerWords } from '../../words/printing.ts';
import '../parts/hallway-dialog.ts';
import './hallway-print-preview.ts';
import { readPrintForm } from './print-form.ts';
import {
  laterFields,
  mainFields,
  moreFields,
  mostCopies,
  type FieldErrors,
} from './print-options.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  heading: 'Print on',
  choose: 'Print',
  printer: 'Printer',
  print: 'Print',
  cancel: 'Cancel',
  sending: 'Sending…',
  gone: 'There is no printer to print on.',
  waits: 'the document waits until the printer is ready.',
});

const placeOf = ({ device, id }: { device: string; id: string }): string => `${device}/${id}`;

/** Fires `print-files` with the files that are left, and `print-done` at its end. */
export class HallwayPrintDialog extends LitElement {
  static override properties = {
    place: {},
    fixed: { type: Boolean },
    files: { attribute: false },
    sent: { state: true },
    error: { state: true },
    errors: { state: true },
  };
  /** `device/id` of the printer; undefined for the one that was used last. */
  declare place: string | undefined;
  /** The printer was chosen already. */
  declare fixed: boolean;
  /** The dialog is open while there are any. */
  declare files: readonly File[];
  /** Part of all files that is sent, 0 to 1; undefined while nothing is. */
  declare sent: number | undefined;
  declare error: unknown;
  declare errors: FieldErrors;
  #abort: AbortController | undefined;

  constructor() {
    super();
    this.place = undefined;
    this.fixed = false;
    this.files = [];
    this.sent = undefined;
    this.error = undefined;
    this.errors = {};
    watch(this, office.changes, ['printers']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('place')) return;
    this.error = undefined;
    this.errors = {};
  }

  protected override updated(): void {
    if (this.files.length === 0 || this.#printer()) return;
    this.#close();
    notices.sayProblem(new HallwayError('printer.not_found', text.gone));
  }

  #printer(): Printer | undefined {
    if (this.files.length === 0) return undefined;
    const printers = office.get('printers') ?? [];
    const wanted = this.place ?? lastPrinter();
    const found = printers.find((one) => placeOf(one) === wanted);
    return found ?? (this.place === undefined ? printers[0] : undefined);
  }

  #close(): void {
    this.#abort?.abort();
    this.sent = undefined;
    this.error = undefined;
    this.errors = {};
    this.dispatchEvent(new CustomEvent('print-done'));
  }

  async #submit(event: SubmitEvent, printer: Printer): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const { options, terms, errors } = readPrintForm(form, mostCopies(printer));
    this.error = undefined;
    this.errors = errors;
    if (Object.keys(errors).length === 0) return this.#print(printer, options, terms);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }

  async #print(printer: Printer, options: JobOptions, terms: JobTerms): Promise<void> {
    const { files } = this;
    this.sent = 0;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      for (const [index, file] of files.entries()) {
        await upload(printDocument, target(printer, options, terms, file), file, {
          signal,
          onProgress: (part) => (this.sent = (index + part) / files.length),
        });
        // What was sent is not sent again after a failure of the next one.
        this.#tell(files.slice(index + 1));
      }
      keepChoices(printer, options);
      this.#close();
      const name = displayName(printer.name, '?');
      notices.say(
        mustWait(printer) ? phrase('It waits for {0}.', name) : phrase('Sent to {0}.', name),
      );
    } catch (error) {
      this.sent = undefined;
      if (asHallwayError(error).code !== 'request.cancelled') this.error = error;
    }
  }

  #tell(files: readonly File[]): void {
    if (files.length > 0) this.dispatchEvent(new CustomEvent('print-files', { detail: files }));
  }

  protected override render(): TemplateResult {
    const printer = this.#printer();
    const name = printer ? displayName(printer.name, '?') : '';
    return html`
      <hallway-dialog
        heading=${this.fixed ? `${text.heading} ${name}` : text.choose}
        .open=${printer !== undefined}
        @dialog-close=${() => this.#close()}
      >
        ${printer ? keyed(placeOf(printer), this.#form(printer)) : nothing}
      </hallway-dialog>
    `;
  }

  #form(printer: Printer): TemplateResult {
    const busy = this.sent !== undefined;
    const last = lastChoices(printer);
    return html`
      <form novalidate @submit=${(event: SubmitEvent) => this.#submit(event, printer)}>
        <hallway-print-preview
          .files=${this.files}
          @leave-out=${(event: CustomEvent<File>) =>
            this.#tell(this.files.filter((file) => file !== event.detail))}
        ></hallway-print-preview>
        ${this.#printers(printer)} ${this.#strange(printer)}
        <div class="options">${mainFields(printer, last, this.errors)}</div>
        ${moreFields(printer, last)} ${laterFields(this.errors)} ${this.#allowance(printer)} ${this.#patience(printer)}
        ${problem(this.error)}
        ${
          busy
            ? html`<progress aria-label=${text.sending} max="1" .value=${this.sent ?? 0}></progress>`
            : nothing
        }
        <div class="foot">
          <button type="button" @click=${() => this.#close()}>${text.cancel}</button>
          <button class="primary" ?disabled=${busy}>${busy ? text.sending : text.print}</button>
        </div>
      </form>
    `;
  }

  /** Where to print, unless that was said before. */
  #printers(printer: Printer): TemplateResult | typeof nothing {
    const printers = office.get('printers') ?? [];
    if (this.fixed || printers.length < 2) return nothing;
    return html`<label class="field">
      ${text.printer}
      <select
        @change=${(event: Event) => (this.place = (event.currentTarget as HTMLSelectElement).value)}
      >
        ${printers.map(
          (one) => html`<option value=${placeOf(one)} ?selected=${one === printer}>
            ${displayName(one.name, '?')} (${office.deviceName(one.device)})
          </option>`,
        )}
      </select>
    </label>`;
  }

  /** Said before sending, so that nobody stands at a printer that prints nothing. */
  #patience(printer: Printer): TemplateResult | typeof nothing {
    if (!mustWait(printer)) return nothing;
    const state = printerWords(printer).text.replace(/[.]$/, '');
    return html`<p class="small tone-warn">${state}: ${text.waits}</p>`;
  }

  /** What the owner of the printer lets this PC print. */
  #allowance({ allowance }: Printer): TemplateResult | typeof nothing {
    if (!allowance) return nothing;
    const left = Math.max(0, allowance.pagesPerMonth - allowance.pagesUsed);
    return html`<p class="small ${left === 0 ? 'tone-bad' : 'muted'}">
      ${phrase('You may print {0} here this month.', plural(left, 'more page', 'more pages'))}
    </p>`;
  }

  #strange({ formats }: Printer): TemplateResult | typeof nothing {
    const known = formatWords(formats);
    const strange = this.files.some(
      ({ type }) => type !== '' && known !== '' && !formats.includes(type),
    );
    if (!strange) return nothing;
    return html`<p class="small tone-warn">
      ${phrase('This printer takes {0}. If it refuses this document, save it as PDF first.', known)}
    </p>`;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .options {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        align-items: start;
        gap: var(--space-4);
      }
      details > .options {
        margin-top: var(--space-3);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .ticks {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr));
      }
    `,
  ];
}
customElements.define('hallway-print-dialog', HallwayPrintDialog);

function target({ device, id }: Printer, options: JobOptions, terms: JobTerms, file: File) {
  return {
    params: { device, printer: id },
    query: {
      name: file.name.slice(0, 255),
      // Plain text is the one format whose first bytes do not tell it.
      ...(file.type === 'text/plain' ? { format: file.type } : {}),
      options: JSON.stringify(options),
      ...(hasTerms(terms) ? { terms: JSON.stringify(terms) } : {}),
    },
  };
}
