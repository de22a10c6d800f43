/** What colleagues give to this PC, what it gives to them, and the copies that it keeps. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phrase, translated } from '../../locale/localization.ts';
import { cancelSending, decideReceipt, endKeep, syncKeep } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { Keep } from '../../../src/model/keep.ts';
import type { Receipt, Sending } from '../../../src/model/sending.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt, notices } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { formatFull, formatSize } from '../../words/format.ts';
import { giftName, giftSize, giftState, keepState } from '../../words/gifts.ts';
import { icon } from '../parts/icons.ts';
import { said } from '../../words/said.ts';

const text = translated({
  offered: 'Given to this PC',
  given: 'Given by this PC',
  kept: 'Copies that this PC keeps',
  accept: 'Take it',
  decline: 'Decline',
  pause: 'Pause',
  resume: 'Go on',
  cancel: 'Cancel',
  remove: 'Take from the list',
  takeBack: 'Take back',
  look: 'Compare now',
  end: 'End the copy',
  askEnd: 'End this copy?',
  endText: 'The files stay, and can be changed. They follow their source no more.',
  yours: 'Yours, and left alone:',
});
const OVER = new Set(['done', 'declined', 'failed', 'cancelled']);

export class HallwayGifts extends LitElement {
  constructor() {
    super();
    watch(this, office.changes, ['receipts', 'sendings', 'keeps', 'members']);
  }

  protected override render(): TemplateResult {
    const receipts = office.get('receipts') ?? [];
    const sendings = office.get('sendings') ?? [];
    const keeps = office.get('keeps') ?? [];
    return html`
      ${section(text.offered, receipts, (one) => this.#receipt(one))}
      ${section(text.given, sendings, (one) => this.#sending(one))}
      ${section(text.kept, keeps, (one) => this.#keep(one))}
    `;
  }

  #receipt(receipt: Receipt): TemplateResult {
    const { id, state, here, bytes, rate, target, fromName } = receipt;
    const name = giftName(receipt);
    const act = (action: 'accept' | 'decline' | 'pause' | 'resume' | 'cancel') => () =>
      attempt(() => ask(decideReceipt, { params: { id }, body: { action } }));
    const facts = [
      phrase('from {0}', displayText(fromName, 63)),
      giftSize(receipt),
      giftState(state),
      rate > 0 ? `${formatSize(rate)}/s` : '',
    ].filter((fact) => fact !== '');
    const moving = state === 'running' || state === 'waiting' || state === 'paused';
    return html`
      <span class="badge-icon">${icon(receipt.kind, 24)}</span>
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="muted small">
          <bdi>${facts.join(' · ')}</bdi>${target === null ? nothing : html` · <bdi class="wrap">${displayText(target, 400)}</bdi>`}
        </p>
        ${moving ? bar(name, here, bytes) : nothing} ${trouble(receipt.problem)}
      </div>
      <div class="actions">
        ${
          state === 'asked'
            ? html`${button(text.accept, name, act('accept'), 'primary')}
              ${button(text.decline, name, act('decline'))}`
            : nothing
        }
        ${state === 'running' || state === 'waiting' ? button(text.pause, name, act('pause')) : nothing}
        ${state === 'paused' || state === 'failed' ? button(text.resume, name, act('resume')) : nothing}
        ${moving ? button(text.cancel, name, act('cancel')) : nothing}
        ${OVER.has(state) ? button(text.remove, name, act('cancel')) : nothing}
      </div>
    `;
  }

  #sending(sending: Sending): TemplateResult {
    const { id, to, bytes } = sending;
    const name = giftName(sending);
    const over = to.every(({ state }) => OVER.has(state));
    const cancel = () => attempt(() => ask(cancelSending, { params: { id } }));
    return html`
      <span class="badge-icon">${icon(sending.kind, 24)}</span>
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="muted small">${giftSize(sending)} · <bdi class="wrap">${displayText(sending.path, 400)}</bdi></p>
        <ul class="small">
          ${to.map(
            (one) => html`<li>
              <bdi>${office.deviceName(one.device)}</bdi>: ${giftState(one.state)}
              ${one.state === 'running' ? bar(`${name} ${one.name}`, one.bytes, bytes) : nothing}
              ${trouble(one.problem)}
            </li>`,
          )}
        </ul>
      </div>
      <div class="actions">${button(over ? text.remove : text.takeBack, name, cancel)}</div>
    `;
  }

  #keep(keep: Keep): TemplateResult {
    const { id, synced, inTheWay } = keep;
    const name = displayText(keep.target, 400, '?');
    const source = [keep.deviceName, keep.shareName, keep.path].filter((part) => part !== '');
    const end = async (): Promise<void> => {
      const question = { heading: text.askEnd, text: `${name}: ${text.endText}`, yes: text.end };
      if (await notices.ask(question)) await attempt(() => ask(endKeep, { params: { id } }));
    };
    return html`
      <span class="badge-icon">${icon('copy', 24)}</span>
      <div class="grow">
        <h3><bdi class="cut" title=${name}>${name}</bdi></h3>
        <p class="muted small">
          <bdi class="wrap">${displayText(source.join('/'), 400)}</bdi> · ${keepState(keep)}
          ${synced === null ? nothing : html` · <time>${formatFull(synced)}</time>`}
        </p>
        ${keep.missing > 0 ? bar(name, keep.bytes - keep.missing, keep.bytes) : nothing}
        ${trouble(keep.problem)}
        ${
          inTheWay.length === 0
            ? nothing
            : html`<p class="small wrap">${text.yours} <bdi>${displayText(inTheWay.join(', '), 400)}</bdi></p>`
        }
      </div>
      <div class="actions">
        ${button(text.look, name, () => attempt(() => ask(syncKeep, { params: { id } })))}
        ${button(text.end, name, end)}
      </div>
    `;
  }

  static override styles = [
    controls,
    layout,
    css`
      h3 {
        font-size: var(--text);
      }
      progress {
        inline-size: 100%;
        accent-color: var(--accent);
      }
    `,
  ];
}
customElements.define('hallway-gifts', HallwayGifts);

function section<T extends { id: string }>(
  heading: string,
  list: readonly T[],
  row: (one: T) => TemplateResult,
): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<section>
    <div class="section-head"><h2>${heading}</h2></div>
    <ul class="rows">
      ${repeat(
        list,
        ({ id }) => id,
        (one) => html`<li>${row(one)}</li>`,
      )}
    </ul>
  </section>`;
}

function bar(name: string, here: number, bytes: number): TemplateResult {
  const share = bytes > 0 ? Math.floor((here / bytes) * 100) : 0;
  return html`<progress max="100" value=${share} aria-label=${`${name}: ${share} %`}></progress>`;
}

function trouble(problem: string | null): TemplateResult | typeof nothing {
  return problem === null
    ? nothing
    : html`<p class="small tone-bad wrap">${said(displayText(problem, 600))}</p>`;
}

function button(words: string, name: string, run: () => unknown, kind = ''): TemplateResult {
  return html`<button class=${`small ${kind}`} @click=${run}>
    <span>${words}<span class="unseen"> ${name}</span></span>
  </button>`;
}
