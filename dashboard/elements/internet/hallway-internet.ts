/** The way to the internet: to whom this PC lends its own, who lends theirs, and how to use it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import {
  endLentInternet,
  leaveInternet,
  lendInternet,
  useInternet,
} from '../../../src/api/local-internet.ts';
import type { LentTerms, LentWay, OfferedWay, UsedWay } from '../../../src/model/internet.ts';
import { ask } from '../../data/agent-client.ts';
import { inOrder } from '../../state/members.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formatSize, plural } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  heading: 'Internet for colleagues',
  lead: 'A colleague’s PC that is not online can use this PC’s way to the internet: web pages only, nothing of your own network, and as much a day as you say.',
  alone: 'There is no colleague’s PC yet.',
  none: 'Not lent',
  last: 'Last day',
  offered: 'Lent to this PC',
  use: 'Use it',
  stop: 'Use it no more',
  how: 'Enter this address as automatic proxy configuration (PAC) in the network settings of your system or browser. Programs that know no PAC file take the proxy instead.',
  pac: 'PAC file',
  proxy: 'Proxy',
  copy: 'Copy address',
  copied: 'The address was copied.',
  noProxy: 'The proxy on this PC could not be opened.',
});
const QUOTAS = [100e6, 500e6, 1e9, 5e9, 20e9, 100e9];

export class HallwayInternet extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['internet', 'members']);
  }

  protected override render(): TemplateResult {
    const { lent = [], offered = [], used = null } = office.get('internet') ?? {};
    const others = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
    const devices = new Set([
      ...offered.map(({ device }) => device),
      ...(used ? [used.device] : []),
    ]);
    return html`
      <div class="section-head"><h2 id="internet">${text.heading}</h2></div>
      <p class="lead muted">${others.length === 0 ? text.alone : text.lead}</p>
      ${
        others.length === 0
          ? nothing
          : html`<ul class="rows">
              ${others.map(({ id }) =>
                this.#lent(
                  id,
                  lent.find(({ device }) => device === id),
                ),
              )}
            </ul>`
      }
      ${
        devices.size === 0
          ? nothing
          : html`<h3 class="second">${text.offered}</h3>
              <ul class="rows">
                ${Array.from(devices, (device) =>
                  this.#offered(
                    device,
                    offered.find((offer) => offer.device === device),
                    used?.device === device ? used : undefined,
                  ),
                )}
              </ul>`
      }
    `;
  }

  #lent(device: string, way: LentWay | undefined): TemplateResult {
    const name = office.deviceName(device);
    const quotas = new Set([...QUOTAS, ...(way ? [way.quota] : [])]);
    const chosen = (event: Event): void => {
      const quota = Number(valueOf(event));
      void this.#lend(device, name, quota === 0 ? undefined : { quota, until: way?.until ?? null });
    };
    return html`<li>
      <div class="grow">
        <label for=${`lent-${device}`}><bdi>${name}</bdi></label>
        ${way ? html`<p class="small muted">${usage(way)}</p>` : nothing}
      </div>
      ${way ? this.#last(device, name, way) : nothing}
      <select id=${`lent-${device}`} @change=${chosen}>
        <option value="0" ?selected=${!way}>${text.none}</option>
        ${Array.from(quotas)
          .toSorted((a, b) => a - b)
          .map(
            (quota) =>
              html`<option value=${quota} ?selected=${quota === way?.quota}>
                ${phrase('{0} a day', formatSize(quota))}
              </option>`,
          )}
      </select>
    </li>`;
  }

  #last(device: string, name: string, { quota, until }: LentWay): TemplateResult {
    const chosen = (event: Event): void => {
      const day = valueOf(event);
      const terms = { quota, until: day === '' ? null : Date.parse(`${day}T23:59:59.999`) };
      void this.#lend(device, name, terms);
    };
    return html`<label class="small muted last">
      ${text.last}<span class="unseen"> ${name}</span>
      <input type="date" .value=${until === null ? '' : dayOf(until)} @change=${chosen} />
    </label>`;
  }

  async #lend(device: string, name: string, body: LentTerms | undefined): Promise<void> {
    const params = { device };
    await (body
      ? attempt(() => ask(lendInternet, { params, body }))
      : attempt(
          () => ask(endLentInternet, { params }),
          phrase('{0} can use this PC’s internet no more.', name),
        ));
    // What could not be done is not shown as if it were.
    this.requestUpdate();
  }

  #offered(
    device: string,
    offer: OfferedWay | undefined,
    used: UsedWay | undefined,
  ): TemplateResult {
    const name = office.deviceName(device);
    const trouble = troubleWords(device, name, offer, used);
    return html`<li>
      <span class="badge-icon">${icon(trouble === '' ? 'nearby' : 'alert', 24)}</span>
      <div class="grow">
        <h4><bdi class="cut" title=${name}>${name}</bdi></h4>
        <p class="small muted">
          ${offer ? phrase('{0} of {1} used today', formatSize(offer.today), formatSize(offer.quota)) : nothing}
          ${trouble}
        </p>
      </div>
      <button class="small" @click=${() => attempt(() => (used ? ask(leaveInternet, {}) : ask(useInternet, { body: { device } })))}>
        <span>${used ? text.stop : text.use}<span class="unseen"> ${name}</span></span>
      </button>
      ${used?.pac && used.proxy ? this.#addresses(used.pac, used.proxy) : nothing}
    </li>`;
  }

  #addresses(pac: string, proxy: string): TemplateResult {
    return html`<div class="addresses">
      <p class="small muted">${text.how}</p>
      ${[[text.pac, pac] as const, [text.proxy, proxy] as const].map(
        ([what, address]) => html`<p>
          <span class="small">${what}</span> <code class="wrap">${address}</code>
          <button class="small" @click=${() => copy(address)}>
            <span>${text.copy}<span class="unseen"> ${what}</span></span>
          </button>
        </p>`,
      )}
    </div>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .lead {
        margin-bottom: var(--space-3);
        max-width: 46rem;
      }
      .second {
        margin-block: var(--space-4) var(--space-3);
        font-weight: 550;
      }
      h4 {
        margin: 0;
        font-weight: 550;
      }
      select,
      input {
        width: auto;
        max-width: 100%;
      }
      .last {
        display: flex;
        white-space: nowrap;
        align-items: center;
        gap: var(--space-2);
      }
      .addresses {
        flex: 1 0 100%;
        min-width: 0;
      }
      .addresses p + p {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        margin-top: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-internet', HallwayInternet);

function usage({ today, quota, month, open }: LentWay): string {
  const used = phrase(
    '{0} of {1} used today, {2} in 30 days',
    formatSize(today),
    formatSize(quota),
    formatSize(month),
  );
  return open === 0 ? used : `${used} · ${plural(open, 'connection', 'connections')}`;
}

/** Why it cannot be used at the moment; empty where it can. */
function troubleWords(
  device: string,
  name: string,
  offer: OfferedWay | undefined,
  used: UsedWay | undefined,
): string {
  if (used && used.proxy === null) return text.noProxy;
  if (!offer)
    return office.isOnline(device)
      ? phrase('{0} does not lend this PC its internet any more.', name)
      : phrase('{0} is not reachable now.', name);
  return offer.today < offer.quota ? '' : phrase('That is all for today.');
}

function copy(address: string): void {
  navigator.clipboard.writeText(address).then(
    () => notices.say(text.copied),
    () => {},
  );
}

/** As a field for a date has it, in this browser's time zone. */
function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function valueOf(event: Event): string {
  return (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
}
