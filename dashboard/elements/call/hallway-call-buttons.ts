/** Calls the others of a conversation; of many, those that the person chooses. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { MAX_CALL } from '../../../src/model/call.ts';
import type { Conversation } from '../../../src/model/talk.ts';
import { call } from '../../state/call.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { layout } from '../../styles/layout.ts';
import { callIcon } from './call-icons.ts';
import '../parts/hallway-dialog.ts';
import './hallway-calls.ts';

const text = translated({
  call: 'Call',
  video: 'Video call',
  whom: 'Whom do you want to call?',
  off: 'off',
  cancel: 'Cancel',
});

export class HallwayCallButtons extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    choosing: { state: true },
    chosen: { state: true },
  };
  declare conversation: Conversation;
  /** Undefined while nobody is to be chosen; else whether it is with the camera. */
  declare choosing: boolean | undefined;
  declare chosen: readonly string[];

  constructor() {
    super();
    this.choosing = undefined;
    this.chosen = [];
    watch(this, office.changes, ['members', 'peers']);
    watch(this, call.changes, ['call']);
  }

  #press(video: boolean): void {
    const { id, others } = this.conversation;
    if (others.length < MAX_CALL) return call.place({ conversation: id, video });
    this.chosen = [];
    this.choosing = video;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { others } = this.conversation;
    if (others.length === 0) return nothing;
    const idle = call.busy || !others.some((device) => office.isOnline(device));
    return html`
      <button ?disabled=${idle} @click=${() => this.#press(false)}>
        ${callIcon('call')} <span>${text.call}</span>
      </button>
      <button ?disabled=${idle} @click=${() => this.#press(true)}>
        ${callIcon('camera')} <span>${text.video}</span>
      </button>
      <hallway-dialog
        heading=${text.whom}
        .open=${this.choosing !== undefined}
        @dialog-close=${() => (this.choosing = undefined)}
      >
        ${this.choosing === undefined ? nothing : this.#people(others, this.choosing)}
      </hallway-dialog>
    `;
  }

  #people(others: readonly string[], video: boolean): TemplateResult {
    const full = this.chosen.length >= MAX_CALL - 1;
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        call.place({ conversation: this.conversation.id, video, members: [...this.chosen] });
        this.choosing = undefined;
      }}
    >
      <p class="muted">${phrase('{0} at most.', MAX_CALL - 1)}</p>
      <div>
        ${others.map((device) => {
          const on = this.chosen.includes(device);
          const away = !office.isOnline(device);
          return html`<label class="choice">
            <input
              type="checkbox"
              .checked=${on}
              ?disabled=${away || (full && !on)}
              @change=${() => {
                this.chosen = on
                  ? this.chosen.filter((one) => one !== device)
                  : [...this.chosen, device];
              }}
            />
            <span><bdi>${office.deviceName(device)}</bdi>${away ? ` (${text.off})` : ''}</span>
          </label>`;
        })}
      </div>
      <div class="actions">
        <button class="primary" ?disabled=${this.chosen.length === 0}>${text.call}</button>
        <button type="button" @click=${() => (this.choosing = undefined)}>${text.cancel}</button>
      </div>
    </form>`;
  }

  static override styles = [
    controls,
    layout,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-call-buttons', HallwayCallButtons);
