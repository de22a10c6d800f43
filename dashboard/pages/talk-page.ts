/** Talking: everybody, each colleague and each group, and the conversation that is open. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../locale/localization.ts';
import { listMessages } from '../../src/api/local-talk.ts';
import type { Conversation, Message } from '../../src/model/talk.ts';
import { ask } from '../data/agent-client.ts';
import { icon } from '../elements/parts/icons.ts';
import { callIcon } from '../elements/call/call-icons.ts';
import '../elements/call/hallway-call-buttons.ts';
import '../elements/talk/hallway-composer.ts';
import '../elements/talk/hallway-messages.ts';
import '../elements/talk/hallway-new-group.ts';
import { attempt } from '../state/notices.ts';
import { office } from '../state/office.ts';
import { talk } from '../state/talk.ts';
import { watch } from '../state/watch.ts';
import { controls } from '../styles/controls.ts';
import { layout } from '../styles/layout.ts';
import { formatMoment, plural } from '../words/format.ts';
import { authorName, conversationName, typingText } from '../words/talk.ts';

const text = translated({
  heading: 'Talk',
  lead: 'Messages stay on the PCs that they are for. For a PC that is off they wait here.',
  newGroup: 'New group',
  add: 'Add somebody',
  before: 'What was said before',
  next: 'This group goes on with more people',
  conversations: 'Conversations',
  find: 'Find in messages',
  found: 'Found',
  nothing: 'Nothing has these words.',
  back: 'All conversations',
});

export class TalkPage extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    grouping: { state: true },
    found: { state: true },
  };
  /** Empty: on a phone none is open, elsewhere the one of everybody. */
  declare conversation: string;
  /** Of whom: a new group, or one that goes on. */
  declare grouping: Conversation | 'new' | undefined;
  declare found: readonly Message[] | undefined;

  constructor() {
    super();
    this.conversation = '';
    this.grouping = undefined;
    this.found = undefined;
    watch(this, office.changes, ['talk', 'members']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    talk.show(undefined);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    talk.show(this.conversation === '' ? 'everyone' : this.conversation);
  }

  protected override render(): TemplateResult {
    const all = office.get('talk') ?? [];
    const open = talk.open;
    return html`
      <div class="page-head">
        <div>
          <h1 tabindex="-1">${text.heading}</h1>
          <p>${text.lead}</p>
        </div>
        <button @click=${() => (this.grouping = 'new')}>${icon('plus')} ${text.newGroup}</button>
      </div>
      <div class=${this.conversation === '' ? 'both listing' : 'both'}>
        <nav class="rows" aria-label=${text.conversations}>
          ${this.#search()} ${this.#results(all)} ${all.filter((one) => isListed(one, open)).map((one) => this.#row(one, open))}
        </nav>
        ${open ? this.#conversation(open) : nothing}
      </div>
      <hallway-new-group
        .shown=${this.grouping !== undefined}
        .goesOn=${this.grouping === 'new' ? undefined : this.grouping}
        @dialog-close=${() => (this.grouping = undefined)}
      ></hallway-new-group>
    `;
  }

  #search(): TemplateResult {
    return html`<form role="search" @submit=${(event: SubmitEvent) => this.#find(event)}>
      <label>
        <span class="unseen">${text.find}</span>
        <input type="search" name="words" maxlength="200" placeholder=${text.find} />
      </label>
    </form>`;
  }

  #results(all: readonly Conversation[]): TemplateResult | typeof nothing {
    if (!this.found) return nothing;
    const place = (message: Message): Conversation | undefined =>
      all.find(({ id }) => id === message.conversation);
    return html`<section aria-label=${text.found} class="found" role="status">
      ${this.found.length === 0 ? html`<p class="muted">${text.nothing}</p>` : nothing}
      ${this.found.toReversed().map((message) => {
        const where = place(message);
        return html`<a href=${`/talk/${message.conversation}`}>
          <span class="small muted">
            <bdi>${authorName(message.from)}</bdi> · ${where ? conversationName(where) : ''} ·
            ${formatMoment(message.at)}
          </span>
          <bdi class="cut">${message.text}</bdi>
        </a>`;
      })}
    </section>`;
  }

  async #find(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const words = new FormData(event.currentTarget as HTMLFormElement).get('words');
    if (typeof words !== 'string' || words.trim() === '') {
      this.found = undefined;
      return;
    }
    await attempt(async () => {
      this.found = await ask(listMessages, { query: { words, limit: 50 } });
    });
  }

  #row(one: Conversation, open: Conversation | undefined): TemplateResult {
    const name = conversationName(one);
    const typing = typingText(one);
    const { last, unread, missed, mentioned } = one;
    return html`<a
      class="conversation"
      href=${`/talk/${one.id}`}
      aria-current=${one.id === open?.id ? 'true' : nothing}
    >
      <span class="badge-icon">${icon(one.kind === 'direct' ? 'pc' : 'people')}</span>
      <span class="grow">
        <bdi class="cut name">${name}</bdi>
        <span class="small muted cut"
          >${typing !== '' ? typing : last ? `${authorName(last.from)}: ${last.text}` : ''}</span
        >
      </span>
      ${
        missed > 0
          ? html`<span class="pill missed"
            >${callIcon('call', 14)} ${missed}<span class="unseen"> ${phrase('missed')}</span></span
          >`
          : nothing
      }
      ${
        unread > 0
          ? html`<span class="pill" title=${plural(unread, '{0} unread message', '{0} unread messages')}
            >${mentioned ? '@' : ''}${unread}<span class="unseen">
              ${phrase('unread')}</span
            ></span
          >`
          : nothing
      }
    </a>`;
  }

  #conversation(open: Conversation): TemplateResult {
    return html`<section class="open rows" aria-label=${conversationName(open)}>
      <div class="open-head">
        <a class="back" href="/talk">${text.back}</a>
        <div class="title">
          <h2><bdi class="cut">${conversationName(open)}</bdi></h2>
          <hallway-call-buttons .conversation=${open}></hallway-call-buttons>
        </div>
        ${open.kind === 'group' ? this.#group(open) : nothing}
      </div>
      <hallway-messages></hallway-messages>
      <p class="typing small muted" role="status">${typingText(open)}</p>
      <hallway-composer .conversation=${open.id}></hallway-composer>
    </section>`;
  }

  #group(open: Conversation): TemplateResult {
    return html`<div class="small who">
      <bdi class="cut muted">
        ${open.others.map((device) => office.deviceName(device)).join(', ')}
      </bdi>
      ${open.before === null ? nothing : html`<a href=${`/talk/${open.before}`}>${text.before}</a>`}
      ${
        open.next === null
          ? html`<button class="small quiet" @click=${() => (this.grouping = open)}>
              ${icon('plus')} ${text.add}
            </button>`
          : html`<a href=${`/talk/${open.next}`}>${text.next}</a>`
      }
    </div>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      .both {
        display: grid;
        grid-template-columns: minmax(13rem, 18rem) minmax(0, 1fr);
        gap: var(--space-4);
        align-items: start;
      }
      .both > section {
        margin-top: 0;
      }
      .conversation {
        color: inherit;
        text-decoration: none;
        flex-wrap: nowrap;
      }
      .conversation[aria-current] {
        background: var(--accent-soft);
      }
      .conversation .grow > * {
        display: block;
      }
      .name {
        font-weight: 600;
      }
      .missed {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
        background: var(--bad-soft);
        color: var(--bad);
      }
      .open.rows > * {
        display: block;
        padding: 0;
      }
      .open > .open-head {
        padding: var(--space-3) var(--space-4);
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2);
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }
      .title h2 {
        flex: 1 1 8rem;
        min-width: 0;
      }
      .open > .typing {
        min-block-size: 1.5rem;
        padding-inline: var(--space-4);
        border-top: 0;
      }
      .found a {
        display: block;
        padding-block: var(--space-2);
      }
      .found {
        display: block;
        max-block-size: 20rem;
        overflow-y: auto;
      }
      input[type='search'] {
        inline-size: 100%;
      }
      form[role='search'] label {
        inline-size: 100%;
      }
      .back {
        display: none;
      }
      @media (width < 48rem) {
        .both {
          grid-template-columns: minmax(0, 1fr);
        }
        .page-head:has(+ .both:not(.listing)) :is(p, button),
        .both:not(.listing) > nav,
        .listing > .open {
          display: none;
        }
        .back {
          display: inline-block;
        }
      }
    `,
  ];
}
customElements.define('hallway-talk-page', TalkPage);

/** A group that goes on in another is listed while something of it is unread. */
function isListed({ id, next, unread, missed }: Conversation, open?: Conversation): boolean {
  return next === null || unread + missed > 0 || id === open?.id;
}
