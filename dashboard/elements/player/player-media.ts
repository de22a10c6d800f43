/**
 * The sound or film itself: its address, which is asked for anew where it expired, where it goes on,
 * its subtitles, and the keys of the keyboard and the system that are for it.
 */
import { createPlayAddress, readSubtitles } from '../../../src/api/local.ts';
import { displayText } from '../../../src/base/text.ts';
import type { SubtitleTrack } from '../../../src/model/media.ts';
import { ask } from '../../data/agent-client.ts';
import { pathIn } from '../../state/files/folder-changes.ts';
import { notePlayed, playedTo } from '../../state/player/played.ts';
import { keyOf, player, type Playing } from '../../state/player/player.ts';

/** Jumps of the keys, in seconds. */
export const JUMP_S = 10;
/** How often it is remembered how far it is. */
const NOTE_S = 5;

export class PlayerMedia {
  readonly playing: Playing;
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  #element: HTMLMediaElement | undefined;
  #resumeAt: number;
  #notedAt = 0;
  /** Where it was when it failed last: a second failure there is the file's. */
  #failedAt: number | undefined;

  constructor(playing: Playing) {
    this.playing = playing;
    this.signal = this.#stop.signal;
    this.#resumeAt = playedTo(keyOf(playing));
  }

  end(): void {
    this.#note();
    this.#stop.abort();
    if (this.#element) {
      this.#element.pause();
      this.#element.removeAttribute('src');
      this.#element.load();
    }
  }

  /** A fresh address. */
  async address(): Promise<string> {
    const { url } = await ask(createPlayAddress, { ...this.#place, body: this.#path }, this.signal);
    return url;
  }

  async subtitles(): Promise<SubtitleTrack[]> {
    if (this.playing.kind !== 'video') return [];
    return ask(readSubtitles, { ...this.#place, query: this.#path }, this.signal).catch(() => []);
  }

  /** The element that plays it, once its length is known. */
  ready(element: HTMLMediaElement): void {
    this.#element = element;
    if (this.#resumeAt > 0 && this.#resumeAt < element.duration)
      element.currentTime = this.#resumeAt;
    this.#resumeAt = 0;
    this.#tellSystem(element);
  }

  progress(element: HTMLMediaElement): void {
    this.#element = element;
    if (Math.abs(element.currentTime - this.#notedAt) >= NOTE_S) this.#note();
  }

  /** True where it is worth to ask for a new address and go on from here. */
  failed(element: HTMLMediaElement): boolean {
    const at = element.currentTime;
    if (at === 0 || this.#failedAt === at) return false;
    this.#failedAt = at;
    this.#resumeAt = at;
    return true;
  }

  #note(): void {
    if (!this.#element || !Number.isFinite(this.#element.duration)) return;
    this.#notedAt = this.#element.currentTime;
    notePlayed(keyOf(this.playing), this.#notedAt, this.#element.duration);
  }

  /** Keys of a keyboard or headset, and what the system shows of what is played (Media Session). */
  #tellSystem(element: HTMLMediaElement): void {
    if (!('mediaSession' in navigator)) return;
    const { mediaSession } = navigator;
    mediaSession.metadata = new MediaMetadata({ title: displayText(this.playing.name, 255) });
    const on = (action: MediaSessionAction, run: MediaSessionActionHandler): void => {
      try {
        mediaSession.setActionHandler(action, run);
      } catch {
        // A browser that does not know of this key.
      }
    };
    on('play', () => void element.play().catch(() => {}));
    on('pause', () => element.pause());
    on('previoustrack', () => void player.step(-1));
    on('nexttrack', () => void player.step(1));
    on('seekbackward', ({ seekOffset }) => (element.currentTime -= seekOffset ?? JUMP_S));
    on('seekforward', ({ seekOffset }) => (element.currentTime += seekOffset ?? JUMP_S));
    on('seekto', ({ seekTime }) => (element.currentTime = seekTime ?? element.currentTime));
    on('stop', () => player.close());
  }

  get #place() {
    const { device, share } = this.playing.spot;
    return { params: { device, share } };
  }

  get #path() {
    return { path: pathIn(this.playing.spot, this.playing.name) };
  }
}

/** True if the key was for the player. */
export function pressed(event: KeyboardEvent, element: HTMLMediaElement): boolean {
  switch (event.key) {
    case ' ':
    case 'k':
      if (element.paused) void element.play().catch(() => {});
      else element.pause();
      return true;
    case 'j':
      element.currentTime = Math.max(0, element.currentTime - JUMP_S);
      return true;
    case 'l':
      element.currentTime += JUMP_S;
      return true;
    case 'm':
      element.muted = !element.muted;
      return true;
    case 'n':
      return player.step(1);
    case 'p':
      return player.step(-1);
    case 'f':
      if (!(element instanceof HTMLVideoElement)) return false;
      if (document.fullscreenElement) void document.exitFullscreen();
      else void element.requestFullscreen().catch(() => {});
      return true;
    default:
      return false;
  }
}

/** Subtitles as a browser shows them; their text is text. */
export function addTracks(element: HTMLVideoElement, tracks: readonly SubtitleTrack[]): void {
  for (const { name, language, cues } of tracks) {
    const track = element.addTextTrack('subtitles', displayText(name, 100), language ?? '');
    for (const { start, end, text } of cues) {
      const cue = new VTTCue(start, end, '');
      // What looks like a tag is text.
      cue.text = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
      track.addCue(cue);
    }
    track.mode = 'disabled';
  }
}
