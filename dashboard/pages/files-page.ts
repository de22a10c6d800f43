/** Every folder and drive of the office that this PC may open. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { disconnectServer } from '../../src/api/local.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import type { Share } from '../../src/model/share.ts';
import '../elements/files/hallway-open-in.ts';
import '../elements/members/hallway-presence.ts';
import { icon } from '../elements/parts/icons.ts';
import { emptyPage, pageHead } from '../elements/parts/page-parts.ts';
import { inOrder, presenceOf } from '../state/members.ts';
import { ask } from '../data/agent-client.ts';
import { notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { folderAddress } from '../state/router.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { said } from '../words/said.ts';

const text = translated({
  heading: 'Files',
  lead: 'Folders and drives that your colleagues share with you.',
  none: 'No folders yet',
  noneLead:
    'Share the first one: choose a folder of this PC, and everybody in the workgroup finds it here.',
  share: 'Share a folder',
  read: 'You can read and download',
  write: 'You can also add files',
  unavailable: 'Its folder cannot be read at the moment',
  away: 'Its PC is away',
  thisPc: 'This PC',
  server: 'File server without Hallway',
  forget: 'Forget',
  failed: 'It could not be forgotten.',
});

export class FilesPage extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['shares', 'members', 'peers', 'servers']);
  }

  protected override render(): TemplateResult {
    const shares = office.get('shares') ?? [];
    const owners = inOrder(office.get('members') ?? []).filter(({ id }) =>
      shares.some(({ device }) => device === id),
    );
    return html`
      ${pageHead(text.heading, text.lead)}
      ${
        shares.length === 0
          ? emptyPage('folder', { ...text, action: text.share })
          : owners.map((member) => {
              const { id, online, self } = member;
              return html`
              <section>
                <div class="section-head">
                  <h2><bdi class="cut">${office.deviceName(id)}</bdi></h2>
                  ${
                    self
                      ? html`<span class="pill">${text.thisPc}</span>`
                      : html`<hallway-presence plain .presence=${presenceOf(member)}></hallway-presence>`
                  }
                </div>
                <ul class="rows">
                  ${shares
                    .filter(({ device }) => device === id)
                    .map((share) => this.#row(share, online))}
                </ul>
              </section>
            `;
            })
      }
      ${(office.get('servers') ?? []).map(({ id, name }) => {
        const own = shares.filter(({ device }) => device === id);
        return html`
          <section>
            <div class="section-head">
              <h2><bdi class="cut">${displayName(name, '?')}</bdi></h2>
              <span class="pill">${text.server}</span>
              <button @click=${() => void this.#forget(id)}>
                ${text.forget}<span class="unseen"> ${displayName(name, '?')}</span>
              </button>
            </div>
            <ul class="rows">
              ${own.map((share) => this.#row(share, true))}
            </ul>
          </section>
        `;
      })}
    `;
  }

  async #forget(id: string): Promise<void> {
    try {
      await ask(disconnectServer, { params: { id } });
    } catch (error) {
      notices.say(said(displayText(error instanceof Error ? error.message : '', 300, text.failed)));
    }
  }

  #row(share: Share, online: boolean): TemplateResult {
    const usable = online && share.available;
    const name = displayName(share.name, '?');
    const writable = share.access === 'write';
    const note = usable
      ? writable
        ? text.write
        : text.read
      : online
        ? text.unavailable
        : text.away;
    const inside = html`
      <span class="badge-icon">${icon(share.kind === 'drive' ? 'drive' : 'folder', 24)}</span>
      <span class="grow">
        <bdi class="cut name" title=${name}>${name}</bdi>
        <span class="muted small">${note}</span>
      </span>
      ${writable ? nothing : html`<span class="muted lock">${icon('lock', 18)}</span>`}
    `;
    return html`<li>
      ${
        usable
          ? html`<a href=${folderAddress(share.device, share.id)}>${inside}</a>
            <hallway-open-in
              .device=${share.device}
              .share=${share.id}
              .name=${name}
            ></hallway-open-in>`
          : html`<div class="off">${inside}</div>`
      }
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .section-head h2 {
        min-width: 0;
      }
      .rows > li {
        display: flex;
        align-items: center;
        padding: 0;
      }
      hallway-open-in {
        padding-inline-end: var(--space-5);
      }
      li > a,
      .off {
        flex: 1;
        min-width: 0;
        display: flex;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) var(--space-5);
        color: var(--ink);
        text-decoration: none;
      }
      li > a:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      li > a:focus-visible {
        outline-offset: -3px;
      }
      .name {
        font-weight: 600;
      }
      .off .badge-icon {
        background: var(--sunken);
        color: var(--ink-soft);
      }
      @media (width < 40rem) {
        hallway-open-in {
          padding-inline-end: var(--space-3);
        }
        li > a,
        .off {
          padding-inline: var(--space-3);
        }
        /* The note says the same. */
        .lock {
          display: none;
        }
        .name {
          white-space: normal;
          overflow-wrap: anywhere;
        }
      }
    `,
  ];
}
customElements.define('hallway-files-page', FilesPage);
