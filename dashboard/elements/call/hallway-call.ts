/** The call that this tab is in: everybody's picture, and what one does in it. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { phrase, translated } from '../../locale/localization.ts';
import type { Call, CallPerson } from '../../../src/model/call.ts';
import { call } from '../../state/call.ts';
import { office } from '../../state/office.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { outWords, peopleNames } from '../../words/calls.ts';
import { formatCountdown } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';
import { callIcon, type CallIconName } from './call-icons.ts';
import './hallway-call-add.ts';
import './hallway-call-devices.ts';
import './hallway-call-tile.ts';

const text = translated({
  ringing: 'Rings…',
  connecting: 'Connecting…',
  silent: 'Nothing comes just now…',
  you: 'You',
  yourScreen: 'Your screen',
  controls: 'What you do in this call',
  mute: 'Microphone',
  camera: 'Camera',
  screen: 'Share the screen',
  add: 'Add somebody',
  devices: 'Devices',
  large: 'Whole screen',
  hangUp: 'Hang up',
  noMicrophone: 'No microphone could be opened: the others do not hear you.',
  noCamera: 'No camera could be opened: the others do not see you.',
});

export class HallwayCall extends LitElement {
  static override properties = { choosing: { state: true }, adding: { state: true } };
  declare choosing: boolean;
  declare adding: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.choosing = this.adding = false;
    watch(this, call.changes, ['call']);
    watch(this, office.changes, ['members']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Only the time changes: the rest is drawn when something happens. */
  #tick(): void {
    const time = this.renderRoot.querySelector('.time');
    if (time) time.textContent = sinceText();
  }

  protected override render(): TemplateResult | typeof nothing {
    const now = call.call;
    if (!now) return nothing;
    const others = peopleNames(now.people.map(({ device }) => device));
    const here = now.people.filter(({ state }) => state !== 'out');
    return html`<section aria-label=${phrase('Call with {0}', others)}>
      <div class="head">
        <h2 class="cut"><bdi>${others}</bdi></h2>
        <span class="time muted" aria-hidden="true" .textContent=${sinceText()}></span>
      </div>
      <p class="words small" role="status">${this.#words(now)}</p>
      <div class="tiles">
        ${repeat(
          here,
          ({ device }) => device,
          (person) => this.#person(person),
        )} ${this.#own()}
      </div>
      ${this.#bar()}
      <hallway-call-devices
        .shown=${this.choosing}
        @dialog-close=${() => (this.choosing = false)}
      ></hallway-call-devices>
      <hallway-call-add
        .shown=${this.adding}
        @dialog-close=${() => (this.adding = false)}
      ></hallway-call-add>
    </section>`;
  }

  /** What happened last, and what is missing. */
  #words({ people }: Call): string {
    const { missing } = call.media;
    return [
      ...people.map(outWords),
      missing.microphone ? text.noMicrophone : '',
      missing.camera ? text.noCamera : '',
    ]
      .filter((one) => one !== '')
      .join(' ');
  }

  #person({ device, state, shows }: CallPerson): TemplateResult {
    const connection = call.connections.get(device);
    const name = office.deviceName(device);
    const words =
      state === 'ringing'
        ? text.ringing
        : !connection?.connected
          ? text.connecting
          : connection.silent
            ? text.silent
            : '';
    return html`
      <hallway-call-tile
        data-device=${device}
        .name=${name}
        .words=${words}
        .muted=${state === 'in' && !shows.microphone}
        .sound=${connection?.streams.microphone}
        .picture=${shows.camera ? connection?.streams.camera : undefined}
      ></hallway-call-tile>
      ${
        shows.screen
          ? html`<hallway-call-tile
            class="screen"
            .name=${phrase('Screen of {0}', name)}
            .picture=${connection?.streams.screen}
          ></hallway-call-tile>`
          : nothing
      }
    `;
  }

  #own(): TemplateResult {
    const { sending, shows } = call.media;
    return html`
      <hallway-call-tile
        class="own"
        .name=${text.you}
        .muted=${!shows.microphone}
        .mirrored=${true}
        .track=${sending.camera ?? undefined}
      ></hallway-call-tile>
      ${
        sending.screen
          ? html`<hallway-call-tile
            class="own"
            .name=${text.yourScreen}
            .track=${sending.screen}
          ></hallway-call-tile>`
          : nothing
      }
    `;
  }

  #bar(): TemplateResult {
    const { media } = call;
    const { shows } = media;
    return html`<div class="bar" role="group" aria-label=${text.controls}>
      ${this.#switch(text.mute, shows.microphone, 'microphone', 'muted', () => media.mute(shows.microphone), media.sending.microphone === null)}
      ${this.#switch(text.camera, shows.camera, 'camera', 'camera-off', () => media.showCamera(!shows.camera))}
      ${this.#switch(text.screen, shows.screen, 'show-screen', 'show-screen', () => media.showScreen(!shows.screen))}
      <button @click=${() => (this.adding = true)}>
        ${icon('plus')}<span class="label">${text.add}</span>
      </button>
      <button @click=${() => (this.choosing = true)}>
        ${icon('settings')}<span class="label">${text.devices}</span>
      </button>
      <button @click=${() => void this.renderRoot.querySelector('section')?.requestFullscreen()}>
        ${icon('pc')}<span class="label">${text.large}</span>
      </button>
      <button class="hang-up" @click=${() => call.hangUp()}>
        ${callIcon('hang-up')}<span class="label">${text.hangUp}</span>
      </button>
    </div>`;
  }

  #switch(
    label: string,
    on: boolean,
    onIcon: CallIconName,
    offIcon: CallIconName,
    change: () => unknown,
    disabled = false,
  ): TemplateResult {
    return html`<button
      aria-pressed=${on ? 'true' : 'false'}
      ?disabled=${disabled}
      title=${label}
      @click=${change}
    >
      ${callIcon(on ? onIcon : offIcon)}<span class="label">${label}</span>
    </button>`;
  }

  static override styles = [
    controls,
    css`
      section {
        display: flex;
        flex-direction: column;
        gap: var(--space-2);
        max-block-size: 85dvh;
        padding: var(--space-3) clamp(1rem, 4vw, 3rem);
        border-bottom: 1px solid var(--line);
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      section:fullscreen {
        max-block-size: none;
      }
      .head {
        display: flex;
        align-items: baseline;
        gap: var(--space-3);
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      .words:empty {
        position: absolute;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 45%), 1fr));
        justify-content: center;
        gap: var(--space-2);
        min-block-size: 0;
        overflow-y: auto;
      }
      hallway-call-tile {
        max-inline-size: 34rem;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-2);
      }
      .bar [aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      .hang-up,
      .hang-up:hover {
        border-color: transparent;
        background: var(--bad);
        color: var(--surface);
      }
      @media (width < 52rem) {
        .bar button {
          flex: 1 1 3rem;
          flex-direction: column;
          gap: 0;
          padding: var(--space-1);
          font-size: 0.75rem;
        }
      }
    `,
  ];
}
customElements.define('hallway-call', HallwayCall);

function sinceText(): string {
  return call.since === undefined
    ? ''
    : formatCountdown(Math.max(0, Math.round((Date.now() - call.since) / 1000)));
}
