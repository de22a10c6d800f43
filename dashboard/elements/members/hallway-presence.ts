/**
 * A dot and a word that say whether a PC is reached now; for one that is, the way to it, with its
 * address and adapter on demand.
 */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import type { Peer } from '../../../src/model/device.ts';
import type { Presence } from '../../../src/model/presence.ts';
import { displayText } from '../../../src/base/text.ts';
import { controls } from '../../styles/controls.ts';
import { formatMoment } from '../../words/format.ts';
import { plainAddress, presenceWord, wayWords } from '../../words/presence.ts';
import { networkIcon } from './network-icons.ts';

const text = translated({ seen: 'last seen', address: 'Address', adapter: 'Adapter of this PC' });

export class HallwayPresence extends LitElement {
  static override properties = {
    presence: {},
    peer: { attribute: false },
    plain: { type: Boolean },
  };
  declare presence: Presence;
  /** What is known of the way to it; undefined for this PC itself. */
  declare peer: Peer | undefined;
  /** The dot and the word alone. */
  declare plain: boolean;

  constructor() {
    super();
    this.presence = 'offline';
    this.peer = undefined;
    this.plain = false;
  }

  protected override render(): TemplateResult {
    const { peer, presence } = this;
    const word = presenceWord(presence);
    if (this.plain) return html`<p>${this.#dot()}<span>${word}</span></p>`;
    if (presence === 'online') {
      const way = peer ? wayWords(peer.path, peer.latencyMs) : '';
      if (!peer?.path || way === '') return html`<p>${this.#dot()}<span>${word}</span></p>`;
      return html`
        <details>
          <summary>${this.#dot()}<span>${word} ${way}</span>${networkIcon('arrow', 14)}</summary>
          ${this.#details(peer)}
        </details>
      `;
    }
    const seen = peer?.lastSeen ?? null;
    const since = seen === null ? '' : `, ${text.seen} ${formatMoment(seen)}`;
    return html`<p>${this.#dot()}<span>${word}${since}</span></p>`;
  }

  #dot(): TemplateResult {
    return this.presence === 'asleep'
      ? html`<span class="moon">${networkIcon('moon', 14)}</span>`
      : html`<span class="dot ${this.presence === 'online' ? 'on' : ''}"></span>`;
  }

  #details({ path, address }: Peer): TemplateResult {
    const adapter = path?.adapter ?? null;
    return html`
      <dl>
        <dt>${text.address}</dt>
        <dd><bdi>${displayText(path?.address ?? address, 64)}</bdi></dd>
        ${
          adapter === null
            ? nothing
            : html`<dt>${text.adapter}</dt>
              <dd><bdi>${plainAddress(adapter)}</bdi></dd>`
        }
      </dl>
    `;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-width: 0;
        color: var(--ink-soft);
        font-size: var(--text-small);
      }
      p,
      summary {
        display: flex;
        align-items: start;
        gap: var(--space-2);
        min-height: 1.5rem;
      }
      details {
        display: inline-block;
        max-width: 100%;
      }
      summary {
        width: fit-content;
        border-radius: var(--space-1);
        color: inherit;
        font-weight: 400;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary:hover {
        color: var(--ink);
      }
      summary > svg {
        margin-top: 0.25em;
        transition: transform var(--quick);
      }
      summary > svg:dir(rtl) {
        transform: rotate(180deg);
      }
      [open] > summary > svg,
      [open] > summary > svg:dir(rtl) {
        transform: rotate(90deg);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--space-3);
        margin-block: var(--space-1);
        padding-inline-start: 1.125rem;
      }
      dd {
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      .dot {
        margin-top: 0.4375em;
        width: 0.625rem;
        height: 0.625rem;
        flex: none;
        border: 2px solid var(--line-strong);
        border-radius: 50%;
      }
      .dot.on {
        border-color: var(--good);
        background: var(--good);
      }
      .moon {
        flex: none;
        margin: 0.25em -0.125rem 0;
        color: var(--calm);
      }
      .moon svg {
        fill: currentcolor;
      }
    `,
  ];
}
customElements.define('hallway-presence', HallwayPresence);
