/** "Add a PC": opens a pairing window and shows its six digits until they run out. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { closeInvitation, openInvitation } from '../../../src/api/local.ts';
import type { Invitation } from '../../../src/model/workgroup.ts';
import { ask } from '../../data/agent-client.ts';
import { attempt } from '../../state/notices.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { dialogFoot } from '../../styles/dialog-foot.ts';
import { formatCountdown, plural } from '../../words/format.ts';
import '../parts/hallway-dialog.ts';
import './hallway-join-requests.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';

const text = translated({
  add: 'Add a PC',
  steps: 'On the other PC, open Hallway, choose “Join a workgroup” and type this code:',
  afterwards: 'When it asks to join, you say yes here.',
  notFound: 'The other PC does not find this one?',
  byAddress: 'Type the address of this PC there, under “Advanced”:',
  copy: 'Copy',
  copied: 'Code copied.',
  copyFailed: 'This browser does not allow copying. Read the code out instead.',
  again: 'Show a new code',
  over: 'This code is no longer valid. It was used or mistyped too often, or its time ran out.',
  done: 'Done',
});

export class HallwayInvitation extends LitElement {
  static override properties = {
    open: { state: true },
    error: { state: true },
    copied: { state: true },
  };
  declare open: boolean;
  declare error: unknown;
  /** What copying came to, in words; empty before it. */
  declare copied: string;
  /** Somebody proved the code and waits; with the answer this window has done its work. */
  #waiting = false;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.open = false;
    this.error = undefined;
    this.copied = '';
    watch(this, office.changes, ['invitation', 'requests']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking();
  }

  async #show(): Promise<void> {
    this.open = true;
    this.error = undefined;
    this.copied = '';
    this.#ticking ??= setInterval(() => this.requestUpdate(), 1000);
    const current = office.get('invitation');
    if (current && current.expiresAt > Date.now()) return;
    try {
      await ask(openInvitation, { body: {} });
    } catch (error) {
      this.error = error;
    }
  }

  protected override willUpdate(): void {
    const waiting = (office.get('requests')?.length ?? 0) > 0;
    if (this.open && this.#waiting && !waiting) this.#close();
    this.#waiting = waiting;
  }

  #close(): void {
    this.open = false;
    this.#stopTicking();
    if (office.get('invitation')) void attempt(() => ask(closeInvitation, {}));
  }

  #stopTicking(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  protected override render(): TemplateResult {
    return html`
      <button class="primary" @click=${() => this.#show()}>${icon('plus')} ${text.add}</button>
      <hallway-dialog
        heading=${text.add}
        .open=${this.open}
        @dialog-close=${() => this.#close()}
      >
        ${this.open ? this.#content() : nothing}
      </hallway-dialog>
    `;
  }

  #content(): TemplateResult {
    const invitation = office.get('invitation');
    if (this.#waiting) return html`<hallway-join-requests class="inside"></hallway-join-requests>`;
    if (this.error !== undefined) return problem(this.error);
    const seconds = invitation ? Math.ceil((invitation.expiresAt - Date.now()) / 1000) : 0;
    if (!invitation || seconds <= 0)
      return html`
        <p>${text.over}</p>
        <div class="foot">
          <button @click=${() => this.#close()}>${text.done}</button>
          <button class="primary" @click=${() => this.#show()}>${text.again}</button>
        </div>
      `;
    return this.#code(invitation, seconds);
  }

  #code(invitation: Invitation, seconds: number): TemplateResult {
    const { code, attemptsLeft } = invitation;
    return html`
      <p>${text.steps}</p>
      <p class="code" data-code=${code}>
        <span class="unseen">${code.split('').join(' ')}</span>
        <span aria-hidden="true">${code.slice(0, 3)}</span>
        <span aria-hidden="true">${code.slice(3)}</span>
      </p>
      <p class="muted small center" role="timer" aria-live="off">
        ${phrase('Valid for {0}, {1} left', formatCountdown(seconds), plural(attemptsLeft, 'try', 'tries'))}
      </p>
      <p class="muted">${text.afterwards}</p>
      <details>
        <summary>${text.notFound}</summary>
        <p class="small">${text.byAddress}</p>
        <ul class="addresses">
          ${office.get('status')?.peer.addresses.map((address) => html`<li>${address}</li>`)}
        </ul>
      </details>
      <p class="small" role="status">${this.copied}</p>
      <div class="foot">
        <button @click=${() => this.#copy(code)}>${icon('copy', 18)} ${text.copy}</button>
        <button class="primary" @click=${() => this.#close()}>${text.done}</button>
      </div>
    `;
  }

  #copy(code: string): void {
    navigator.clipboard.writeText(code).then(
      () => (this.copied = text.copied),
      () => (this.copied = text.copyFailed),
    );
  }

  static override styles = [
    controls,
    dialogFoot,
    css`
      .code {
        display: flex;
        justify-content: center;
        gap: 0.35em;
        margin-block: var(--space-4) var(--space-2);
        padding: var(--space-4);
        border-radius: var(--radius);
        background: var(--accent-soft);
        color: var(--accent-strong);
        font: 650 clamp(2.25rem, 11vw, 3.25rem) / 1.1 var(--font-code);
        letter-spacing: 0.06em;
        user-select: all;
      }
      .center {
        margin-bottom: var(--space-4);
        text-align: center;
      }
      details {
        margin-top: var(--space-3);
      }
      .addresses {
        margin-top: var(--space-2);
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        background: var(--sunken);
        font-family: var(--font-code);
        user-select: all;
      }
      .inside {
        display: block;
        margin-inline: calc(-1 * var(--space-5));
      }
    `,
  ];
}
customElements.define('hallway-invitation', HallwayInvitation);
