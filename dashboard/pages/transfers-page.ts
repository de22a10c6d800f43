/** Large files on their way: from which PCs, how fast, how long still, and what is in the way. */
import { lastSegment } from '../../src/base/safe-path.ts';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phrase, translated } from '../locale/localization.ts';
import { actOnAllTransfers, actOnTransfer } from '../../src/api/local.ts';
import { displayText } from '../../src/base/text.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import '../elements/transfers/hallway-gifts.ts';
import '../elements/transfers/hallway-piece-map.ts';
import '../elements/transfers/hallway-send-dialog.ts';
import { icon } from '../elements/parts/icons.ts';
import { ask } from '../data/agent-client.ts';
import { attempt, notices } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { formatSize } from '../words/format.ts';
import { isOver, stateWords, timeLeft } from '../words/transfers.ts';
import { said } from '../words/said.ts';

const text = translated({
  onTheirWay: 'Files on their way',
  heading: 'Transfers',
  lead: 'Large files come in pieces from every PC that has them, and this PC gives what it has.',
  send: 'Send to…',
  none: 'No large file is on its way',
  noneLead: 'What you fetch to this PC from a colleague is shown here while it comes.',
  pause: 'Pause',
  resume: 'Go on',
  pauseAll: 'Pause everything',
  resumeAll: 'Go on with everything',
  cancel: 'Cancel',
  remove: 'Take from the list',
  askCancel: 'Cancel this transfer?',
  cancelText: 'What is here of it is removed.',
  keep: 'Cancel it',
});

/** What the file manager of this PC handed over in the address (`hallway send-to`). */
function chosenElsewhere(): string[] | undefined {
  const paths = new URL(location.href).searchParams.getAll('send').filter((path) => path !== '');
  return paths.length > 0 ? paths : undefined;
}

export class TransfersPage extends LitElement {
  static override properties = { sending: { state: true } };
  /** What is to be sent; empty to ask for it; undefined while nobody wants to. */
  declare sending: readonly string[] | undefined;

  constructor() {
    super();
    this.sending = chosenElsewhere();
    watch(this, office.changes, ['transfers', 'members', 'receipts', 'sendings', 'keeps']);
  }

  protected override render(): TemplateResult {
    const transfers = office.get('transfers');
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <button @click=${() => actOnAll('pause')}>${text.pauseAll}</button>
        <button @click=${() => actOnAll('resume')}>${text.resumeAll}</button>
        <button class="primary" @click=${() => (this.sending = [])}>
          ${icon('upload')} ${text.send}
        </button>
      </div>
      <hallway-send-dialog
        .paths=${this.sending}
        @dialog-close=${() => this.#sent()}
      ></hallway-send-dialog>
      <hallway-gifts></hallway-gifts>
      ${transfers?.length === 0 && !hasGifts() ? this.#empty() : nothing}
      ${transfers?.length && hasGifts() ? html`<div class="section-head"><h2>${text.onTheirWay}</h2></div>` : nothing}
      <ul class="rows">
        ${repeat(
          transfers ?? [],
          ({ id }) => id,
          (transfer) => this.#row(transfer),
        )}
      </ul>
    `;
  }

  #sent(): void {
    this.sending = undefined;
    // Loaded again, the page asks no more.
    if (location.search !== '') history.replaceState(history.state, '', location.pathname);
  }

  #empty(): TemplateResult {
    return html`<div class="empty">
      <span class="badge-icon">${icon('download', 28)}</span>
      <h2>${text.none}</h2>
      <p>${text.noneLead}</p>
    </div>`;
  }

  #row(transfer: Transfer): TemplateResult {
    const { bytes, total, rate, problem, sources } = transfer;
    const name = displayText(lastSegment(transfer.path), 255, '?');
    const share = total > 0 ? Math.floor((bytes / total) * 100) : 0;
    const facts = [
      stateWords(transfer),
      total > 0 ? phrase('{0} of {1}', formatSize(bytes), formatSize(total)) : '',
      rate > 0 ? `${formatSize(rate)}/s` : '',
      timeLeft(transfer),
    ].filter((fact) => fact !== '');
    return html`<li>
      <span class="badge-icon">${icon('file', 24)}</span>
      <div class="grow">
        <h2><bdi class="cut" title=${name}>${name}</bdi></h2>
        <p class="muted small">
          ${facts.join(' · ')}${transfer.target === null ? '' : html` · <bdi class="wrap">${displayText(transfer.target, 400)}</bdi>`}
        </p>
        ${
          isOver(transfer)
            ? nothing
            : html`<progress max="100" value=${share} aria-label=${`${name}: ${share} %`}></progress>`
        }
        ${problem ? html`<p class="small bad">${said(displayText(problem.message, 300))} ${said(displayText(problem.fix, 300))}</p>` : nothing}
        ${
          sources.length === 0
            ? nothing
            : html`<hallway-piece-map .transfer=${transfer}></hallway-piece-map>`
        }
      </div>
      <div class="actions">${this.#actions(transfer, name)}</div>
    </li>`;
  }

  #actions(transfer: Transfer, name: string): TemplateResult {
    const { id, state } = transfer;
    const act = (action: 'pause' | 'resume' | 'cancel'): Promise<unknown> =>
      attempt(() => ask(actOnTransfer, { params: { id }, body: { action } }));
    const button = (words: string, run: () => unknown): TemplateResult =>
      html`<button class="small" @click=${run}>
        <span>${words}<span class="unseen"> ${name}</span></span>
      </button>`;
    if (state === 'done') return button(text.remove, () => act('cancel'));
    const held = transfer.problem?.code === 'transfer.held';
    const paused = state === 'paused' || state === 'failed' || held;
    return html`
      ${paused ? button(text.resume, () => act('resume')) : button(text.pause, () => act('pause'))}
      ${button(text.cancel, async () => {
        const question = { heading: text.askCancel, text: `${name}: ${text.cancelText}` };
        if (await notices.ask({ ...question, yes: text.keep, danger: true })) await act('cancel');
      })}
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      hallway-gifts + .section-head {
        margin-block-start: var(--space-6);
      }
      li h2 {
        font-size: var(--text);
      }
      progress {
        inline-size: 100%;
        accent-color: var(--accent);
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];
}
customElements.define('hallway-transfers-page', TransfersPage);

function actOnAll(action: 'pause' | 'resume'): Promise<unknown> {
  return attempt(() => ask(actOnAllTransfers, { body: { action } }));
}

function hasGifts(): boolean {
  const lists = [office.get('receipts'), office.get('sendings'), office.get('keeps')];
  return lists.some((list) => (list?.length ?? 0) > 0);
}
