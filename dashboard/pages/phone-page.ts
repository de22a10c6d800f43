/** How to print from a phone: which printers are open to it, and the steps, in words. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import type { LanPrinting, OpenPrinter } from '../../src/model/lan-printing.ts';
import '../elements/printing/hallway-printer-settings.ts';
import { icon } from '../elements/parts/icons.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';

const text = translated({
  back: 'All printers',
  heading: 'Print from a phone',
  lead: 'Phones and tablets need no app: they find the printers that are open to the network.',
  open: 'Open at this PC',
  none: 'No printer of this PC is open to the network',
  noneLead:
    'Open one in its settings. Whoever is in the network may then print on it, guests of your Wi-Fi too.',
  nothingHere: 'This PC has no printer. A colleague who has one can open it: see below.',
  settings: 'Open it…',
  change: 'Settings',
  notFound: 'Phones do not find it: it takes neither PDF nor the raster that they send.',
  shownAs: 'Phones show it as',
  addresses: 'By address, where it is not found',
  apple: 'iPhone and iPad',
  appleSteps: [
    'Join the Wi-Fi of the office, not the one for guests.',
    'Open the picture or document, tap “Share” (the square with the arrow), then “Print”.',
    'Tap “Printer” and choose it by its name. The first time this takes a few seconds.',
    'Choose copies and pages, then tap “Print”.',
  ],
  android: 'Android',
  androidSteps: [
    'Join the Wi-Fi of the office, not the one for guests.',
    'Open the picture or document, then the menu (three dots), then “Print” or “Share”, “Print”.',
    'Open the list at the top and choose the printer; “All printers…” shows more.',
    'If it is missing: Settings, “Connected devices”, “Printing”: switch on the “Default Print Service”, or install “Mopria Print Service”.',
  ],
  others: 'Printers of colleagues',
  othersLead:
    'Only the PC of a printer can open it. Ask there: “This PC”, the settings of the printer, “Open to every device in the network”.',
});

export class PhonePage extends LitElement {
  static override properties = { settingsOf: { state: true } };
  /** Id of the printer whose settings are open. */
  declare settingsOf: string | undefined;

  constructor() {
    super();
    this.settingsOf = undefined;
    watch(this, office.changes, ['lanPrinting', 'ownPrinters', 'printers', 'members']);
  }

  protected override render(): TemplateResult {
    const lan = office.get('lanPrinting');
    const opened = lan?.printers ?? [];
    return html`
      <p class="back"><a href="/printers">${text.back}</a></p>
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
      </div>
      <section>${lan && opened.length > 0 ? this.#open(lan) : this.#none()}</section>
      <section class="halves">
        ${steps(text.apple, text.appleSteps)} ${steps(text.android, text.androidSteps)}
      </section>
      ${this.#others()}
      <hallway-printer-settings
        .printer=${this.settingsOf}
        @dialog-close=${() => (this.settingsOf = undefined)}
      ></hallway-printer-settings>
    `;
  }

  #open({ printers, ready, message }: LanPrinting): TemplateResult {
    const words = displayText(message, 500);
    return html`
      <div class="section-head"><h2>${text.open}</h2></div>
      ${
        ready || words === ''
          ? nothing
          : html`<p class="problem" role="alert">${icon('alert')}<span>${words}</span></p>`
      }
      <ul class="rows">
        ${printers.map((printer) => this.#printer(printer))}
      </ul>
    `;
  }

  #printer({ id, name, shownAs, driverless, uris }: OpenPrinter): TemplateResult {
    const shown = displayName(shownAs, displayName(name, '?'));
    return html`<li>
      <span class="badge-icon">${icon('printer', 24)}</span>
      <div class="grow">
        <h3><bdi class="cut" title=${shown}>${shown}</bdi></h3>
        <p class="small muted wrap">
          ${driverless ? html`${text.shownAs} “<bdi>${shown}</bdi>”.` : text.notFound}
        </p>
        ${
          uris.length === 0
            ? nothing
            : html`<details>
              <summary class="small">${text.addresses}</summary>
              <ul class="addresses">
                ${uris.slice(0, 16).map((uri) => html`<li><code>${displayText(uri, 300)}</code></li>`)}
              </ul>
            </details>`
        }
      </div>
      <button class="small" @click=${() => (this.settingsOf = id)}>
        <span>${text.change}<span class="unseen"> ${shown}</span></span>
      </button>
    </li>`;
  }

  #none(): TemplateResult {
    const own = office.get('ownPrinters') ?? [];
    return html`<div class="empty">
      <span class="badge-icon">${icon('phone', 28)}</span>
      <h2>${text.none}</h2>
      <p>${own.length === 0 ? text.nothingHere : text.noneLead}</p>
      ${own.map((printer) => {
        const name = displayName(printer.name, '?');
        return html`<div class="line">
          <bdi class="cut" title=${name}>${name}</bdi>
          <button class="small" @click=${() => (this.settingsOf = printer.id)}>
            <span>${text.settings}<span class="unseen"> ${name}</span></span>
          </button>
        </div>`;
      })}
    </div>`;
  }

  #others(): TemplateResult | typeof nothing {
    const others = (office.get('printers') ?? []).filter(({ device }) => device !== office.ownId);
    if (others.length === 0) return nothing;
    return html`<section>
      <div class="section-head"><h2>${text.others}</h2></div>
      <p class="muted lead">${text.othersLead}</p>
      <ul class="rows">
        ${others.map(
          ({ name, device }) => html`<li>
            ${icon('printer', 22)}
            <div class="grow">
              <h3><bdi class="cut">${displayName(name, '?')}</bdi></h3>
              <p class="small muted cut"><bdi>${office.deviceName(device)}</bdi></p>
            </div>
          </li>`,
        )}
      </ul>
    </section>`;
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
      .halves {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: var(--space-4);
      }
      ol {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-3);
        padding-inline-start: 1.25rem;
        list-style: decimal;
      }
      .lead {
        max-width: 44rem;
        margin-bottom: var(--space-3);
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        max-width: 100%;
      }
      .problem {
        margin-bottom: var(--space-3);
      }
      .addresses {
        overflow-wrap: anywhere;
      }
    `,
  ];
}
customElements.define('hallway-phone-page', PhonePage);

function steps(heading: string, lines: readonly string[]): TemplateResult {
  return html`<div class="card">
    <h2>${heading}</h2>
    <ol>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ol>
  </div>`;
}
