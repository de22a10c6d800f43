/** Above every page: who calls, the call that this tab is in, and how the last one ended. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import type { Call } from '../../../src/model/call.ts';
import { Bell } from '../../data/calls/bell.ts';
import { maySound } from '../../state/appearance.ts';
import { call } from '../../state/call.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { endWords, peopleNames } from '../../words/calls.ts';
import { callIcon } from './call-icons.ts';
import './hallway-call.ts';

const text = translated({
  take: 'Answer',
  video: 'Answer with camera',
  refuse: 'Refuse',
  elsewhere: 'You are in a call in another window of this PC.',
  preparing: 'One moment: the browser may ask for microphone and camera.',
  cancel: 'Cancel',
  close: 'Close',
});

export class HallwayCalls extends LitElement {
  readonly #bell = new Bell();

  constructor() {
    super();
    watch(this, office.changes, ['calls', 'members', 'connection']);
    watch(this, call.changes, ['call']);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#bell.ring(false);
  }

  #ringing(): Call[] {
    if (office.connection === 'lost' || call.busy) return [];
    return (office.get('calls') ?? []).filter(({ here }) => here === 'rings');
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.#bell.ring(maySound() && this.#ringing().length > 0);
  }

  protected override render(): TemplateResult {
    const ringing = this.#ringing();
    const elsewhere = !call.busy && (office.get('calls') ?? []).some(({ here }) => here === 'in');
    return html`
      <div role="alert">${ringing.map((one) => this.#ring(one))}</div>
      <div role="status">
        ${
          call.busy && !call.call
            ? html`<div class="line">
              ${callIcon('call')}
              <p>${text.preparing}</p>
              <button @click=${() => call.hangUp()}>${text.cancel}</button>
            </div>`
            : nothing
        }
        ${elsewhere ? html`<p class="line muted">${callIcon('call')} ${text.elsewhere}</p>` : nothing}
        ${
          call.ended
            ? html`<div class="line">
              ${callIcon('hang-up')}
              <p class="wrap">${endWords(call.ended, call.lost)}</p>
              <button class="small" @click=${() => call.dismiss()}>${text.close}</button>
            </div>`
            : nothing
        }
      </div>
      ${call.call ? html`<hallway-call></hallway-call>` : nothing}
    `;
  }

  #ring(one: Call): TemplateResult {
    const name = office.deviceName(one.from);
    const more = one.people.map(({ device }) => device).filter((device) => device !== one.from);
    const words = one.video ? phrase('{0} calls with camera.', name) : phrase('{0} calls.', name);
    return html`<div class="line ring">
      ${callIcon('call', 24)}
      <p class="wrap">
        <strong>${words}</strong>
        ${more.length > 0 ? phrase('Also called: {0}', peopleNames(more)) : nothing}
      </p>
      <div class="answers">
        <button class="primary" @click=${() => call.take(one, false)}>
          ${callIcon('call')} <span>${text.take}<span class="unseen"> ${name}</span></span>
        </button>
        <button @click=${() => call.take(one, true)}>
          ${callIcon('camera')} <span>${text.video}<span class="unseen"> ${name}</span></span>
        </button>
        <button class="danger" @click=${() => call.refuse(one)}>
          ${callIcon('hang-up')} <span>${text.refuse}<span class="unseen"> ${name}</span></span>
        </button>
      </div>
    </div>`;
  }

  static override styles = [
    controls,
    css`
      :host {
        position: sticky;
        inset-block-start: 0;
        z-index: 4;
        display: block;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-3) clamp(1rem, 4vw, 3rem);
        border-bottom: 1px solid var(--line);
        background: var(--surface);
      }
      .line p {
        flex: 1 1 14rem;
        min-width: 0;
      }
      .ring {
        background: var(--accent-soft);
      }
      .ring > svg {
        color: var(--accent);
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
    `,
  ];
}
customElements.define('hallway-calls', HallwayCalls);
