/** A dot and a word that say whether a PC can be reached now. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { formatMoment } from '../words/format.ts';

export class HallwayPresence extends LitElement {
  static override properties = { online: { type: Boolean }, lastSeen: { attribute: false } };
  declare online: boolean;
  /** Milliseconds since 1970, or null. */
  declare lastSeen: number | null;

  constructor() {
    super();
    this.online = false;
    this.lastSeen = null;
  }

  protected override render(): TemplateResult {
    if (this.online) return html`<span class="dot on"></span><span>Online</span>`;
    const since = this.lastSeen === null ? '' : `, last seen ${formatMoment(this.lastSeen)}`;
    return html`<span class="dot"></span><span>Away${since}</span>`;
  }

  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--ink-soft);
      font-size: var(--text-small);
    }
    .dot {
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
  `;
}
customElements.define('hallway-presence', HallwayPresence);
