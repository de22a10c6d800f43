/** The messages of one conversation: who said what, who has it, and what can be done with each. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phrase, translated } from '../../locale/localization.ts';
import type { CallRecord } from '../../../src/model/call.ts';
import type { Message } from '../../../src/model/talk.ts';
import { recordWords } from '../../words/calls.ts';
import { office } from '../../state/office.ts';
import { talk } from '../../state/talk.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { formatFull, formatMoment } from '../../words/format.ts';
import { authorName, groupText, stateText } from '../../words/talk.ts';
import { brought, broughtStyles } from './brought-thing.ts';
import { callIcon } from '../call/call-icons.ts';

const SIGNS = ['👍', '❤️', '😄', '🎉', '✅'] as const;
const text = translated({
  messages: 'Messages',
  more: 'Show older ones',
  none: 'Nothing was said here yet.',
  react: 'React to this message',
  hide: 'Delete for me',
});

export class HallwayMessages extends LitElement {
  /** The newest is shown, so that it stays so when another one comes. */
  #atEnd = true;

  constructor() {
    super();
    watch(this, talk.changes, ['messages']);
    watch(this, office.changes, ['members', 'receipts', 'sendings']);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const log = this.renderRoot.querySelector('.log');
    if (log && this.#atEnd) log.scrollTop = log.scrollHeight;
  }

  protected override render(): TemplateResult {
    const entries = inOrder(talk.messages, talk.calls);
    return html`<div
      class="log"
      role="log"
      aria-label=${text.messages}
      tabindex="0"
      @scroll=${(event: Event) => {
        const log = event.currentTarget as HTMLElement;
        this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      }}
    >
      ${
        talk.hasMore
          ? html`<button class="small quiet" @click=${() => talk.more()}>${text.more}</button>`
          : nothing
      }
      ${entries.length === 0 ? html`<p class="muted">${text.none}</p>` : nothing}
      ${repeat(
        entries,
        ({ id }) => id,
        (one) => ('end' in one ? called(one) : this.#message(one)),
      )}
    </div>`;
  }

  #message(message: Message): TemplateResult {
    const { from, at, reactions, attachments, state } = message;
    const own = from === office.ownId;
    const author = authorName(from);
    if (message.kind === 'group')
      return html`<p class="muted small event">${groupText(message)}</p>`;
    return html`<article class=${own ? 'own' : ''} aria-label=${author}>
      <header class="small">
        <bdi class="author">${author}</bdi>
        <time datetime=${new Date(at).toISOString()} title=${formatFull(at)}>${formatMoment(at)}</time>
      </header>
      <div class="said wrap">${this.#words(message)}</div>
      ${attachments.map(brought)}
      <footer class="small">
        ${reactions.map(({ sign, from: people }) => {
          const names = people.map(authorName).join(', ');
          const mine = people.includes(office.ownId ?? '');
          return html`<button
            class="small sign"
            aria-pressed=${mine ? 'true' : 'false'}
            title=${names}
            @click=${() => talk.react(message, sign)}
          >
            ${sign} ${people.length}<span class="unseen"> ${names}</span>
          </button>`;
        })}
        ${own ? html`<span class="muted state" data-state=${state}>${stateText(message)}</span>` : nothing}
        <details>
          <summary aria-label=${phrase('What to do with the message of {0}', author)}>⋯</summary>
          <div class="deeds">
            ${SIGNS.map(
              (sign) =>
                html`<button
                  class="small quiet"
                  aria-label=${`${text.react}: ${sign}`}
                  @click=${(event: Event) => {
                    talk.react(message, sign);
                    closeMenu(event);
                  }}
                >
                  ${sign}
                </button>`,
            )}
            <button class="small quiet" @click=${() => talk.hide(message)}>${text.hide}</button>
          </div>
        </details>
      </footer>
    </article>`;
  }

  /** With the names of those who are meant. */
  #words(message: Message): (string | TemplateResult)[] {
    const names = message.mentions.map((device) => `@${office.deviceName(device)}`);
    const parts: (string | TemplateResult)[] = [];
    let rest = message.text;
    while (rest !== '') {
      const lower = rest.toLowerCase();
      const found = names
        .map((name) => ({ name, at: lower.indexOf(name.toLowerCase()) }))
        .filter(({ at }) => at >= 0)
        .sort((a, b) => a.at - b.at || b.name.length - a.name.length)[0];
      if (!found) {
        parts.push(rest);
        break;
      }
      const end = found.at + found.name.length;
      parts.push(rest.slice(0, found.at), html`<mark>${rest.slice(found.at, end)}</mark>`);
      rest = rest.slice(end);
    }
    return parts;
  }

  static override styles = [
    controls,
    broughtStyles,
    css`
      :host {
        display: block;
        min-height: 0;
      }
      .log {
        display: flex;
        flex-direction: column;
        align-items: start;
        gap: var(--space-3);
        block-size: clamp(14rem, calc(100dvh - 26rem), 40rem);
        overflow-y: auto;
        padding: var(--space-4);
        overscroll-behavior: contain;
      }
      article {
        max-inline-size: min(36rem, 92%);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--sunken);
        border: 1px solid var(--line);
      }
      article.own {
        align-self: end;
        background: var(--accent-soft);
      }
      header,
      footer {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }
      header time {
        color: var(--ink-soft);
      }
      .author {
        font-weight: 600;
      }
      .said {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      mark {
        border-radius: 0.25rem;
        background: var(--accent);
        color: var(--surface);
      }
      .event {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
        align-self: center;
      }
      details {
        position: relative;
        margin-inline-start: auto;
      }
      summary {
        display: grid;
        place-items: center;
        min-inline-size: 2rem;
        min-block-size: 1.5rem;
        cursor: pointer;
        list-style: none;
      }
      .deeds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
      }
      .sign[aria-pressed='true'] {
        border-color: var(--accent);
      }
      @media (width < 48rem) {
        /* The field to write in stays in sight. */
        .log {
          block-size: clamp(10rem, calc(100dvh - 31rem), 40rem);
        }
      }
    `,
  ];
}
customElements.define('hallway-messages', HallwayMessages);

function closeMenu(event: Event): void {
  const menu = (event.currentTarget as HTMLElement).closest('details');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

/** Messages stand in their own order; each call before the first message that is later. */
function inOrder(
  messages: readonly Message[],
  calls: readonly CallRecord[],
): (Message | CallRecord)[] {
  const waiting = Array.from(calls);
  const all: (Message | CallRecord)[] = [];
  for (const message of messages) {
    while (waiting[0] && waiting[0].at < message.at) all.push(...waiting.splice(0, 1));
    all.push(message);
  }
  return [...all, ...waiting];
}

function called(one: CallRecord): TemplateResult {
  return html`<p class="event small ${one.end === 'missed' ? 'tone-bad' : 'muted'}">
    ${callIcon('call', 16)} <span>${recordWords(one)}</span>
    <time datetime=${new Date(one.at).toISOString()} title=${formatFull(one.at)}>
      ${formatMoment(one.at)}
    </time>
  </p>`;
}
