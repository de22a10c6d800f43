/**
 * The player: large while its file is looked at, a bar below every other page. It plays on while the
 * person goes from page to page, and goes on with the next file of the folder.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { phrase, translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { SubtitleTrack } from '../../../src/model/media.ts';
import { pathIn } from '../../state/files/folder-changes.ts';
import { player } from '../../state/player/player.ts';
import { Repeat } from '../../state/player/play-queue.ts';
import { router, viewAddress } from '../../state/router.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { playerStyles } from '../../styles/player.ts';
import { formatCount } from '../../words/format.ts';
import { icon } from '../parts/icons.ts';
import { problem } from '../parts/problem.ts';
import { addTracks, PlayerMedia, pressed } from './player-media.ts';

const text = translated({
  player: 'Player',
  before: 'Play the one before',
  after: 'Play the next one',
  mix: 'Mixed order',
  repeatOff: 'Repeat: off',
  repeatAll: 'Repeat: all',
  repeatOne: 'Repeat: this one',
  subtitles: 'Subtitles',
  none: 'No subtitles',
  close: 'Stop and close the player',
  broken: 'This browser cannot play it. The file may be damaged, or of a kind it does not know.',
  retry: 'Try again',
});

const REPEATS: Record<Repeat, string> = {
  off: text.repeatOff,
  all: text.repeatAll,
  one: text.repeatOne,
};

export class HallwayPlayer extends LitElement {
  static override properties = {
    url: { state: true },
    tracks: { state: true },
    shownTrack: { state: true },
    failure: { state: true },
  };
  declare url: string | undefined;
  declare tracks: readonly SubtitleTrack[];
  /** Place in `tracks`; -1 for none. */
  declare shownTrack: number;
  /** Why it does not play; `broken` where the browser cannot. */
  declare failure: unknown;
  #media: PlayerMedia | undefined;

  constructor() {
    super();
    this.tracks = [];
    this.shownTrack = -1;
    watch(this, player.changes, ['changed']);
    watch(this, router.changes, ['route']);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#press);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#press);
    this.#media?.end();
    this.#media = undefined;
  }

  protected override willUpdate(): void {
    const { current } = player;
    if (this.#media?.playing.turn === current?.turn) return;
    this.#media?.end();
    this.#media = current && new PlayerMedia(current);
    this.tracks = [];
    this.shownTrack = -1;
    if (current) void this.#load();
    else this.url = undefined;
  }

  protected override updated(): void {
    this.toggleAttribute('large', this.#isLarge);
  }

  /** Its own page is shown. */
  get #isLarge(): boolean {
    const { current } = player;
    const { route } = router;
    if (!current || route.page !== 'view') return false;
    const { spot, name } = current;
    const path = pathIn(spot, name);
    return route.device === spot.device && route.share === spot.share && route.path === path;
  }

  get #element(): HTMLMediaElement | null {
    return this.renderRoot.querySelector<HTMLMediaElement>('audio, video');
  }

  async #load(): Promise<void> {
    const media = this.#media;
    if (!media) return;
    this.failure = undefined;
    this.url = undefined;
    try {
      const url = await media.address();
      if (media !== this.#media) return;
      this.url = url;
      const tracks = await media.subtitles();
      if (media !== this.#media) return;
      this.tracks = tracks;
      const element = this.#element;
      if (element instanceof HTMLVideoElement && element.textTracks.length === 0)
        addTracks(element, tracks);
    } catch (error) {
      if (media === this.#media) this.failure = error;
    }
  }

  #ready(event: Event): void {
    const element = event.currentTarget as HTMLMediaElement;
    this.#media?.ready(element);
    // A browser that was not clicked into yet plays nothing by itself: its own button is there.
    void element.play().catch(() => {});
  }

  #failed(event: Event): void {
    const element = event.currentTarget as HTMLMediaElement;
    if (!element.hasAttribute('src')) return;
    if (this.#media?.failed(element) === true) void this.#load();
    else this.failure = 'broken';
  }

  #ended(): void {
    if (!player.step(1, true)) this.requestUpdate();
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const within = event.composedPath()[0];
    const element = this.#element;
    // On other pages letters may mean something else.
    if (!this.#isLarge && !event.composedPath().includes(this)) return;
    if (!element || !(within instanceof Element) || isTaken(within, event.key)) return;
    if (pressed(event, element)) event.preventDefault();
  };

  #showTrack(event: Event): void {
    this.shownTrack = Number((event.currentTarget as HTMLSelectElement).value);
    const element = this.#element;
    if (!element) return;
    for (const [index, track] of Array.from(element.textTracks).entries())
      track.mode = index === this.shownTrack ? 'showing' : 'disabled';
  }

  protected override render(): TemplateResult | typeof nothing {
    const { current } = player;
    if (!current) return nothing;
    const { spot, name } = current;
    const spoken = displayText(name, 255, '?');
    return html`<section aria-label=${text.player}>
      <div class="media">${this.#medium(current.kind, spoken)}</div>
      <div class="line">
        ${
          this.#isLarge
            ? nothing
            : html`<a class="cut name" href=${viewAddress(spot.device, spot.share, pathIn(spot, name))}
                ><bdi>${spoken}</bdi></a
              >`
        }
        ${this.#place()} ${this.#buttons()}
      </div>
    </section>`;
  }

  #medium(kind: 'audio' | 'video', spoken: string): TemplateResult {
    if (this.failure === 'broken') return this.#trouble(html`<p role="alert">${text.broken}</p>`);
    if (this.failure !== undefined) return this.#trouble(problem(this.failure));
    const ready = (event: Event): void => this.#ready(event);
    const failed = (event: Event): void => this.#failed(event);
    const ended = (): void => this.#ended();
    const moved = (event: Event): void =>
      this.#media?.progress(event.currentTarget as HTMLMediaElement);
    const src = this.url ?? nothing;
    return kind === 'audio'
      ? html`<audio controls preload="metadata" src=${src} aria-label=${spoken}
          @error=${failed} @loadedmetadata=${ready} @ended=${ended} @timeupdate=${moved}></audio>`
      : html`<video controls playsinline preload="metadata" src=${src} aria-label=${spoken}
          @error=${failed} @loadedmetadata=${ready} @ended=${ended} @timeupdate=${moved}></video>`;
  }

  #trouble(words: unknown): TemplateResult {
    return html`<div class="trouble">${words}
      <button class="small" @click=${() => this.#load()}>${text.retry}</button></div>`;
  }

  #place(): TemplateResult | typeof nothing {
    const { queue } = player;
    if (!queue || queue.length < 2) return nothing;
    return html`<span class="muted small">${formatCount(queue.place)} / ${formatCount(queue.length)}</span>`;
  }

  #buttons(): TemplateResult {
    const several = (player.queue?.length ?? 0) > 1;
    return html`<div class="buttons">
      ${several ? this.#button('previous', text.before, () => player.step(-1), player.hasStep(-1)) : nothing}
      ${several ? this.#button('next', text.after, () => player.step(1), player.hasStep(1)) : nothing}
      ${several ? this.#toggle('mix', text.mix, player.mixed, () => player.toggleMixed()) : nothing}
      ${this.#toggle(
        player.repeat === Repeat.one ? 'repeat-one' : 'repeat',
        REPEATS[player.repeat],
        player.repeat !== Repeat.off,
        () => player.nextRepeat(),
      )}
      ${this.#subtitles()}
      ${this.#button('close', text.close, () => player.close())}
    </div>`;
  }

  #button(
    name: 'previous' | 'next' | 'close',
    label: string,
    run: () => void,
    can = true,
  ): TemplateResult {
    return html`<button class="quiet" aria-label=${label} title=${label} ?disabled=${!can} @click=${run}>
      ${icon(name)}
    </button>`;
  }

  #toggle(
    name: 'mix' | 'repeat' | 'repeat-one',
    label: string,
    on: boolean,
    run: () => void,
  ): TemplateResult {
    return html`<button class="quiet" aria-label=${label} title=${label} aria-pressed=${on} @click=${run}>
      ${icon(name)}
    </button>`;
  }

  #subtitles(): TemplateResult | typeof nothing {
    if (this.tracks.length === 0) return nothing;
    return html`<select aria-label=${text.subtitles} @change=${(event: Event) => this.#showTrack(event)}>
      <option value="-1">${text.none}</option>
      ${this.tracks.map(
        ({ name, language }, index) =>
          html`<option value=${index} ?selected=${index === this.shownTrack}>
            ${language === null ? displayText(name, 60) : phrase('Subtitles: {0}', language)}
          </option>`,
      )}
    </select>`;
  }

  static override styles = [controls, playerStyles];
}
customElements.define('hallway-player', HallwayPlayer);

/** The key belongs to what has the focus: somebody types, or presses a button. */
function isTaken(within: Element, key: string): boolean {
  if (within.closest('dialog, input, textarea, select, [contenteditable]')) return true;
  if (within instanceof HTMLMediaElement) return key === ' ';
  return key === ' ' && within.closest('button, a, summary, [role="button"]') !== null;
}
