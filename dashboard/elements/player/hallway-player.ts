/**
 * The player: large while its file is looked at, a bar below every other page. It plays on while the
 * person goes from page to page, and goes on with the next file of the folder.
 */
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { translated } from '../../locale/localization.ts';
import { displayText } from '../../../src/base/text.ts';
import type { SubtitleTrack } from '../../../src/model/media.ts';
import type { FilePlace } from '../../../src/model/screen.ts';
import { pathIn } from '../../state/files/folder-changes.ts';
import { player } from '../../state/player/player.ts';
import { shownNow } from '../../state/player/shown.ts';
import { router, viewAddress } from '../../state/router.ts';
import { watch } from '../../state/watch.ts';
import { controls } from '../../styles/controls.ts';
import { playerStyles } from '../../styles/player.ts';
import { problem } from '../parts/problem.ts';
import './hallway-play-buttons.ts';
import './hallway-screens-dialog.ts';
import './hallway-show-controls.ts';
import { addTracks, PlayerMedia, pressed } from './player-media.ts';
import { StepKeeper } from './step-keeper.ts';

const text = translated({
  player: 'Player',
  broken: 'This browser cannot play it. The file may be damaged, or of a kind it does not know.',
  retry: 'Try again',
  sound: 'Turn the sound on',
});

export class HallwayPlayer extends LitElement {
  static override properties = {
    url: { state: true },
    tracks: { state: true },
    shownTrack: { state: true },
    failure: { state: true },
    showing: { state: true },
    silenced: { state: true },
    duration: { state: true },
  };
  declare url: string | undefined;
  declare tracks: readonly SubtitleTrack[];
  /** Place in `tracks`; -1 for none. */
  declare shownTrack: number;
  /** Why it does not play; `broken` where the browser cannot. */
  declare failure: unknown;
  /** What is about to be shown elsewhere. */
  declare showing: FilePlace | undefined;
  /** The browser plays no sound until somebody clicks. */
  declare silenced: boolean;
  declare duration: number;
  #media: PlayerMedia | undefined;
  #keeper: StepKeeper | undefined;

  constructor() {
    super();
    this.tracks = [];
    this.shownTrack = -1;
    this.silenced = false;
    this.duration = 0;
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
    this.#end();
  }

  #end(): void {
    this.#keeper?.stop();
    this.#keeper = undefined;
    this.#media?.end();
    this.#media = undefined;
  }

  protected override willUpdate(): void {
    const { current } = player;
    if (this.#media?.playing.turn === current?.turn) return;
    this.#end();
    this.silenced = false;
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
    this.duration = element.duration;
    if (player.isShown) return this.#keepStep(element);
    this.#media?.ready(element);
    // A browser that was not clicked into yet plays nothing by itself: its own button is there.
    void element.play().catch(() => {});
  }

  #keepStep(element: HTMLMediaElement): void {
    this.#keeper?.stop();
    const show = () => (player.isShown ? shownNow()?.show : undefined);
    this.#keeper = new StepKeeper(element, show, () => (this.silenced = true));
  }

  #unmute(): void {
    const element = this.#element;
    if (element) element.muted = false;
    this.silenced = false;
  }

  #failed(event: Event): void {
    const element = event.currentTarget as HTMLMediaElement;
    if (!element.hasAttribute('src')) return;
    if (this.#media?.failed(element) === true) void this.#load();
    else this.failure = 'broken';
  }

  #ended(): void {
    if (player.isShown) return;
    if (!player.step(1, true)) this.requestUpdate();
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const within = event.composedPath()[0];
    const element = this.#element;
    // On other pages letters may mean something else.
    if (!this.#isLarge && !event.composedPath().includes(this)) return;
    if (player.isShown || !element || !(within instanceof Element) || isTaken(within, event.key))
      return;
    if (pressed(event, element)) event.preventDefault();
  };

  #showTrack(chosen: number): void {
    this.shownTrack = chosen;
    const element = this.#element;
    if (!element) return;
    for (const [index, track] of Array.from(element.textTracks).entries())
      track.mode = index === chosen ? 'showing' : 'disabled';
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
        ${
          player.isShown
            ? html`<hallway-show-controls .duration=${this.duration}></hallway-show-controls>
                ${this.silenced ? html`<button class="small primary" @click=${() => this.#unmute()}>${text.sound}</button>` : nothing}`
            : html`<hallway-play-buttons
                .tracks=${this.tracks}
                .shownTrack=${this.shownTrack}
                @track-chosen=${(event: CustomEvent<number>) => this.#showTrack(event.detail)}
                @show-elsewhere=${() => this.#showElsewhere()}
              ></hallway-play-buttons>`
        }
      </div>
      <hallway-screens-dialog
        .file=${this.showing}
        .position=${this.#element?.currentTime ?? 0}
        @dialog-close=${() => (this.showing = undefined)}
      ></hallway-screens-dialog>
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
      ? html`<audio ?controls=${!player.isShown} preload="metadata" src=${src} aria-label=${spoken}
          @error=${failed} @loadedmetadata=${ready} @ended=${ended} @timeupdate=${moved}></audio>`
      : html`<video ?controls=${!player.isShown} playsinline preload="metadata" src=${src} aria-label=${spoken}
          @error=${failed} @loadedmetadata=${ready} @ended=${ended} @timeupdate=${moved}></video>`;
  }

  #trouble(words: unknown): TemplateResult {
    return html`<div class="trouble">${words}
      <button class="small" @click=${() => this.#load()}>${text.retry}</button></div>`;
  }

  #showElsewhere(): void {
    const { current } = player;
    if (!current) return;
    const { device, share } = current.spot;
    this.showing = { device, share, path: pathIn(current.spot, current.name) };
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
