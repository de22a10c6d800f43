/** Where a person writes: Enter sends, Shift+Enter begins a line; folders and printers go with it. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import { MAX_MESSAGE_LENGTH, type Attachment } from '../../../src/model/talk.ts';
import { office } from '../../state/office.ts';
import { talk } from '../../state/talk.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';

const text = translated({
  message: 'Message',
  send: 'Send',
  attach: 'Bring a folder or printer along',
  attachNone: 'Nothing',
  hint: 'Enter sends, Shift+Enter begins a new line. @ and a name means somebody.',
});

export class HallwayComposer extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    busy: { state: true },
    brought: { state: true },
  };
  declare conversation: string;
  declare busy: boolean;
  /** Index in what can be brought; -1 for nothing. */
  declare brought: number;

  constructor() {
    super();
    this.conversation = '';
    this.busy = false;
    this.brought = -1;
    watch(this, office.changes, ['shares', 'printers', 'members']);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation')) this.brought = -1;
  }

  #things(): Attachment[] {
    const shares = (office.get('shares') ?? []).map(
      ({ device, id, name }): Attachment => ({
        kind: 'file',
        device,
        share: id,
        path: '',
        name: displayText(name, 63, '?'),
        folder: true,
      }),
    );
    const printers = (office.get('printers') ?? []).map(
      ({ device, id, name }): Attachment => ({
        kind: 'printer',
        device,
        printer: id,
        name: displayText(name, 63, '?'),
      }),
    );
    // File servers of this person alone lead nowhere for others.
    const members = office.get('members') ?? [];
    return [...shares, ...printers].filter(({ device }) => members.some(({ id }) => id === device));
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const input = this.renderRoot.querySelector('textarea');
    const thing = this.#things()[this.brought];
    const words = input?.value ?? '';
    if (!input || this.busy || (words.trim() === '' && !thing)) return;
    this.busy = true;
    const sent = await talk.send(words, thing ? [thing] : []);
    this.busy = false;
    if (!sent) return;
    input.value = '';
    this.brought = -1;
    input.focus();
  }

  protected override render(): TemplateResult {
    const things = this.#things();
    return html`<form @submit=${(event: Event) => this.#send(event)}>
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
      <div class="row">
        ${
          things.length === 0
            ? nothing
            : html`<label class="grow">
              <span class="unseen">${text.attach}</span>
              <select
                title=${text.attach}
                @change=${(event: Event) => {
                  this.brought = Number((event.currentTarget as HTMLSelectElement).value);
                }}
              >
                <option value="-1" ?selected=${this.brought === -1}>
                  ${text.attach}: ${text.attachNone}
                </option>
                ${things.map(
                  (one, index) =>
                    html`<option value=${index} ?selected=${this.brought === index}>
                      ${phrase('{0} of {1}', one.name, office.deviceName(one.device))}
                    </option>`,
                )}
              </select>
            </label>`
        }
        <button class="primary" ?disabled=${this.busy}>${text.send}</button>
      </div>
      <p id="hint" class="muted small">${text.hint}</p>
    </form>`;
  }

  static override styles = [
    controls,
    css`
      form {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4) var(--space-4);
        border-top: 1px solid var(--line);
      }
      textarea {
        inline-size: 100%;
        resize: vertical;
        min-block-size: 3rem;
        padding: var(--space-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface);
        color: inherit;
        font: inherit;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        justify-content: end;
      }
      .grow {
        flex: 1 1 10rem;
        min-width: 0;
      }
      select {
        max-inline-size: 100%;
      }
    `,
  ];
}
customElements.define('hallway-composer', HallwayComposer);
