/**
 * The screen of this PC: what it shows, who may show something on it, and who may stop, seek and set
 * the volume. It keeps the time that everybody who plays along follows.
 */
import { Allowance } from '../../base/allowance.ts';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import type { FilePlace, Show, ShowAction, ShowRequest } from '../../model/screen.ts';
import type { ScreenRuleBook } from './screen-rules.ts';

export interface OwnScreenOptions {
  /** This PC. */
  self: DeviceId;
  rules: ScreenRuleBook;
  /** Throws for what is none that plays, by its name alone. */
  requireMedia: (path: string) => void;
  /** Throws why this PC may not read the file. */
  check: (file: FilePlace) => Promise<void>;
  newId: () => string;
  clock: Clock;
}

interface Waiting extends ShowRequest {
  position: number;
  asked: number;
}

/** Everybody who plays along has its beginning by then. */
const LEAD_MS = 1000;
/** A wish that nobody answers is over then. */
const PATIENCE_MS = 120_000;
const MOST_WAITING = 5;
/** Wishes of one PC: so many at once, and one more each time. */
const WISHES = 10;
const WISH_MS = 3000;

export class OwnScreen extends Emitter<{ changed: undefined }> {
  readonly #options: OwnScreenOptions;
  #show: Show | undefined;
  /** Whom the person said yes to, for what is shown now. */
  #trusted: DeviceId | undefined;
  #waiting: Waiting[] = [];
  /** Until the oldest wish is over. */
  #pruning: CancelTimer | undefined;
  readonly #wishes: Allowance;

  constructor(options: OwnScreenOptions) {
    super();
    this.#options = options;
    this.#wishes = new Allowance(options.clock, WISHES, WISH_MS);
  }

  get show(): Show | undefined {
    return this.#show;
  }

  requests(): ShowRequest[] {
    this.#prune();
    return this.#waiting.map(({ id, by, file }) => ({ id, by, file }));
  }

  isAsked(by: DeviceId): boolean {
    this.#prune();
    return this.#waiting.some((one) => one.by === by);
  }

  /** What a member is told; nothing of what it has nothing to do with. */
  showTo(device: DeviceId): Show | null {
    return this.#show && this.#mayControl(device) ? this.#show : null;
  }

  /**
   * Throws `request.forbidden`, `request.busy`, and why this PC cannot play it. What needs a yes is
   * looked for after that: nobody learns from the answer which files there are.
   */
  async offer(
    by: DeviceId,
    file: FilePlace,
    position = 0,
  ): Promise<{ id: string; state: 'showing' | 'asked' }> {
    const { rules, self, requireMedia, check, newId, clock } = this.#options;
    const rule = by === self ? 'allow' : rules.of(by);
    if (rule === 'refuse')
      throw new HallwayError('request.forbidden', 'That PC lets nobody show something on it.');
    if (by !== self && !this.#wishes.take(by)) throw busy();
    requireMedia(file.path);
    const id = newId();
    if (rule === 'allow') {
      await check(file);
      this.#begin({ id, by, file, position });
      return { id, state: 'showing' };
    }
    this.#prune();
    this.#waiting = this.#waiting.filter((one) => one.by !== by);
    if (this.#waiting.length >= MOST_WAITING) throw busy();
    this.#waiting.push({ id, by, file, position, asked: clock.monotonic() });
    this.#prune();
    this.emit('changed', undefined);
    return { id, state: 'asked' };
  }

  /** The person's answer. Throws `request.not_found`, and why this PC cannot play it. */
  async decide(id: string, admit: boolean): Promise<void> {
    this.#prune();
    const found = this.#waiting.find((one) => one.id === id);
    if (!found) throw new HallwayError('request.not_found', 'Nobody asks for that any more.');
    this.#waiting = this.#waiting.filter((one) => one !== found);
    this.emit('changed', undefined);
    if (!admit) return;
    await this.#options.check(found.file);
    this.#begin(found);
    this.#trusted = found.by;
  }

  /** Throws `request.not_found` for what is not shown, also where `by` has nothing to do with it. */
  act(by: DeviceId, id: string, action: ShowAction): void {
    const show = this.#show;
    if (show?.id !== id || !this.#mayControl(by))
      throw new HallwayError('request.not_found', 'That is not shown any more.');
    if (action.action === 'stop') {
      this.#show = undefined;
      this.#trusted = undefined;
    } else this.#show = moved(show, action, this.#options.clock.monotonic());
    this.emit('changed', undefined);
  }

  /** Nobody's wish is kept. */
  stop(): void {
    this.#waiting = [];
    this.#pruning?.();
  }

  /** No word of those who left counts any more. */
  forget(devices: readonly DeviceId[]): void {
    this.#waiting = this.#waiting.filter(({ by }) => !devices.includes(by));
    if (this.#show && devices.includes(this.#show.by)) this.#show = undefined;
    this.emit('changed', undefined);
  }

  #mayControl(device: DeviceId): boolean {
    const { self, rules } = this.#options;
    if (device === self) return true;
    const rule = rules.of(device);
    // A yes of before is worth nothing against a no of now.
    if (rule === 'refuse') return false;
    return rule === 'allow' || device === this.#trusted || device === this.#show?.by;
  }

  #begin({ id, by, file, position }: ShowRequest & { position: number }): void {
    const at = this.#options.clock.monotonic() + LEAD_MS;
    const volume = this.#show?.volume ?? 100;
    this.#show = { id, by, file, playing: true, position, at, volume };
    this.#trusted = undefined;
    this.emit('changed', undefined);
  }

  #prune(): void {
    const { clock } = this.#options;
    const now = clock.monotonic();
    const left = this.#waiting.filter(({ asked }) => now - asked < PATIENCE_MS);
    const ended = left.length !== this.#waiting.length;
    this.#waiting = left;
    this.#pruning?.();
    const [oldest] = left;
    this.#pruning = oldest && clock.after(oldest.asked + PATIENCE_MS - now, () => this.#prune());
    if (ended) this.emit('changed', undefined);
  }
}

function busy(): HallwayError {
  return new HallwayError('request.busy', 'That PC is asked too much. Try again in a while.');
}

/** Where it is at `now`, in seconds; before its beginning: where it begins. */
export function positionAt({ playing, position, at }: Show, now: number): number {
  return playing ? position + Math.max(0, now - at) / 1000 : position;
}

/** The show after an action at `now`. */
export function moved(show: Show, action: ShowAction, now: number): Show {
  const position = positionAt(show, now);
  switch (action.action) {
    case 'play':
      // Everybody has a moment to be there in time.
      return show.playing ? show : { ...show, playing: true, at: now + LEAD_MS / 4 };
    case 'pause':
      return { ...show, playing: false, position, at: now };
    case 'seek':
      return { ...show, position: action.position, at: now + (show.playing ? LEAD_MS / 2 : 0) };
    case 'volume':
      return { ...show, volume: action.volume };
    default:
      return show;
  }
}
