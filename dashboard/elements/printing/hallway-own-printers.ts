/** Printers of this PC: a switch for each, and adding one by its address. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { translated } from '../../locale/localization.ts';
import { removePrinter, setPrinterPaused, setPrinterShared } from '../../../src/api/local.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { OwnPrinter } from '../../../src/model/printer.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { switchStyles } from '../../styles/switch.ts';
import { printerWords } from '../../words/printing.ts';
import './hallway-add-printer.ts';
import './hallway-keeping.ts';
import './hallway-printer-settings.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  heading: 'Printers of this PC',
  add: 'Add a printer',
  none: 'No printer was found on this PC',
  noneLead:
    'Printers that are set up on this PC show up here. A printer in the network can be added by its address.',
  shared: 'Shared',
  settings: 'Settings',
  pause: 'Pause',
  resume: 'Let it go on',
  paused: 'Documents are taken and wait.',
  resumed: 'It prints again.',
  some: 'for chosen people',
  opened: 'open to the network',
  remove: 'Remove',
  removed: 'The printer was removed.',
  removeHeading: 'Remove the printer?',
  removeText: 'Your colleagues can no longer print on it.',
});

export class HallwayOwnPrinters extends LitElement {
  static override properties = { adding: { state: true }, settingsOf: { state: true } };
  declare adding: boolean;
  /** Id of the printer whose settings are open. */
  declare settingsOf: string | undefined;

  constructor() {
    super();
    this.adding = false;
    this.settingsOf = undefined;
    watch(this, office.changes, ['ownPrinters']);
  }

  protected override render(): TemplateResult {
    const printers = office.get('ownPrinters') ?? [];
    return html`
      <div class="section-head">
        <h2>${text.heading}</h2>
        <button
          @click=${() => (this.adding = true)}
        >
          ${icon('plus')} ${text.add}
        </button>
      </div>
      ${
        printers.length === 0
          ? html`<div class="empty">
            <span class="badge-icon">${icon('printer', 28)}</span>
            <h3>${text.none}</h3>
            <p>${text.noneLead}</p>
          </div>`
          : html`<ul class="rows">
            ${printers.map((printer) => this.#row(printer))}
          </ul>`
      }
      <div class="keeping"><hallway-keeping></hallway-keeping></div>
      <hallway-printer-settings
        .printer=${this.settingsOf}
        @dialog-close=${() => (this.settingsOf = undefined)}
      ></hallway-printer-settings>
      <hallway-add-printer
        .open=${this.adding}
        @dialog-close=${() => (this.adding = false)}
      ></hallway-add-printer>
    `;
  }

  #row(printer: OwnPrinter): TemplateResult {
    const words = printerWords(printer);
    const name = displayName(printer.name, '?');
    return html`
      <li>
        <span class="badge-icon">${icon('printer', 24)}</span>
        <div class="grow">
          <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
          <p class="small">
            <span class="tone-${words.tone}">${words.text}</span>
            <span class="muted wrap">${['', ...facts(printer)].join(' · ')}</span>
          </p>
        </div>
        <div class="actions">
        <button class="small" @click=${() => this.#pause(printer)}>
          <span
            >${printer.paused === true ? text.resume : text.pause}<span class="unseen"> ${name}</span></span
          >
        </button>
        <button class="small" @click=${() => (this.settingsOf = printer.id)}>
          <span>${text.settings}<span class="unseen"> ${name}</span></span>
        </button>
        ${
          printer.backend === 'cups' || printer.backend === 'windows'
            ? nothing
            : html`<button class="quiet small danger" @click=${() => this.#remove(printer, name)}>
              <span>${text.remove}<span class="unseen"> ${name}</span></span>
            </button>`
        }
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            .checked=${live(printer.shared)}
            @change=${(event: Event) => this.#toggle(printer, event)}
          />
          <span>${text.shared}<span class="unseen"> ${name}</span></span>
        </label>
        </div>
      </li>
    `;
  }

  #toggle(printer: OwnPrinter, event: Event): void {
    const shared = (event.currentTarget as HTMLInputElement).checked;
    void attempt(() =>
      ask(setPrinterShared, { params: { id: printer.id }, body: { shared } }),
    ).finally(() => this.requestUpdate());
  }

  #pause({ id, paused }: OwnPrinter): void {
    const wanted = paused !== true;
    void attempt(
      () => ask(setPrinterPaused, { params: { id }, body: { paused: wanted } }),
      wanted ? text.paused : text.resumed,
    );
  }

  async #remove(printer: OwnPrinter, name: string): Promise<void> {
    const yes = await notices.ask({
      heading: text.removeHeading,
      text: `“${name}”: ${text.removeText}`,
      yes: text.remove,
      danger: true,
    });
    if (yes) await attempt(() => ask(removePrinter, { params: { id: printer.id } }), text.removed);
  }

  static override styles = [
    controls,
    layout,
    switchStyles,
    css`
      li .actions {
        align-items: center;
        gap: var(--space-3);
      }
      .keeping {
        max-width: 24rem;
        margin-top: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-own-printers', HallwayOwnPrinters);

function facts({ model, policy, opened }: OwnPrinter): string[] {
  return [
    displayText(model, 80),
    policy && policy.with !== 'everyone' ? text.some : '',
    opened ? text.opened : '',
  ].filter((part) => part !== '');
}
