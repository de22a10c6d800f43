/** Folders and drives of this PC: which are shared, and with whom. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { removeShare } from '../../../src/api/local.ts';
import { displayName, displayText } from '../../../src/base/text.ts';
import type { Drive } from '../../../src/model/drive.ts';
import type { OwnShare } from '../../../src/model/share.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { folderAddress } from '../../state/router.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { driveKinds as kinds, SYSTEM_ROOT } from '../../words/drives.ts';
import { formatFull, formatSize, plural } from '../../words/format.ts';
import './hallway-share-dialog.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  heading: 'Shared folders',
  share: 'Share a folder',
  none: 'No folder is shared',
  noneLead: 'Share one, and your colleagues find it under “Files”. You can stop at any time.',
  read: 'Read only',
  write: 'Read and add',
  everyone: 'everybody in the workgroup',
  until: 'until',
  unavailable: 'The folder cannot be read now.',
  stop: 'Stop sharing',
  stopHeading: 'Stop sharing?',
  stopText: 'Your colleagues can no longer open it. The files stay where they are.',
  stopped: 'No longer shared.',
  drives: 'Drives',
  systemRoot: 'only single folders of it can be shared',
  noDrives: 'No drives were found.',
  shareDrive: 'Share…',
  shared: 'Shared',
  empty: 'No disk in it',
});

export class HallwayOwnShares extends LitElement {
  static override properties = { preset: { state: true } };
  /** What the share dialog starts with; undefined while it is closed. */
  declare preset: { path: string; name: string } | undefined;

  constructor() {
    super();
    this.preset = undefined;
    watch(this, office.changes, ['ownShares', 'drives', 'members']);
  }

  protected override render(): TemplateResult {
    const shares = office.get('ownShares') ?? [];
    const drives = office.get('drives') ?? [];
    return html`
      <div class="section-head">
        <h2>${text.heading}</h2>
        <button class="primary" @click=${() => (this.preset = { path: '', name: '' })}>
          ${icon('plus')} ${text.share}
        </button>
      </div>
      ${
        shares.length === 0
          ? html`<div class="empty">
            <span class="badge-icon">${icon('folder', 28)}</span>
            <h3>${text.none}</h3>
            <p>${text.noneLead}</p>
          </div>`
          : html`<ul class="rows">
            ${shares.map((share) => this.#share(share))}
          </ul>`
      }
      <div class="section-head drives"><h2>${text.drives}</h2></div>
      ${
        drives.length === 0
          ? html`<p class="muted">${text.noDrives}</p>`
          : html`<ul class="rows">
            ${drives.map((drive) => this.#drive(drive))}
          </ul>`
      }
      <hallway-share-dialog
        .preset=${this.preset}
        @share-done=${() => (this.preset = undefined)}
      ></hallway-share-dialog>
    `;
  }

  #share(share: OwnShare): TemplateResult {
    const name = displayName(share.name, '?');
    return html`
      <li>
        <span class="badge-icon">${icon(share.kind === 'drive' ? 'drive' : 'folder', 24)}</span>
        <div class="grow">
          <h3>
            <a class="open" href=${folderAddress(share.device, share.id)}>
              <bdi class="cut" title=${name}>${name}</bdi>
            </a>
          </h3>
          <p class="muted small wrap">${displayText(share.path, 4096)}</p>
          <p class="small">${this.#rights(share)}</p>
          ${share.available ? nothing : html`<p class="small tone-bad">${text.unavailable}</p>`}
        </div>
        <button class="small" @click=${() => this.#stop(share, name)}>
          <span>${text.stop}<span class="unseen"> ${name}</span></span>
        </button>
      </li>
    `;
  }

  #rights(share: OwnShare): TemplateResult {
    const people =
      share.with === 'everyone'
        ? text.everyone
        : share.with.length > 3
          ? plural(share.with.length, 'PC', 'PCs')
          : share.with.map((id) => office.deviceName(id)).join(', ');
    return html`${share.access === 'write' ? text.write : text.read}, <bdi>${people}</bdi>${
      share.until === null ? nothing : `, ${text.until} ${formatFull(share.until)}`
    }`;
  }

  #drive(drive: Drive): TemplateResult {
    const label = displayName(drive.label, kinds[drive.kind]);
    const { mounted, sizeBytes, freeBytes } = drive;
    const facts = [
      label === kinds[drive.kind] ? '' : kinds[drive.kind],
      mounted === null ? text.empty : displayText(mounted, 4096),
      sizeBytes === null ? '' : formatSize(sizeBytes),
      freeBytes === null ? '' : phrase('{0} free', formatSize(freeBytes)),
      mounted === SYSTEM_ROOT ? text.systemRoot : '',
    ].filter((fact) => fact !== '');
    return html`
      <li>
        <span class="badge-icon">${icon('drive', 24)}</span>
        <div class="grow">
          <h3><bdi class="cut" title=${label}>${label}</bdi></h3>
          <p class="muted small wrap">${facts.join(' · ')}</p>
        </div>
        ${
          drive.shared
            ? html`<span class="pill">${text.shared}</span>`
            : mounted === null || mounted === SYSTEM_ROOT
              ? nothing
              : html`<button
                class="small"
                @click=${() => (this.preset = { path: mounted, name: label })}
              >
                <span>${text.shareDrive}<span class="unseen"> ${label}</span></span>
              </button>`
        }
      </li>
    `;
  }

  async #stop(share: OwnShare, name: string): Promise<void> {
    const yes = await notices.ask({
      heading: text.stopHeading,
      text: `“${name}”: ${text.stopText}`,
      yes: text.stop,
    });
    if (yes) await attempt(() => ask(removeShare, { params: { id: share.id } }), text.stopped);
  }

  static override styles = [
    controls,
    layout,
    css`
      .drives {
        margin-top: var(--space-6);
      }
      .open {
        display: block;
        color: inherit;
      }
    `,
  ];
}
customElements.define('hallway-own-shares', HallwayOwnShares);
