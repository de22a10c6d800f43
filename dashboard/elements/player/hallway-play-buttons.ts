/** What is done with what plays beside playing it: order, repeating, subtitles, other screens. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { SubtitleTrack } from '../../../src/model/media.ts';
import { Repeat } from '../../state/player/play-queue.ts';
import { player } from '../../state/player/player.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { formatCount } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';

const text = translated({
  before: 'Play the one before',
  after: 'Play the next one',
  mix: 'Mixed order',
  repeatOff: 'Repeat: off',
  repeatAll: 'Repeat: all',
  repeatOne: 'Repeat: this one',
  subtitles: 'Subtitles',
  none: 'No subtitles',
  showOn: 'Show on…',
  close: 'Stop and close the player',
});

const REPEATS: Record<Repeat, string> = {
  off: text.repeatOff,
  all: text.repeatAll,
  one: text.repeatOne,
};

/** Fires `track-chosen` with the place of subtitles in `tracks` (-1: none), and `show-elsewhere`. */
export class HallwayPlayButtons extends LitElement {
  static override properties = {
    tracks: { attribute: false },
    shownTrack: { attribute: false },
  };
  declare tracks: readonly SubtitleTrack[];
  declare shownTrack: number;

  constructor() {
    super();
    this.tracks = [];
    this.shownTrack = -1;
    watch(this, player.changes, ['changed']);
  }

  protected override render(): TemplateResult {
    const { queue } = player;
    const several = queue !== undefined && queue.length > 1;
    return html`
      ${
        several
          ? html`<span class="muted small"
                >${formatCount(queue.place)} / ${formatCount(queue.length)}</span
              >
              ${this.#button('previous', text.before, () => player.step(-1), player.hasStep(-1))}
              ${this.#button('next', text.after, () => player.step(1), player.hasStep(1))}
              ${this.#toggle('mix', text.mix, player.mixed, () => player.toggleMixed())}`
          : nothing
      }
      ${this.#toggle(
        player.repeat === Repeat.one ? 'repeat-one' : 'repeat',
        REPEATS[player.repeat],
        player.repeat !== Repeat.off,
        () => player.nextRepeat(),
      )}
      ${this.#subtitles()}
      ${this.#button('screen', text.showOn, () => this.#tell('show-elsewhere'))}
      ${this.#button('close', text.close, () => player.close())}
    `;
  }

  #tell(event: string, detail?: number): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #button(
    name: 'previous' | 'next' | 'screen' | 'close',
    label: string,
    run: () => void,
    can = true,
  ): TemplateResult {
    return html`<button
      class="quiet"
      aria-label=${label}
      title=${label}
      ?disabled=${!can}
      @click=${run}
    >
      ${icon(name)}
    </button>`;
  }

  #toggle(
    name: 'mix' | 'repeat' | 'repeat-one',
    label: string,
    on: boolean,
    run: () => void,
  ): TemplateResult {
    return html`<button
      class="quiet"
      aria-label=${label}
      title=${label}
      aria-pressed=${on}
      @click=${run}
    >
      ${icon(name)}
    </button>`;
  }

  #subtitles(): TemplateResult | typeof nothing {
    if (this.tracks.length === 0) return nothing;
    const chosen = (event: Event): void =>
      this.#tell('track-chosen', Number((event.currentTarget as HTMLSelectElement).value));
    return html`<select aria-label=${text.subtitles} @change=${chosen}>
      <option value="-1">${text.none}</option>
      ${this.tracks.map(
        ({ name, language }, index) =>
          html`<option value=${index} ?selected=${index === this.shownTrack}>
            ${language === null ? displayText(name, 60) : phrase('Subtitles: {0}', language)}
          </option>`,
      )}
    </select>`;
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1);
        min-width: 0;
      }
      button {
        min-width: 2.5rem;
        padding-inline: 0.5rem;
      }
      button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      select {
        width: auto;
        max-width: 12rem;
      }
    `,
  ];
}
customElements.define('hallway-play-buttons', HallwayPlayButtons);
