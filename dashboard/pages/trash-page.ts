/** The trash of a share: what was removed from it, to be brought back or removed for good. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { emptyTrash, listTrash, restoreTrash } from '../../src/api/local.ts';
import { displayName, displayText } from '../../src/base/text.ts';
import type { TrashEntry, TrashList } from '../../src/model/trash.ts';
import '../elements/files/hallway-breadcrumbs.ts';
import { icon } from '../elements/parts/icons.ts';
import { problem } from '../elements/parts/problem.ts';
import { ask } from '../data/agent-client.ts';
import { folderChanges } from '../state/files/folder-changes.ts';
import { attempt, notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { formatFull, formatSize, plural } from '../words/format.ts';

const text = translated({
  heading: 'Trash',
  own: 'What was removed from this share. It is kept for a time, then it goes by itself.',
  others: 'What you removed from this share, and can have back.',
  none: 'Nothing was removed',
  noneLead: 'What is deleted in this share waits here, so that it can be brought back.',
  restore: 'Restore',
  restored: 'is back in its place.',
  forGood: 'Delete for good',
  empty: 'Empty the trash',
  ask: 'Delete for good?',
  askText: 'Nobody can bring it back afterwards.',
  gone: 'Deleted for good.',
  loading: 'Opening…',
  more: 'Show more',
});
const STEP = 200;

export class TrashPage extends LitElement {
  static override properties = {
    device: { attribute: false },
    share: { attribute: false },
    list: { state: true },
    error: { state: true },
    shown: { state: true },
  };
  declare device: string;
  declare share: string;
  declare list: TrashList | undefined;
  declare error: unknown;
  /** How many of them stand in the page. */
  declare shown: number;

  constructor() {
    super();
    this.shown = STEP;
    watch(this, office.changes, ['shares', 'members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('share') || changed.has('device')) void this.#load();
  }

  get #params(): { device: string; share: string } {
    return { device: this.device, share: this.share };
  }

  async #load(): Promise<void> {
    try {
      this.list = await ask(listTrash, { params: this.#params });
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  async #restore({ id, name }: TrashEntry): Promise<void> {
    await attempt(async () => {
      await ask(restoreTrash, { params: this.#params, body: { id } });
      notices.say(`“${displayText(name, 80)}” ${text.restored}`);
    });
    folderChanges.emit('changed', { ...this.#params, path: '' });
    await this.#load();
  }

  async #remove(ids: readonly string[] | undefined, what: string): Promise<void> {
    const question = { heading: text.ask, text: `${what}: ${text.askText}`, yes: text.forGood };
    if (!(await notices.ask({ ...question, danger: true }))) return;
    const body = ids ? { ids: [...ids] } : {};
    await attempt(() => ask(emptyTrash, { params: this.#params, body }), text.gone);
    await this.#load();
  }

  protected override render(): TemplateResult {
    const found = office
      .get('shares')
      ?.find(({ id, device }) => id === this.share && device === this.device);
    const isOwn = this.device === office.ownId;
    const { list } = this;
    return html`
      <hallway-breadcrumbs
        .device=${this.device}
        .share=${this.share}
        .path=${text.heading}
        .shareName=${displayName(found?.name, '?')}
      ></hallway-breadcrumbs>
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${isOwn ? text.own : text.others}</p>
        </div>
        ${
          isOwn && list && list.entries.length > 0
            ? html`<button
              class="danger"
              @click=${() => this.#remove(undefined, plural(list.entries.length, 'item', 'items'))}
            >
              ${text.empty}
            </button>`
            : nothing
        }
      </div>
      ${problem(this.error)} ${this.#content(list, isOwn)}
    `;
  }

  #content(list: TrashList | undefined, isOwn: boolean): TemplateResult {
    if (!list)
      return this.error === undefined
        ? html`<p class="muted" role="status">${text.loading}</p>`
        : html``;
    if (list.entries.length === 0)
      return html`<div class="empty">
        <span class="badge-icon">${icon('folder', 28)}</span>
        <h2>${text.none}</h2>
        <p>${text.noneLead}</p>
      </div>`;
    return html`
      <ul class="rows">
        ${list.entries.slice(0, this.shown).map((entry) => this.#row(entry, isOwn))}
      </ul>
      ${
        list.entries.length > this.shown
          ? html`<button class="more" @click=${() => (this.shown += STEP)}>${text.more}</button>`
          : nothing
      }
    `;
  }

  #row(entry: TrashEntry, isOwn: boolean): TemplateResult {
    const name = displayText(entry.name, 255, '?');
    const facts = [
      displayText(entry.path, 300),
      entry.kind === 'file' ? formatSize(entry.size) : '',
      `${formatFull(entry.removed)}, ${displayName(entry.byName, '?')}`,
    ].filter((fact) => fact !== '');
    return html`<li>
      <span class="badge-icon">${icon(entry.kind === 'folder' ? 'folder' : 'file', 24)}</span>
      <div class="grow">
        <h2><bdi class="cut" title=${name}>${name}</bdi></h2>
        <p class="muted small wrap"><bdi>${facts.join(' · ')}</bdi></p>
      </div>
      <div class="actions">
        <button class="small" @click=${() => this.#restore(entry)}>
          <span>${text.restore}<span class="unseen"> ${name}</span></span>
        </button>
        ${
          isOwn
            ? html`<button
              class="small danger"
              @click=${() => this.#remove([entry.id], `“${displayText(entry.name, 80)}”`)}
            >
              <span>${text.forGood}<span class="unseen"> ${name}</span></span>
            </button>`
            : nothing
        }
      </div>
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      li h2 {
        font-size: var(--text);
      }
      .more {
        margin-top: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-trash-page', TrashPage);
