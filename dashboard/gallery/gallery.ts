/**
 * The gallery of what the pages are made of, for whoever changes it: each colour, control and part in
 * each state, without an agent. `npm run gallery` shows it; it is no part of what is shipped.
 */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { HallwayError } from '../../src/base/errors.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Presence } from '../../src/model/presence.ts';
import type { Printer, Supply } from '../../src/model/printer.ts';
import '../elements/files/hallway-breadcrumbs.ts';
import '../elements/files/hallway-file-list.ts';
import '../elements/members/hallway-presence.ts';
import '../elements/parts/hallway-dialog.ts';
import { type IconName, icon, iconNames } from '../elements/parts/icons.ts';
import { emptyPage, pageHead } from '../elements/parts/page-parts.ts';
import { problem } from '../elements/parts/problem.ts';
import '../elements/printing/hallway-supplies.ts';
import { chosenLook, chooseLook, LOOKS, showLook } from '../state/appearance.ts';
import { Selection } from '../state/files/selection.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { switchStyles } from '../styles/switch.ts';
import { tokens } from '../styles/tokens.ts';

const COLOURS = Array.from(new Set(tokens.cssText.match(/--[\w-]+(?=: light-dark)/g) ?? []));
const PRESENCES: readonly Presence[] = ['online', 'asleep', 'offline'];
const DAY = 24 * 3_600_000;

const supplies: readonly Supply[] = [
  { name: 'Black toner', kind: 'toner-cartridge', colors: ['#000000'], level: 64, state: 'ok' },
  { name: 'Cyan toner', kind: 'toner-cartridge', colors: ['#00FFFF'], level: 8, state: 'low' },
  { name: 'Drum', kind: 'opc', colors: [], level: null, state: 'unknown' },
  { name: 'Waste box', kind: 'waste-toner', colors: [], level: 98, state: 'nearly-full' },
];

const entries: readonly Entry[] = [
  { name: 'Offers', kind: 'folder', size: 0, modified: Date.now() - DAY },
  { name: 'Budget 2027.xlsx', kind: 'file', size: 48_210, modified: Date.now() - 2 * DAY },
  { name: 'Long '.repeat(30), kind: 'file', size: 5_000_000_000, modified: 0 },
];

export class HallwayGallery extends LitElement {
  static override properties = { asking: { state: true } };
  declare asking: boolean;

  constructor() {
    super();
    this.asking = false;
  }

  protected override render(): TemplateResult {
    return html`
      <main>
        ${pageHead('Gallery', 'What the pages are made of, in each state.')}
        <label class="field">
          <span>Look</span>
          <select @change=${(event: Event) => chooseLook((event.target as HTMLSelectElement).value as never)}>
            ${LOOKS.map((look) => html`<option ?selected=${look === chosenLook()}>${look}</option>`)}
          </select>
        </label>
        ${section('Colours', colours())} ${section('Icons', icons())}
        ${section('Texts', texts())} ${section('Buttons', buttons())}
        ${section('Fields', fields())} ${section('Messages', messages())}
        ${section('Rows and cards', rows())} ${section('Parts', parts())}
        ${section('Windows', this.#windows())}
      </main>
    `;
  }

  #windows(): TemplateResult {
    return html`
      <button @click=${() => (this.asking = true)}>Open a window</button>
      <hallway-dialog
        heading="Delete for good?"
        .open=${this.asking}
        @dialog-close=${() => (this.asking = false)}
      >
        <p>Nobody can bring it back afterwards.</p>
        <div class="actions">
          <button @click=${() => (this.asking = false)}>Cancel</button>
          <button class="danger" @click=${() => (this.asking = false)}>Delete for good</button>
        </div>
      </hallway-dialog>
    `;
  }

  static override styles = [
    controls,
    layout,
    switchStyles,
    css`
      main {
        max-width: 64rem;
        margin-inline: auto;
        padding: var(--space-5) var(--space-4);
      }
      section {
        display: grid;
        gap: var(--space-3);
        margin-block-start: var(--space-6);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
      }
      .swatch {
        display: grid;
        gap: var(--space-1);
        width: 8rem;
      }
      .swatch i {
        height: 3rem;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
      }
    `,
  ];
}
customElements.define('hallway-gallery', HallwayGallery);

