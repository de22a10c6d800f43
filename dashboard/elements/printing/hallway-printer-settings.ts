/** What the owner of a printer decides: who may print and how much, what is kept, and who else gets in. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { setPrinterOpened, setPrinterPolicy } from '../../../src/api/local.ts';
import { displayName } from '../../../src/base/text.ts';
import type { OwnPrinter } from '../../../src/model/printer.ts';
import { OPEN_POLICY, type PrinterPolicy } from '../../../src/model/printer-policy.ts';
import { ask } from '../../data/agent-client.ts';
import { inOrder } from '../../state/members.ts';
import { notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { keepingChoices } from '../../words/jobs.ts';
import { checkedField } from '../parts/checked-field.ts';
import '../parts/hallway-dialog.ts';
import './hallway-printer-usage.ts';
import { readPolicy } from './policy-form.ts';
import { problem } from '../parts/problem.ts';
import { TaskDialog } from '../parts/task-dialog.ts';

const text = translated({
  heading: 'Settings of',
  who: 'Who may print',
  everyone: 'Everybody in the workgroup',
  some: 'Only these',
  nobodyElse: 'Nobody else is in the workgroup yet.',
  quota: 'Pages for each PC in a month',
  quotaHint: 'Empty: as many as they like. You yourself always may.',
  exceptions: 'Other numbers for some',
  asEverybody: 'As the others',
  keep: 'The document, once printed',
  keepHint: 'Kept here, it can be printed once more. Those with a PIN are never kept.',
  lan: 'Phones and devices without Hallway',
  open: 'Open to every device in the network',
  openHint:
    'Whoever is in this network may then print, guests of your Wi-Fi too, without being asked, and no number of pages holds for them.',
  save: 'Save',
  cancel: 'Cancel',
  saved: 'Saved.',
});

/** Fires `dialog-close` when it is done or given up. */
export class HallwayPrinterSettings extends TaskDialog {
  static override properties = {
    printer: {},
    some: { state: true },
    errors: { state: true },
  };
  /** Id of a printer of this PC; the dialog is open while there is one. */
  declare printer: string | undefined;
  /** Only chosen people may print. */
  declare some: boolean;
  declare errors: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.printer = undefined;
    this.some = false;
    this.errors = {};
    watch(this, office.changes, ['ownPrinters', 'members']);
  }

  #own(): OwnPrinter | undefined {
    return office.get('ownPrinters')?.find(({ id }) => id === this.printer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('printer')) return;
    this.some = (this.#own()?.policy?.with ?? 'everyone') !== 'everyone';
    this.error = undefined;
    this.errors = {};
  }

  async #save(event: SubmitEvent, printer: OwnPrinter): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const { policy, errors } = readPolicy(form, this.some);
    this.error = undefined;
    this.errors = errors;
    if (Object.keys(errors).length > 0) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
      return;
    }
    const params = { id: printer.id };
    const opened = form.has('opened');
    await this.attempt(async () => {
      await ask(setPrinterPolicy, { params, body: policy });
      if (opened !== printer.opened) await ask(setPrinterOpened, { params, body: { opened } });
      this.close();
      notices.say(text.saved);
    });
  }

  protected override render(): TemplateResult {
    const printer = this.#own();
    const name = printer ? displayName(printer.name, '?') : '';
    return html`<hallway-dialog
      heading=${`${text.heading} ${name}`}
      .open=${printer !== undefined}
      @dialog-close=${() => this.close()}
    >
      ${printer ? this.#form(printer, printer.policy ?? OPEN_POLICY) : nothing}
    </hallway-dialog>`;
  }

  #form(printer: OwnPrinter, policy: PrinterPolicy): TemplateResult {
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#save(event, printer)}>
      ${this.#audience(policy)} ${this.#quota(policy)}
      <label class="field">
        ${text.keep}
        <select name="keepHours">
          ${keepingChoices(policy.keepHours).map(
            ([hours, words]) =>
              html`<option value=${hours} ?selected=${hours === policy.keepHours}>${words}</option>`,
          )}
        </select>
        <span class="hint">${text.keepHint}</span>
      </label>
      <fieldset>
        <legend>${text.lan}</legend>
        <label class="choice">
          <input type="checkbox" name="opened" ?checked=${printer.opened} />
          <span>${text.open}<span class="hint block">${text.openHint}</span></span>
        </label>
      </fieldset>
      <hallway-printer-usage .printer=${printer.id}></hallway-printer-usage>
      ${problem(this.error)}
      <div class="foot">
        <button type="button" @click=${() => this.close()}>${text.cancel}</button>
        <button class="primary" ?disabled=${this.busy}>${text.save}</button>
      </div>
    </form>`;
  }

  #others() {
    return inOrder(office.get('members') ?? []).filter(({ self }) => !self);
  }

  #audience({ with: chosen }: PrinterPolicy): TemplateResult {
    const others = this.#others();
    const { some } = this;
    return html`<fieldset>
      <legend>${text.who}</legend>
      <label class="choice">
        <input
          data-first
          type="radio"
          name="who"
          ?checked=${!some}
          @change=${() => (this.some = false)}
        />${text.everyone}
      </label>
      <label class="choice">
        <input type="radio" name="who" ?checked=${some} @change=${() => (this.some = true)} />
        ${text.some}
      </label>
      ${
        some
          ? html`<div class="people">
            ${others.length === 0 ? html`<p class="muted">${text.nobodyElse}</p>` : nothing}
            ${others.map(
              ({ id }) => html`<label class="choice">
                <input
                  type="checkbox"
                  name="device"
                  value=${id}
                  ?checked=${chosen !== 'everyone' && chosen.includes(id)}
                />
                <bdi class="cut">${office.deviceName(id)}</bdi>
              </label>`,
            )}
          </div>`
          : nothing
      }
    </fieldset>`;
  }

  #quota({ pagesPerMonth, exceptions }: PrinterPolicy): TemplateResult {
    const others = this.#others();
    const own = (id: string) => exceptions.find(({ device }) => device === id)?.pagesPerMonth ?? '';
    return html`
      ${checkedField('pages', text.quota, this.errors, {
        value: String(pagesPerMonth ?? ''),
        inputmode: 'numeric',
        maxlength: 7,
        hint: text.quotaHint,
      })}
      ${
        others.length === 0
          ? nothing
          : html`<details ?open=${exceptions.length > 0}>
            <summary>${text.exceptions}</summary>
            <div class="numbers">
              ${others.map(({ id }) =>
                checkedField(`pages-${id}`, office.deviceName(id), this.errors, {
                  value: String(own(id)),
                  inputmode: 'numeric',
                  maxlength: 7,
                  placeholder: text.asEverybody,
                }),
              )}
            </div>
          </details>`
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .people {
        max-height: 12rem;
        margin-inline-start: 2rem;
        overflow: auto;
      }
      .block {
        display: block;
      }
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr));
        gap: var(--space-3);
      }
      .numbers label {
        overflow-wrap: anywhere;
      }
    `,
  ];
}
customElements.define('hallway-printer-settings', HallwayPrinterSettings);
