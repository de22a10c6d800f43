/** One PC with what it shares: its printers, folders and drives. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayName } from '../../../src/base/text.ts';
import type { Printer } from '../../../src/model/printer.ts';
import type { Share } from '../../../src/model/share.ts';
import type { Member } from '../../../src/model/workgroup.ts';
import { presenceOf, printerState } from '../../state/members.ts';
import { office } from '../../state/office.ts';
import { folderAddress, printerAddress } from '../../state/router.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { presenceWord } from '../../words/presence.ts';
import './hallway-presence.ts';
import './hallway-reach.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  thisPc: 'This PC',
  nothingOwn: 'Nothing is shared from here yet.',
  nothing: 'Shares nothing with you yet.',
  share: 'Share a folder or printer',
  unavailable: 'Not available now',
});

export class HallwayDeviceCard extends LitElement {
  static override properties = { member: { attribute: false } };
  declare member: Member;

  constructor() {
    super();
    watch(this, office.changes, ['peers', 'printers', 'shares', 'members']);
  }

  protected override render(): TemplateResult {
    const { member } = this;
    const printers = office.get('printers')?.filter(({ device }) => device === member.id) ?? [];
    const shares = office.get('shares')?.filter(({ device }) => device === member.id) ?? [];
    const peer = office.peer(member.id);
    const presence = presenceOf(member);
    const name = office.deviceName(member.id);
    return html`
      <article class="card" aria-label=${name}>
        <div class="head">
          <span class="badge-icon">${icon('pc', 26)}</span>
          <div class="grow">
            <h2><bdi class="cut" title=${name}>${name}</bdi></h2>
            <hallway-presence .presence=${presence} .peer=${peer}></hallway-presence>
          </div>
          ${member.self ? html`<span class="pill">${text.thisPc}</span>` : nothing}
        </div>
        <hallway-reach .peer=${peer}></hallway-reach>
        ${
          printers.length + shares.length === 0
            ? this.#nothing()
            : html`<ul>
              ${printers.map((printer) => this.#printer(printer))}
              ${shares.map((share) => this.#share(share))}
            </ul>`
        }
      </article>
    `;
  }

  /** Of one that is away it is not known what it would share. */
  #nothing(): TemplateResult | typeof nothing {
    return this.member.self
      ? html`<p class="muted">${text.nothingOwn} <a href="/settings">${text.share}</a></p>`
      : this.member.online
        ? html`<p class="muted">${text.nothing}</p>`
        : nothing;
  }

  #printer(printer: Printer): TemplateResult {
    const words = printerState(printer);
    return html`
      <li>
        <a href=${printerAddress(printer)} class=${this.member.online ? '' : 'off'}>
          ${icon('printer')}
          <bdi class="cut">${displayName(printer.name, '?')}</bdi>
          <span class="small state ${words.tone === 'plain' ? 'muted' : `tone-${words.tone}`}">${words.text}</span>
        </a>
      </li>
    `;
  }

  #share(share: Share): TemplateResult {
    const { online } = this.member;
    const away = presenceWord(presenceOf(this.member));
    const note = online ? (share.available ? '' : text.unavailable) : away;
    const name = displayName(share.name, '?');
    const inside = html`
      ${icon(share.kind === 'drive' ? 'drive' : 'folder')}
      <bdi class="cut">${name}</bdi>
      ${note === '' ? nothing : html`<span class="small state muted">${note}</span>`}
    `;
    return html`<li>
      ${
        note === ''
          ? html`<a href=${folderAddress(share.device, share.id)}>${inside}</a>`
          : html`<span class="off">${inside}</span>`
      }
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        height: 100%;
        padding: var(--space-5) var(--space-5) var(--space-3);
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        margin-bottom: var(--space-3);
      }
      p {
        padding-bottom: var(--space-3);
      }
      hallway-reach {
        margin-bottom: var(--space-3);
      }
      ul {
        margin-inline: calc(-1 * var(--space-2));
      }
      li > * {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 2.5rem;
        padding: var(--space-1) var(--space-2);
        border-radius: var(--radius);
        color: var(--ink);
        text-decoration: none;
      }
      li a:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      li .cut {
        flex: 1;
      }
      li svg {
        color: var(--accent);
      }
      .off {
        color: var(--ink-soft);
      }
      .off svg {
        color: inherit;
      }
      .state {
        flex: none;
        max-width: 55%;
      }
    `,
  ];
}
customElements.define('hallway-device-card', HallwayDeviceCard);
