/** Printers, network drives, televisions and the like around this PC that do without Hallway. */
import { html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatLocale, translated } from '../locale/localization.ts';
import { displayName } from '../../src/base/text.ts';
import type { Nearby } from '../../src/model/nearby.ts';
import '../elements/printing/hallway-add-printer.ts';
import '../elements/members/hallway-connect-server.ts';
import '../elements/members/hallway-nearby-row.ts';
import { icon } from '../elements/parts/icons.ts';
import { pageHead } from '../elements/parts/page-parts.ts';
import { office } from '../state/office.ts';
import { router } from '../state/router.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { GROUPS, isForeign, type NearbyGroup } from '../words/nearby.ts';

const text = translated({
  heading: 'Nearby',
  lead: 'What is in your network without Hallway.',
  none: 'Nothing was found yet',
  noneLead:
    'Network printers, network drives, televisions and routers show up here by themselves when they are switched on and in the same network as this PC.',
  doctor: 'Let the doctor look',
});

const names = new Intl.Collator(formatLocale, { numeric: true });

export class NearbyPage extends LitElement {
  static override properties = { printer: { state: true }, server: { state: true } };
  /** What the window for adding a printer is open for. */
  declare printer: Nearby | undefined;
  /** The file server that is being connected to. */
  declare server: Nearby | undefined;

  constructor() {
    super();
    this.printer = undefined;
    this.server = undefined;
    watch(this, office.changes, ['nearby', 'members', 'ownPrinters', 'servers']);
  }

  protected override render(): TemplateResult {
    const members = new Set(office.get('members')?.map(({ id }) => id));
    const things = (office.get('nearby') ?? []).filter((thing) => isForeign(thing, members));
    return html`
      ${pageHead(text.heading, text.lead)}
      ${things.length === 0 ? empty() : GROUPS.map((group) => this.#group(group, things))}
      <hallway-add-printer
        .open=${this.printer !== undefined}
        .uri=${this.printer?.uri ?? ''}
        .name=${displayName(this.printer?.name, '').replaceAll('\\', '-')}
        @dialog-close=${() => (this.printer = undefined)}
      ></hallway-add-printer>
      <hallway-connect-server
        .server=${this.server}
        @dialog-close=${() => (this.server = undefined)}
      ></hallway-connect-server>
    `;
  }

  /** One that is connected to already shows its folders. */
  #open(thing: Nearby): void {
    const known = office
      .get('servers')
      ?.some(({ host, port }) => thing.addresses.includes(host) && port === thing.port);
    if (known) router.go('/files');
    else this.server = thing;
  }

  #group({ heading, kinds }: NearbyGroup, things: readonly Nearby[]): TemplateResult | string {
    const own = things
      .filter(({ kind }) => kinds.includes(kind))
      .toSorted((a, b) => names.compare(a.name, b.name));
    if (own.length === 0) return '';
    const uris = new Set(office.get('ownPrinters')?.map(({ uri }) => uri));
    return html`
      <section>
        <div class="section-head"><h2>${heading}</h2></div>
        <ul class="rows">
          ${repeat(
            own,
            ({ id }) => id,
            (thing) => html`<li>
              <hallway-nearby-row
                class="grow"
                .thing=${thing}
                .added=${thing.uri !== null && uris.has(thing.uri)}
                @add-printer=${() => (this.printer = thing)}
                @open-server=${() => this.#open(thing)}
              ></hallway-nearby-row>
            </li>`,
          )}
        </ul>
      </section>
    `;
  }

  static override styles = [controls, layout];
}
customElements.define('hallway-nearby-page', NearbyPage);

function empty(): TemplateResult {
  return html`
    <section class="empty">
      <span class="badge-icon">${icon('nearby', 28)}</span>
      <h2>${text.none}</h2>
      <p>${text.noneLead}</p>
      <a class="button" href="/doctor">${text.doctor}</a>
    </section>
  `;
}
