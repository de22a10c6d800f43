/** A bell that counts what happened about printing, and the list of it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Notice } from '../../../src/model/notice.ts';
import { office } from '../../state/office.ts';
import {
  markNoticesRead,
  noticeAddress,
  shownNotices,
  startSpeaking,
  unreadNotices,
} from '../../state/printing-news.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { layout } from '../../styles/layout.ts';
import { formatFull, formatMoment } from '../../words/format.ts';
import { said } from '../../words/said.ts';
import '../parts/hallway-dialog.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  heading: 'What happened at the printers and to files',
  none: 'Nothing yet. What becomes of your documents shows up here.',
  fresh: 'New:',
  look: 'Look',
  read: 'Mark all as read',
  over: 'settled',
});

const TONES: Record<Notice['kind'], string> = {
  'job-done': '',
  'job-failed': 'tone-bad',
  'job-question': 'tone-warn',
  'job-waits': 'tone-warn',
  'printer-trouble': 'tone-bad',
  'file-conflict': 'tone-warn',
  'file-offer': 'tone-warn',
};

export class HallwayPrintingNews extends LitElement {
  static override properties = { open: { state: true } };
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
    watch(this, office.changes, ['notices', 'jobs']);
  }

  protected override render(): TemplateResult {
    const unread = unreadNotices();
    const label = unread === 0 ? text.heading : phrase('{0}, {1} new', text.heading, unread);
    return html`
      <button class="bell quiet" aria-label=${label} title=${label} @click=${() => (this.open = true)}>
        ${icon('bell', 22)}
        ${unread === 0 ? nothing : html`<span class="count" aria-hidden="true">${unread}</span>`}
      </button>
      <hallway-dialog
        heading=${text.heading}
        .open=${this.open}
        @dialog-close=${() => (this.open = false)}
      >
        ${this.open ? this.#list(unread) : nothing}
      </hallway-dialog>
    `;
  }

  #list(unread: number): TemplateResult {
    const notes = shownNotices();
    if (notes.length === 0) return html`<p class="muted">${text.none}</p>`;
    return html`
      <ul>
        ${notes.map((note) => this.#note(note))}
      </ul>
      ${
        unread === 0
          ? nothing
          : html`<div class="foot">
            <button data-first @click=${() => markNoticesRead()}>${text.read}</button>
          </div>`
      }
    `;
  }

  #note(notice: Notice): TemplateResult {
    const isNew = !notice.read && !notice.over;
    const words = said(displayText(notice.text, 600, '?'));
    return html`<li class=${isNew ? 'new' : ''}>
      <p class="wrap">
        ${isNew ? html`<span class="unseen">${text.fresh}</span>` : nothing}
        <bdi class=${notice.over ? 'muted' : TONES[notice.kind]}>${words}</bdi>
      </p>
      <p class="small muted">
        <time title=${formatFull(notice.at)}>${formatMoment(notice.at)}</time>
        ${notice.over && notice.kind !== 'job-done' ? html`<span>· ${text.over}</span>` : nothing}
        <a href=${noticeAddress(notice)} @click=${() => (this.open = false)}
          >${text.look}<span class="unseen"> ${words}</span></a
        >
      </p>
    </li>`;
  }

  static override styles = [
    controls,
    layout,
    dialogFoot,
    css`
      .bell {
        position: relative;
        min-width: 2.75rem;
        padding: 0;
        color: var(--ink-soft);
      }
      .count {
        position: absolute;
        inset-block: 0 auto;
        inset-inline: auto 0;
        min-width: 1.25rem;
        padding: 0 0.25rem;
        border-radius: 1rem;
        background: var(--bad);
        color: var(--surface);
        font-size: 0.75rem;
        line-height: 1.25rem;
      }
      li {
        padding-block: var(--space-3);
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      li.new {
        padding-inline-start: var(--space-3);
        border-inline-start: 3px solid var(--accent);
      }
      li a {
        display: inline-block;
        min-height: 1.5rem;
        margin-inline-start: var(--space-3);
      }
    `,
  ];
}
customElements.define('hallway-printing-news', HallwayPrintingNews);
startSpeaking();
