/** One drive: its name and kind, how full it is, and what can be done with it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { ejectDrive, offerDrive, removeShare } from '../../../src/api/local.ts';
import { asHallwayError } from '../../../src/base/errors.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Drive } from '../../../src/model/drive.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { folderAddress } from '../../state/router.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { driveKinds, SYSTEM_ROOT } from '../../words/drives.ts';
import { formatSize } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';
import { said } from '../../words/said.ts';

const text = translated({
  shared: 'Shared',
  empty: 'No disc in it',
  system: 'Holds this system: share single folders of it',
  came: 'Just put in. Share it with your colleagues?',
  never: 'Do not ask again',
  share: 'Share…',
  open: 'Open',
  stop: 'Stop sharing',
  stopped: 'No longer shared.',
  close: 'Close the image',
  closed: 'Closed.',
  eject: 'Eject',
  ejected: 'You can take it out now.',
  busy: 'Somebody is using it',
  force: 'Break off and eject',
  full: 'How full it is',
  of: 'free of',
});

/** Fires `offer-drive` when the person wants to share it. */
export class HallwayDriveCard extends LitElement {
  static override properties = { drive: { attribute: false }, ejecting: { state: true } };
  declare drive: Drive;
  declare ejecting: boolean;

  constructor() {
    super();
    this.ejecting = false;
  }

  get #label(): string {
    return displayName(this.drive.label, driveKinds[this.drive.kind]);
  }

  async #eject(force = false): Promise<void> {
    const { id } = this.drive;
    this.ejecting = true;
    try {
      await ask(ejectDrive, { body: { id, ...(force ? { force } : {}) } });
      notices.say(`${this.#label}: ${text.ejected}`);
    } catch (error) {
      const known = asHallwayError(error);
      const people = known.code === 'drive.busy' && Array.isArray(known.details?.['people']);
      if (force || !people) return notices.sayProblem(error);
      const yes = await notices.ask({
        heading: text.busy,
        text: said(known.message),
        yes: text.force,
        danger: true,
      });
      if (yes) await this.#eject(true);
    } finally {
      this.ejecting = false;
    }
  }

  async #stop(share: string, said: string): Promise<void> {
    await attempt(() => ask(removeShare, { params: { id: share } }), said);
  }

  protected override render(): TemplateResult {
    const { drive } = this;
    const isSystem = drive.mounted === SYSTEM_ROOT;
    const note = drive.asks
      ? text.came
      : isSystem
        ? text.system
        : drive.mounted === null
          ? text.empty
          : '';
    return html`
      <article class="card ${drive.asks ? 'asks' : ''}" aria-label=${this.#label}>
        <div class="head">
          <span class="badge-icon">${icon(drive.kind === 'optical' || drive.kind === 'image' ? 'disc' : 'drive', 24)}</span>
          <div class="grow">
            <h3><bdi class="cut" title=${this.#label}>${this.#label}</bdi></h3>
            <p class="muted small">${driveKinds[drive.kind]}</p>
          </div>
          ${drive.shared ? html`<span class="pill">${text.shared}</span>` : nothing}
        </div>
        ${this.#room()}
        ${note === '' ? nothing : html`<p class="small ${drive.asks ? '' : 'muted'}">${note}</p>`}
        <div class="actions">${this.#actions(isSystem)}</div>
      </article>
    `;
  }

  #room(): TemplateResult | typeof nothing {
    const { sizeBytes, freeBytes, mounted, kind } = this.drive;
    if (mounted === null || sizeBytes === null) return nothing;
    if (freeBytes === null || kind === 'image' || kind === 'optical')
      return html`<p class="small muted">${formatSize(sizeBytes)}</p>`;
    const used = Math.max(0, sizeBytes - freeBytes);
    return html`<div>
      <meter
        aria-label=${text.full}
        min="0"
        max=${sizeBytes}
        high=${sizeBytes * 0.9}
        optimum="0"
        .value=${used}
      ></meter>
      <p class="small muted">${formatSize(freeBytes)} ${text.of} ${formatSize(sizeBytes)}</p>
    </div>`;
  }

  #actions(isSystem: boolean): TemplateResult {
    const { drive } = this;
    const { share, mounted, removable, kind } = drive;
    const name = html`<span class="unseen"> ${displayText(this.#label, 63)}</span>`;
    const own = office.ownId;
    return html`
      ${
        share !== null && own !== undefined
          ? html`<a class="button" href=${folderAddress(own, share)}><span>${text.open}${name}</span></a>`
          : nothing
      }
      ${
        kind === 'image' && share !== null
          ? html`<button @click=${() => this.#stop(share, text.closed)}>
              <span>${text.close}${name}</span>
            </button>`
          : share !== null
            ? html`<button @click=${() => this.#stop(share, text.stopped)}>
                <span>${text.stop}${name}</span>
              </button>`
            : mounted === null || isSystem
              ? nothing
              : html`<button
                class=${drive.asks ? 'primary' : ''}
                @click=${() => this.dispatchEvent(new CustomEvent('offer-drive'))}
              >
                <span>${text.share}${name}</span>
              </button>`
      }
      ${
        drive.asks && drive.knowable
          ? html`<button @click=${() => attempt(() => ask(offerDrive, { body: { id: drive.id, choice: 'never' } }))}>
              ${text.never}
            </button>`
          : nothing
      }
      ${
        removable && kind !== 'image' && mounted !== null
          ? html`<button ?disabled=${this.ejecting} @click=${() => this.#eject()}>
              <span>${text.eject}${name}</span>
            </button>`
          : nothing
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .card {
        display: flex;
        flex-direction: column;
        gap: var(--space-3);
        box-sizing: border-box;
        height: 100%;
      }
      .asks {
        border-color: var(--accent);
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      .actions {
        margin-top: auto;
      }
      meter {
        display: block;
        width: 100%;
        height: 0.75rem;
      }
    `,
  ];
}
customElements.define('hallway-drive-card', HallwayDriveCard);
