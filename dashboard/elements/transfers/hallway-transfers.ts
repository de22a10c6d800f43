/** Files on their way into shares or between them: how far each is, and a way to stop it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import { transfers, type Transfer } from '../../state/transfers.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { plural } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';
import { said } from '../../words/said.ts';

const text = translated({
  heading: 'Files on their way',
  clear: 'Clear finished',
  cancel: 'Cancel',
  retry: 'Try again',
});
const words: Record<Transfer['verb'], { doing: string; done: string; not: string }> = translated({
  send: { doing: 'Sending', done: 'Sent', not: 'Not sent' },
  copy: { doing: 'Copying', done: 'Copied', not: 'Not copied' },
  move: { doing: 'Moving', done: 'Moved', not: 'Not moved' },
});

function stateOf({ state, verb, note }: Transfer): string {
  if (state === 'sending' && note !== undefined) return note;
  if (state === 'waiting') return phrase('Waiting');
  const { doing, done, not } = words[verb];
  return state === 'sending' ? doing : state === 'done' ? done : not;
}
const SHOWN = 6;

export class HallwayTransfers extends LitElement {
  constructor() {
    super();
    watch(this, transfers.changes, ['list']);
  }

  protected override render(): TemplateResult | typeof nothing {
    const list = transfers.list;
    if (list.length === 0) return nothing;
    const isMoving = (transfer: Transfer) =>
      transfer.state === 'waiting' || transfer.state === 'sending';
    const moving = list.filter(isMoving);
    const finished = list.filter((transfer) => !isMoving(transfer)).reverse();
    const shown = [...moving, ...finished].slice(0, SHOWN);
    return html`
      <section aria-label=${text.heading}>
        <div class="head">
          <h2><span role="status">${heading(moving, list.filter(({ state }) => state === 'failed').length)}</span></h2>
          ${
            finished.length > 0
              ? html`<button class="quiet small" @click=${() => transfers.clearFinished()}>
                ${text.clear}
              </button>`
              : nothing
          }
        </div>
        <ul>
          ${shown.map((transfer) => this.#row(transfer, isMoving(transfer)))}
          ${
            list.length > SHOWN
              ? html`<li class="muted small">and ${list.length - SHOWN} more</li>`
              : nothing
          }
        </ul>
      </section>
    `;
  }

  #row(transfer: Transfer, moving: boolean): TemplateResult {
    const name = displayText(transfer.name, 255, '?');
    return html`
      <li>
        <div class="line">
          <bdi class="cut" title=${name}>${name}</bdi>
          <span class="small ${transfer.state === 'failed' ? 'tone-bad' : 'muted'}">
            ${stateOf(transfer)}
          </span>
          ${
            moving
              ? html`<button
                class="quiet small"
                aria-label=${`${text.cancel} ${name}`}
                @click=${() => transfers.cancel(transfer)}
              >
                ${icon('close', 16)}
              </button>`
              : nothing
          }
          ${
            transfer.state === 'failed'
              ? html`<button
                class="quiet small"
                aria-label=${`${text.retry}: ${name}`}
                @click=${() => transfers.retry(transfer)}
              >
                ${text.retry}
              </button>`
              : nothing
          }
        </div>
        ${
          transfer.state === 'sending'
            ? html`<progress aria-label=${name} max="1" value=${transfer.part ?? nothing}></progress>`
            : nothing
        }
        ${
          transfer.problem !== '' && transfer.state === 'failed'
            ? html`<p class="small wrap">${said(transfer.problem)}</p>`
            : nothing
        }
      </li>
    `;
  }

  static override styles = [
    controls,
    css`
      section {
        position: fixed;
        inset-block: auto var(--space-5);
        inset-inline: auto var(--space-5);
        z-index: 6;
        width: min(24rem, calc(100vw - 2rem));
        max-height: 50dvh;
        overflow: auto;
        padding: var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius-large);
        background: var(--surface);
        box-shadow: var(--shadow-high);
      }
      .head,
      .line {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }
      .head h2,
      .line .cut {
        flex: 1;
      }
      h2 {
        font-size: var(--text);
      }
      li {
        padding-block: var(--space-1);
      }
      .line {
        min-height: 2rem;
      }
      .line button {
        min-width: 2rem;
        padding: 0;
        color: var(--ink-soft);
      }
      @media (width < 52rem) {
        section {
          inset-block: auto 4.75rem;
          inset-inline: var(--space-4);
          width: auto;
          max-height: 40dvh;
        }
      }
    `,
  ];
}
customElements.define('hallway-transfers', HallwayTransfers);

function heading(moving: readonly Transfer[], failed: number): string {
  const [first] = moving;
  if (first) return `${words[first.verb].doing} ${plural(moving.length, 'item', 'items')}`;
  return failed > 0
    ? phrase('{0} did not arrive', plural(failed, 'item', 'items'))
    : phrase('All done');
}
