/** What this dashboard plays: a file, and those of its folder that come after it. */
import { Emitter } from '../../../src/base/emitter.ts';
import { previewOf } from '../../words/previews.ts';
import { pathIn, type Spot } from '../files/folder-changes.ts';
import { PlayQueue, Repeat } from './play-queue.ts';
import { habits, noteHabits } from './played.ts';

export interface Playing {
  /** The folder. */
  readonly spot: Spot;
  readonly name: string;
  readonly kind: 'audio' | 'video';
  /** Another number: begins anew, also if it is the same file. */
  readonly turn: number;
}

export function isPlayable(name: string): boolean {
  const kind = previewOf(name);
  return kind === 'audio' || kind === 'video';
}

/** For remembering; the same for the same file. */
export function keyOf({ spot, name }: Playing): string {
  return `${spot.device} ${spot.share} ${pathIn(spot, name)}`;
}

class Player {
  readonly changes = new Emitter<{ changed: undefined }>();
  #spot: Spot | undefined;
  #queue: PlayQueue | undefined;
  #turn = 0;
  #habits = habits();
  #shown = false;

  get current(): Playing | undefined {
    const name = this.#queue?.current;
    if (!this.#spot || name === undefined || name === '') return undefined;
    const kind = previewOf(name) === 'audio' ? 'audio' : 'video';
    return { spot: this.#spot, name, kind, turn: this.#turn };
  }

  get queue(): PlayQueue | undefined {
    return this.#queue;
  }

  get repeat(): Repeat {
    return this.#habits.repeat;
  }

  get mixed(): boolean {
    return this.#habits.mixed;
  }

  isCurrent(spot: Spot, name: string): boolean {
    const { current } = this;
    return current?.name === name && isSame(current.spot, spot);
  }

  /** Plays a file of a folder; `names`: everything in it, in the person's order. Goes on with the same. */
  open(spot: Spot, name: string, names: readonly string[]): void {
    const known = this.#spot && isSame(this.#spot, spot) ? this.#queue : undefined;
    const playable = names.filter(isPlayable);
    const isSameFile = known?.current === name;
    // What is shown is not to be taken away by looking at its page.
    if (isSameFile && (this.#shown || known.length >= playable.length)) return;
    this.#shown = false;
    this.#spot = spot;
    this.#queue = new PlayQueue(playable, name);
    this.#queue.mix(this.#habits.mixed);
    if (!isSameFile) this.#turn += 1;
    this.#tell();
  }

  /** False where nothing comes after or before it. */
  step(by: 1 | -1, ended = false): boolean {
    if (this.#queue?.step(by, this.repeat, ended) !== true) return false;
    this.#turn += 1;
    this.#tell();
    return true;
  }

  hasStep(by: 1 | -1): boolean {
    return this.#queue?.hasStep(by, this.repeat) ?? false;
  }

  /** Plays what is shown on screens in step; nothing comes after it. */
  show(spot: Spot, name: string): void {
    this.#spot = spot;
    this.#queue = new PlayQueue([name], name);
    this.#turn += 1;
    this.#shown = true;
    this.#tell();
  }

  /** Nothing is shown any more. */
  endShow(): void {
    if (this.#shown) this.close();
  }

  /** True while it plays what is shown, in step with other screens. */
  get isShown(): boolean {
    return this.#shown;
  }

  toggleMixed(): void {
    this.#change({ ...this.#habits, mixed: !this.mixed });
    this.#queue?.mix(this.mixed);
    this.#tell();
  }

  /** Off, all, one. */
  nextRepeat(): void {
    const all = Object.values(Repeat);
    const next = all[(all.indexOf(this.repeat) + 1) % all.length] ?? Repeat.off;
    this.#change({ ...this.#habits, repeat: next });
    this.#tell();
  }

  close(): void {
    this.#spot = undefined;
    this.#queue = undefined;
    this.#shown = false;
    this.#tell();
  }

  #change(to: { mixed: boolean; repeat: Repeat }): void {
    this.#habits = to;
    noteHabits(to);
  }

  #tell(): void {
    this.changes.emit('changed', undefined);
    // The element is loaded when something is played first.
    if (this.current) void import('../../elements/player/hallway-player.ts').catch(() => {});
  }
}

function isSame(one: Spot, other: Spot): boolean {
  return one.device === other.device && one.share === other.share && one.path === other.path;
}

export const player = new Player();
