/** Who did what with what this PC shares, the latest first, and the proof that it is all and true. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../locale/localization.ts';
import { listActivity, verifyActivity } from '../../src/api/local-activity.ts';
import { displayText } from '../../src/base/text.ts';
import type { Activity, ActivityCheck } from '../../src/model/activity.ts';
import { icon, type IconName } from '../elements/parts/icons.ts';
import { problem } from '../elements/parts/problem.ts';
import { ask } from '../data/agent-client.ts';
import { inOrder } from '../state/members.ts';
import { attempt } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { folderAddress, viewAddress } from '../state/router.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { askedText, checkText, deedText, faultText, kindNames } from '../words/activity.ts';
import { formatDay, formatTime } from '../words/format.ts';

const text = translated({
  heading: 'Activity',
  lead: 'What colleagues did with what this PC shares. It stays on this PC; the others hold only its seal.',
  verify: 'Check the log',
  verifying: 'Checking…',
  find: 'Find in the log',
  who: 'Who',
  what: 'What',
  all: 'All',
  none: 'Nobody has used anything of this PC yet',
  noneLead: 'When a colleague opens a file that you share or prints here, you see it in this list.',
  noMatch: 'Nothing in the log matches this.',
  loading: 'Opening…',
  more: 'Show more',
});
const STEP = 200;
const TYPING_MS = 250;

const icons: Readonly<Record<Activity['what'], IconName>> = {
  read: 'download',
  wrote: 'upload',
  moved: 'folder',
  copied: 'copy',
  removed: 'close',
  restored: 'folder',
  printed: 'printer',
  searched: 'search',
  lent: 'plus',
  ended: 'close',
  forgot: 'wait',
};

type Kind = keyof typeof kindNames;

export class ActivityPage extends LitElement {
  static override properties = {
    list: { state: true },
    error: { state: true },
    check: { state: true },
    checking: { state: true },
  };
  declare list: Activity[] | undefined;
  declare error: unknown;
  declare check: ActivityCheck | undefined;
  declare checking: boolean;
  #shown = STEP;
  #device = '';
  #what = '';
  #find = '';
  #typing: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #latest: Activity | null | undefined;

  constructor() {
    super();
    this.checking = false;
    watch(this, office.changes, ['activity', 'members', 'ownShares']);
  }

  protected override willUpdate(): void {
    const latest = office.get('activity');
    if (latest === this.#latest && this.#asked > 0) return;
    this.#latest = latest;
    void this.#load();
  }

  async #load(): Promise<void> {
    const asked = ++this.#asked;
    const query = {
      limit: this.#shown,
      ...(this.#device === '' ? {} : { device: this.#device }),
      ...(this.#what === '' ? {} : { what: this.#what as Kind }),
      ...(this.#find.trim() === '' ? {} : { find: this.#find.trim() }),
    };
    try {
      const list = await ask(listActivity, { query });
      if (asked !== this.#asked) return;
      this.list = list;
      this.error = undefined;
    } catch (error) {
      if (asked === this.#asked) this.error = error;
    }
  }

  async #verify(): Promise<void> {
    this.checking = true;
    await attempt(async () => {
      this.check = await ask(verifyActivity, {});
    });
    this.checking = false;
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <button ?disabled=${this.checking} @click=${() => this.#verify()}>
          ${icon('check')} ${this.checking ? text.verifying : text.verify}
        </button>
      </div>
      <div role="status">${this.check ? this.#result(this.check) : nothing}</div>
      ${this.#filters()} ${problem(this.error)} ${this.#content()}
    `;
  }

  #result(check: ActivityCheck): TemplateResult {
    const asked = askedText(check);
    return html`<div class="result">
      <p class=${check.ok ? 'good' : 'bad'}>
        ${icon(check.ok ? 'check' : 'alert')} ${checkText(check)}
      </p>
      ${asked === '' ? nothing : html`<p class="muted small">${asked}</p>`}
      ${check.faults.map((fault) => html`<p class="small bad">${faultText(fault)}</p>`)}
    </div>`;
  }

  #filters(): TemplateResult {
    const members = inOrder(office.get('members') ?? []).filter(({ self }) => !self);
    return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <label class="grow">
        <span>${text.find}</span>
        <input type="search" maxlength="200" @input=${(event: Event) => this.#typed(event)} />
      </label>
      <label>
        <span>${text.who}</span>
        <select @change=${(event: Event) => this.#choose({ device: valueOf(event) })}>
          <option value="">${text.all}</option>
          ${members.map(({ id }) => html`<option value=${id}>${office.deviceName(id)}</option>`)}
        </select>
      </label>
      <label>
        <span>${text.what}</span>
        <select @change=${(event: Event) => this.#choose({ what: valueOf(event) })}>
          <option value="">${text.all}</option>
          ${Object.entries(kindNames).map(
            ([kind, name]) => html`<option value=${kind}>${name}</option>`,
          )}
        </select>
      </label>
    </form>`;
  }

  #typed(event: Event): void {
    this.#find = valueOf(event);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#load(), TYPING_MS);
  }

  #choose({ device = this.#device, what = this.#what }): void {
    this.#device = device;
    this.#what = what;
    this.#shown = STEP;
    void this.#load();
  }

  #content(): TemplateResult {
    const { list } = this;
    if (!list)
      return this.error === undefined
        ? html`<p class="muted" role="status">${text.loading}</p>`
        : html``;
    if (list.length === 0)
      return this.#device + this.#what + this.#find === ''
        ? html`<div class="empty">
            <span class="badge-icon">${icon('wait', 28)}</span>
            <h2>${text.none}</h2>
            <p>${text.noneLead}</p>
          </div>`
        : html`<p class="muted" role="status">${text.noMatch}</p>`;
    return html`
      ${byDay(list).map(
        ([day, facts]) => html`
          <div class="section-head"><h2>${day}</h2></div>
          <ul class="rows">
            ${facts.map(row)}
          </ul>
        `,
      )}
      ${
        list.length >= this.#shown
          ? html`<button
              class="more"
              @click=${() => {
                this.#shown += STEP;
                void this.#load();
              }}
            >
              ${text.more}
            </button>`
          : nothing
      }
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      .filters {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        margin-block: var(--space-4);
      }
      .filters .grow {
        flex: 1 1 14rem;
      }
      .filters label {
        display: grid;
        gap: var(--space-1);
      }
      li h3 {
        font-size: var(--text);
        margin: 0;
      }
      ul.rows {
        margin-block-end: var(--space-5);
      }
      .result p {
        margin-block: var(--space-1);
      }
      .more {
        margin-block-start: var(--space-4);
      }
    `,
  ];
}
customElements.define('hallway-activity-page', ActivityPage);

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

function byDay(list: readonly Activity[]): [string, Activity[]][] {
  const days = new Map<string, Activity[]>();
  for (const fact of list) {
    const day = formatDay(fact.at);
    days.set(day, [...(days.get(day) ?? []), fact]);
  }
  return Array.from(days);
}

function row(fact: Activity): TemplateResult {
  const { at, what, target, guest } = fact;
  const shown = what === 'forgot' ? '' : displayText(target, 1000, '?');
  // What a guest did, or was lent, stands with its whole path, or in words.
  const apart = guest !== undefined || what === 'lent' || what === 'ended';
  const address = apart ? undefined : addressOf(what, target);
  return html`<li>
    <span class="badge-icon">${icon(icons[what], 24)}</span>
    <div class="grow">
      <h3 class="wrap">
        ${address === undefined ? html`<bdi>${shown}</bdi>` : html`<a href=${address}><bdi>${shown}</bdi></a>`}
      </h3>
      <p class="muted small">${formatTime(at)} · ${deedText(fact)}</p>
    </div>
  </li>`;
}

/** Where the file or its share is, as long as the share is there. */
function addressOf(what: Activity['what'], target: string): string | undefined {
  const share = office
    .get('ownShares')
    ?.find(({ name }) => target === name || target.startsWith(`${name}/`));
  const own = office.ownId;
  if (!share || own === undefined || what === 'printed' || what === 'forgot') return undefined;
  const path = target.slice(share.name.length + 1);
  const isThere = path !== '' && (what === 'read' || what === 'wrote');
  return isThere ? viewAddress(own, share.id, path) : folderAddress(own, share.id);
}