function section(heading: string, content: TemplateResult): TemplateResult {
  return html`<section aria-label=${heading}>
    <h2>${heading}</h2>
    ${content}
  </section>`;
}

function colours(): TemplateResult {
  return html`<div class="line">
    ${COLOURS.map(
      (name) => html`<div class="swatch">
        <i .style=${`background: var(${name})`}></i><code class="small">${name.slice(2)}</code>
      </div>`,
    )}
  </div>`;
}

function icons(): TemplateResult {
  return html`<div class="line">
    ${iconNames.map((name: IconName) => html`<span class="pill">${icon(name, 24)} ${name}</span>`)}
  </div>`;
}

function texts(): TemplateResult {
  return html`
    <h3>A heading within a section</h3>
    <p>Text as it stands in most places, with <a href="#here">a link</a> and <code>code</code>.</p>
    <p class="muted small">What matters less.</p>
    <p class="tone-good">All is well.</p>
    <p class="tone-warn">Somebody should look.</p>
    <p class="tone-bad">Something is wrong.</p>
    <p class="cut">${'A line that is cut where it ends. '.repeat(12)}</p>
  `;
}

function buttons(): TemplateResult {
  return html`
    <div class="line">
      <button class="primary">Primary</button><button>Usual</button>
      <button class="danger">Danger</button><button class="quiet">Quiet</button>
      <button class="quiet danger">Quiet danger</button><button class="small">Small</button>
      <button>${icon('plus')} With an icon</button><button disabled>Disabled</button>
      <a class="button primary" href="#here">A link as a button</a>
    </div>
  `;
}

function fields(): TemplateResult {
  return html`
    <label class="field">
      <span>Name</span><input value="Front desk" /><span class="hint">As the others see it.</span>
    </label>
    <label class="field"><span>Disabled</span><input disabled value="Fixed" /></label>
    <label class="field"><span>Choice</span><select><option>A4</option><option>A5</option></select></label>
    <label class="choice"><input type="checkbox" checked /> On both sides</label>
    <label class="switch"><span class="grow">Start with this PC</span><input type="checkbox" role="switch" checked /></label>
    <progress max="100" value="40" aria-label="Halfway: 40 %"></progress>
  `;
}

function messages(): TemplateResult {
  const full = new HallwayError('disk.full', 'The disk of this share has no room for the file.', {
    fix: 'Free some space, and try again.',
  });
  const words = { none: 'Nothing is shared yet', noneLead: 'Share a folder.', action: 'This PC' };
  return html`${problem(full)} ${emptyPage('folder', words)}`;
}

function rows(): TemplateResult {
  return html`
    <ul class="rows">
      ${['Invoice.pdf', 'Lease.pdf'].map(
        (name) => html`<li>
          <span class="badge-icon">${icon('file', 24)}</span>
          <div class="grow"><h3>${name}</h3><p class="muted small">Waits · 2 pages</p></div>
          <div class="actions"><button class="small">Cancel</button></div>
        </li>`,
      )}
    </ul>
    <div class="cards">
      ${['Anna', 'Ben'].map((name) => html`<div class="card"><h3>${name}</h3><p class="muted">A card.</p></div>`)}
    </div>
  `;
}

function parts(): TemplateResult {
  const printer = { supplies, trays: [], state: 'idle', reasons: [] } as unknown as Printer;
  return html`
    <hallway-breadcrumbs .device=${'a'} .share=${'b'} .path=${'2026/Offers'} .shareName=${'Plans'}></hallway-breadcrumbs>
    <div class="line">
      ${PRESENCES.map((one) => html`<hallway-presence presence=${one} plain></hallway-presence>`)}
    </div>
    <hallway-supplies .printer=${printer}></hallway-supplies>
    <hallway-file-list
      .entries=${entries}
      .address=${() => '#here'}
      .isCut=${() => false}
      .selection=${new Selection()}
      .version=${0}
      .view=${'list'}
    ></hallway-file-list>
  `;
}

if (tokens.styleSheet) document.adoptedStyleSheets = [tokens.styleSheet];
showLook();
