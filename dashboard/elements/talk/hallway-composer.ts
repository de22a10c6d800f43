/**
 * Where a person writes: Enter sends, Shift+Enter begins a line. Files that are dropped or pasted,
 * and whatever is attached, go with it.
 */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { asHallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { type Attachment, MAX_MESSAGE_LENGTH } from '../../../src/model/talk.ts';
import { droppedItems, type LocalItems } from '../../data/local-files.ts';
import { pastedFiles } from '../../data/pasted.ts';
import { type Brought, BroughtThings } from '../../state/brought.ts';
import { notices } from '../../state/notices.ts';
import { talk } from '../../state/talk.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { icon } from '../parts/icons.ts';
import './hallway-attach-dialog.ts';

const text = translated({
  message: 'Message',
  send: 'Send',
  attach: 'Attach…',
  along: 'Comes along with the message',
  drop: 'Drop to give it with the message',
  hint: 'Enter sends, Shift+Enter begins a new line. @ and a name means somebody.',
});

export class HallwayComposer extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    busy: { state: true },
    attaching: { state: true },
    over: { state: true },
  };
  declare conversation: string;
  declare busy: boolean;
  declare attaching: boolean;
  /** Files are held above it. */
  declare over: boolean;
  readonly #brought = new BroughtThings();

  constructor() {
    super();
    this.conversation = '';
    this.busy = false;
    this.attaching = false;
    this.over = false;
    watch(this, this.#brought.changes, ['list']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#brought.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) this.#brought.clear();
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const input = this.renderRoot.querySelector('textarea');
    const words = input?.value ?? '';
    const { open } = talk;
    if (!input || !open || this.busy) return;
    if (words.trim() === '' && this.#brought.list.length === 0) return;
    this.busy = true;
    const sent = await this.#brought
      .send(open, (attachments) => talk.send(words, attachments, open))
      .catch((error: unknown) => {
        if (asHallwayError(error).code !== 'request.cancelled') notices.sayProblem(error);
        return false;
      });
    this.busy = false;
    if (!sent) return;
    input.value = '';
    input.focus();
  }

  #dragged(event: DragEvent): boolean {
    return event.dataTransfer?.types.includes('Files') === true && !this.busy;
  }

  #dropped(event: DragEvent): void {
    this.over = false;
    if (!this.#dragged(event)) return;
    event.preventDefault();
    this.#brought.files(droppedItems(event.dataTransfer));
  }

  /** Pasted text is text. */
  #pasted(event: ClipboardEvent): void {
    if (this.busy || !event.clipboardData?.files.length) return;
    event.preventDefault();
    this.#brought.files({ files: pastedFiles(event.clipboardData), folders: [] });
  }

  protected override render(): TemplateResult {
    const { list } = this.#brought;
    return html`<form
        class=${this.over ? 'over' : ''}
        @submit=${(event: Event) => this.#send(event)}
        @dragover=${(event: DragEvent) => {
          this.over = this.#dragged(event);
          if (this.over) event.preventDefault();
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => this.#dropped(event)}
        @paste=${(event: ClipboardEvent) => this.#pasted(event)}
      >
        <label class="field">
          <span class="unseen">${text.message}</span>
          <textarea
            rows="2"
            maxlength=${MAX_MESSAGE_LENGTH}
            placeholder=${text.message}
            aria-describedby="hint"
            @input=${() => talk.typing()}
            @keydown=${(event: KeyboardEvent) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
              void this.#send(event);
            }}
          ></textarea>
        </label>
        ${
          list.length === 0
            ? nothing
            : html`<ul aria-label=${text.along}>
              ${list.map((one) => this.#thing(one))}
            </ul>`
        }
        <div class="row">
          <button type="button" ?disabled=${this.busy} @click=${() => (this.attaching = true)}>
            ${icon('plus')} ${text.attach}
          </button>
          <button class="primary" ?disabled=${this.busy}>${text.send}</button>
        </div>
        <p id="hint" class="muted small">${this.over ? text.drop : text.hint}</p>
      </form>
      <hallway-attach-dialog
        ?shown=${this.attaching}
        @dialog-close=${() => (this.attaching = false)}
        @attach=${({ detail }: CustomEvent<Attachment>) => this.#brought.link(detail)}
        @give=${({ detail }: CustomEvent<LocalItems>) => this.#brought.files(detail)}
      ></hallway-attach-dialog>`;
  }

  #thing(one: Brought): TemplateResult {
    const name = displayText(one.name, 255, '?');
    return html`<li class="small">
      ${icon(one.kind)} <bdi class="cut">${name}</bdi>
      ${
        this.busy && one.file
          ? html`<progress max="1" value=${one.part} aria-label=${name}></progress>`
          : html`<button
            type="button"
            class="small quiet"
            aria-label=${phrase('Leave out {0}', name)}
            @click=${() => this.#brought.remove(one)}
          >
            ${icon('close', 16)}
          </button>`
      }
    </li>`;
  }

  static override styles = [
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4) var(--space-4);
        border-top: 1px solid var(--line);
      }
      textarea {
        resize: vertical;
        min-height: 3rem;
        padding-inline: var(--space-2);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        justify-content: space-between;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-inline-size: 0;
        max-inline-size: 100%;
        padding-inline-start: var(--space-2);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--sunken);
      }
      progress {
        inline-size: 5rem;
      }
      .over {
        outline: var(--focus);
        outline-offset: -3px;
      }
    `,
  ];
}
customElements.define('hallway-composer', HallwayComposer);
