/** One thing in the network without Hallway, and what can be done with it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Nearby, NearbyKind } from '../../../src/model/nearby.ts';
import { notices } from '../../state/notices.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { kindWords, openingWords, pageAddress, systemOf } from '../../words/nearby.ts';
import { icon } from '../parts/icons.ts';
import { networkIcon } from './network-icons.ts';

const text = translated({
  addPrinter: 'Add printer',
  added: 'Added',
  open: 'Open',
  copy: 'Copy address',
  copied: 'The address was copied.',
  how: 'How to open it',
  page: 'Open its page',
  newTab: '(in a new tab)',
  join: 'To join it, first leave your own workgroup on the page People.',
});

const ICONS: Partial<Record<NearbyKind, () => TemplateResult>> = {
  workgroup: () => icon('people', 24),
  'network-printer': () => icon('printer', 24),
  smb: () => networkIcon('server', 24),
  webdav: () => networkIcon('server', 24),
  renderer: () => networkIcon('tv', 24),
  'media-server': () => networkIcon('tv', 24),
};

/** Fires `add-printer` when the person wants it among this PC's printers, `open-server` to look into it. */
export class HallwayNearbyRow extends LitElement {
  static override properties = {
    thing: { attribute: false },
    added: { type: Boolean },
    how: { state: true },
  };
  declare thing: Nearby;
  /** It is among this PC's printers already. */
  declare added: boolean;
  /** The words about opening its folders are shown. */
  declare how: boolean;

  constructor() {
    super();
    this.added = false;
    this.how = false;
  }

  protected override render(): TemplateResult {
    const { kind, model, location, addresses } = this.thing;
    const name = displayName(this.thing.name, displayText(addresses[0], 64, '?'), 100);
    const about = [
      kindWords(kind),
      displayText(model, 100),
      displayText(location, 100),
      displayText(addresses[0], 64),
    ].filter((one) => one !== '' && one !== name);
    return html`
      <span class="badge-icon">${(ICONS[kind] ?? (() => networkIcon('globe', 24)))()}</span>
      <div class="grow">
        <h3><bdi class="wrap">${name}</bdi></h3>
        <p class="small muted wrap">
          ${about.map((one, index) => html`${index === 0 ? '' : ' · '}<bdi>${one}</bdi>`)}
        </p>
        ${kind === 'workgroup' ? html`<p class="small">${text.join}</p>` : nothing}
      </div>
      <div class="actions">${this.#actions(name)}</div>
      ${this.how ? this.#howTo() : nothing}
    `;
  }

  #actions(name: string): TemplateResult {
    const { can, uri, page } = this.thing;
    const href = can.includes('page') ? pageAddress(page) : undefined;
    return html`
      ${
        can.includes('add-printer') && uri !== null
          ? this.added
            ? html`<span class="pill">${text.added}</span>`
            : html`<button @click=${() => this.dispatchEvent(new CustomEvent('add-printer'))}>
              ${icon('plus')} <span>${text.addPrinter}<span class="unseen"> ${name}</span></span>
            </button>`
          : nothing
      }
      ${
        can.includes('open') && this.thing.kind === 'smb'
          ? html`<button @click=${() => this.dispatchEvent(new CustomEvent('open-server'))}>
            ${icon('folder', 18)} <span>${text.open}<span class="unseen"> ${name}</span></span>
          </button>`
          : nothing
      }
      ${
        can.includes('open') && this.thing.files
          ? html`<button @click=${() => this.#copy()}>
            ${icon('copy', 18)} <span>${text.copy}<span class="unseen"> ${name}</span></span>
          </button>`
          : nothing
      }
      ${
        href === undefined
          ? nothing
          : html`<a class="button" href=${href} target="_blank" rel="noopener noreferrer">
            <span>${text.page}<span class="unseen"> ${name} ${text.newTab}</span></span>
          </a>`
      }
    `;
  }

  #howTo(): TemplateResult | typeof nothing {
    if (!this.thing.files) return nothing;
    const { address, how } = openingWords(this.thing.files, systemOf(navigator.platform));
    return html`<p class="how wrap">
      <strong>${text.how}:</strong> ${how}
      <bdi class="address">${displayText(address, 1000)}</bdi>
    </p>`;
  }

  /** Browsers open no such address by themselves; the file manager of the system does. */
  #copy(): void {
    if (!this.thing.files) return;
    const { address } = openingWords(this.thing.files, systemOf(navigator.platform));
    this.how = true;
    // Where copying is not allowed the address stands below, to be marked by hand.
    navigator.clipboard.writeText(address).then(
      () => notices.say(text.copied),
      () => {},
    );
  }

  static override styles = [
    controls,
    layout,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
      }
      .grow {
        flex-basis: 12rem;
      }
      .how {
        flex: 1 0 100%;
        padding: var(--space-3) var(--space-4);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      .address {
        display: block;
        margin-top: var(--space-1);
        font-family: var(--font-code);
        user-select: all;
      }
      .actions:not(:has(*)) {
        display: none;
      }
    `,
  ];
}
customElements.define('hallway-nearby-row', HallwayNearbyRow);
