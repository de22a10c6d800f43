/** Controls of what is shown in step on several screens: what is done here is done on all of them. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { office } from '../../state/office.ts';
import { agentClock } from '../../state/player/agent-clock.ts';
import { control, leave, placeOf, shownNow } from '../../state/player/shown.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';

const text = translated({
  play: 'Play',
  pause: 'Pause',
  stop: 'Stop everywhere',
  leave: 'Only stop here',
  place: 'Place in it',
  volume: 'Volume',
  here: 'Shown on this PC',
});

export class HallwayShowControls extends LitElement {
  static override properties = { duration: { type: Number } };
  /** Seconds. */
  declare duration: number;
  readonly #clock = agentClock.use();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The person is about to choose a place. */
  #dragged = false;

  constructor() {
    super();
    this.duration = 0;
    watch(this, office.changes, ['screen', 'members']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => !this.#dragged && this.requestUpdate(), 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#clock.stop();
  }

  protected override render(): TemplateResult | typeof nothing {
    const shown = shownNow();
    if (!shown) return nothing;
    const { show, screen, here } = shown;
    const length = Number.isFinite(this.duration) ? this.duration : 0;
    const at = Math.max(0, Math.min(length, placeOf(show, agentClock.now() ?? show.at)));
    const where = here ? text.here : phrase('Shown on {0}', office.deviceName(screen));
    return html`
      <span class="where">${where}</span>
      <button
        class="small primary"
        @click=${() => control(shown, { action: show.playing ? 'pause' : 'play' })}
      >
        ${show.playing ? text.pause : text.play}
      </button>
      <input
        type="range"
        aria-label=${text.place}
        min="0"
        max=${length}
        step="0.1"
        .value=${String(at)}
        @input=${() => (this.#dragged = true)}
        @change=${(event: Event) => {
          this.#dragged = false;
          control(shown, { action: 'seek', position: valueOf(event) });
        }}
      />
      <input
        class="volume"
        type="range"
        aria-label=${text.volume}
        min="0"
        max="100"
        .value=${String(show.volume)}
        @change=${(event: Event) =>
          control(shown, { action: 'volume', volume: Math.round(valueOf(event)) })}
      />
      <button class="small" @click=${() => control(shown, { action: 'stop' })}>${text.stop}</button>
      ${here ? nothing : html`<button class="small quiet" @click=${leave}>${text.leave}</button>`}
    `;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        min-width: 0;
      }
      .where {
        font-weight: 550;
        overflow-wrap: anywhere;
      }
      input[type='range'] {
        flex: 1 1 10rem;
        width: auto;
        min-height: 2rem;
        padding: 0;
        accent-color: var(--accent);
      }
      input.volume {
        flex: 0 1 6rem;
      }
    `,
  ];
}
customElements.define('hallway-show-controls', HallwayShowControls);

function valueOf(event: Event): number {
  return Number((event.currentTarget as HTMLInputElement).value);
}
