/** This PC's network adapters: which are used and why, and a choice for each. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { translated } from '../../locale/localization.ts';
import { chooseAdapter } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { AdapterChoice, AdapterKind, NetworkAdapter } from '../../../src/model/adapter.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { adapterWord, plainAddress } from '../../words/presence.ts';
import { icon } from '../parts/icons.ts';
import { networkIcon, type NetworkIconName } from './network-icons.ts';
import { said } from '../../words/said.ts';

const text = translated({
  heading: 'Network',
  lead: 'The ways by which this PC looks for the others. “Automatic” is right for almost everybody.',
  fixed:
    'The ways by which this PC looks for the others. They were set when Hallway was started (HALLWAY_ADAPTERS), so nothing can be chosen here.',
  unused: 'No adapter is used: this PC finds nobody, and nobody finds it.',
  unusedFix: 'Plug in the cable, connect to the Wi-Fi, or choose “Use” for one of them.',
  none: 'This PC has no network adapter.',
  choice: 'Use of',
  doctor: 'Let the doctor look',
});

const CHOICES: Record<AdapterChoice, string> = translated({
  auto: 'Automatic',
  use: 'Use',
  skip: 'Don’t use',
});

const ICONS: Record<AdapterKind, NetworkIconName> = {
  wired: 'cable',
  wireless: 'wifi',
  loopback: 'network',
  virtual: 'virtual',
  tunnel: 'tunnel',
  other: 'network',
};

export class HallwayAdapters extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['adapters']);
  }

  protected override render(): TemplateResult {
    const adapters = office.get('adapters');
    const unused = adapters?.every(({ used }) => !used) ?? false;
    const fixed = adapters?.some((adapter) => adapter.fixed) ?? false;
    return html`
      <div class="section-head">
        <div>
          <h2>${text.heading}</h2>
          <p class="muted">${fixed ? text.fixed : text.lead}</p>
        </div>
      </div>
      <div role="alert">
        ${
          unused
            ? html`<p class="problem">
              ${icon('alert')}<span><strong>${text.unused}</strong> ${fixed ? '' : text.unusedFix}</span>
            </p>`
            : nothing
        }
      </div>
      ${
        adapters?.length === 0
          ? html`<p class="muted">${text.none}</p>`
          : html`<ul class="rows">
            ${adapters?.map((adapter) => this.#row(adapter))}
          </ul>`
      }
      <p class="after"><a class="button" href="/doctor">${icon('pulse')} ${text.doctor}</a></p>
    `;
  }

  #row(adapter: NetworkAdapter): TemplateResult {
    const name = displayText(adapter.name, 128, '?');
    const kind = adapterWord(adapter.kind);
    const addresses = adapter.addresses.map(plainAddress);
    return html`
      <li>
        <span class="badge-icon ${adapter.used ? '' : 'off'}">
          ${networkIcon(ICONS[adapter.kind] ?? 'network', 24)}
        </span>
        <div class="grow">
          <h3>${kind} <bdi class="name muted wrap">${name}</bdi></h3>
          <p class="small wrap ${adapter.used ? 'tone-good' : 'muted'}">
            <bdi>${said(displayText(adapter.reason, 300))}</bdi>
          </p>
          ${
            addresses.length === 0
              ? nothing
              : html`<p class="small muted wrap"><bdi>${addresses.join(' · ')}</bdi></p>`
          }
        </div>
        <select
          aria-label="${text.choice} ${kind} ${name}"
          ?disabled=${adapter.fixed}
          .value=${live(adapter.choice)}
          @change=${(event: Event) => this.#choose(adapter, event)}
        >
          ${Object.entries(CHOICES).map(
            ([value, word]) =>
              html`<option value=${value} ?selected=${value === adapter.choice}>${word}</option>`,
          )}
        </select>
      </li>
    `;
  }

  #choose({ name }: NetworkAdapter, event: Event): void {
    const choice = (event.currentTarget as HTMLSelectElement).value as AdapterChoice;
    void attempt(() => ask(chooseAdapter, { params: { name }, body: { choice } })).finally(() =>
      this.requestUpdate(),
    );
  }

  static override styles = [
    controls,
    layout,
    css`
      .name {
        font-size: var(--text-small);
        font-weight: 400;
      }
      .off {
        background: var(--sunken);
        color: var(--ink-soft);
      }
      select {
        width: auto;
        min-height: 2.5rem;
      }
      .problem {
        margin-bottom: var(--space-3);
      }
      .after {
        margin-top: var(--space-3);
      }
    `,
  ];
}
customElements.define('hallway-adapters', HallwayAdapters);
