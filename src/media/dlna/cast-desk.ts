/**
 * Casting: what plays on televisions and loudspeakers without Hallway. Each cast has an address of
 * its own that is good for its renderer alone, and for as long as the cast lasts.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import type { DeviceId } from '../../model/id.ts';
import type { FilePlace, Screen, Show, ShowAction } from '../../model/screen.ts';
import { Renderer, type RendererControl, type RendererOptions } from './renderer.ts';

/** A file that one renderer may fetch. */
export interface CastLink {
  url: string;
  /** Media type. */
  type: string;
  /** From then on it is good for nobody. */
  close: () => void;
}

export interface CastDeskOptions {
  /** This PC. */
  self: DeviceId;
  /** What was found on the chosen adapters. */
  renderers: () => { id: string; name: string }[];
  /** How it is told to play; undefined once it is gone. */
  controlOf: (id: string) => RendererControl | undefined;
  /** Throws why the file cannot be read or served there. */
  link: (file: FilePlace, address: string) => Promise<CastLink>;
  titleOf: (file: FilePlace) => string;
  textsOf: RendererOptions['textsOf'];
  newId: () => string;
  clock: Clock;
  log: Log;
}

interface Cast {
  show: Show;
  renderer: Renderer;
  link: CastLink;
  /** It was seen to play. */
  played: boolean;
  /** Times that it did not answer, or had stopped, one after the other. */
  missed: number;
  timer: CancelTimer | undefined;
}

const LOOK_MS = 1000;
/** It is over after so many looks that say so. */
const MOST_MISSED = 5;
/** A file that cannot be begun stops at once; slow renderers need a while for their first byte. */
const START_LOOKS = 30;

export class CastDesk implements Lifecycle {
  readonly #options: CastDeskOptions;
  readonly #casts = new Map<string, Cast>();

  constructor(options: CastDeskOptions) {
    this.#options = options;
  }

  start(): void {}

  async stop(): Promise<void> {
    const casts = Array.from(this.#casts);
    await Promise.all(
      casts.map(([id, { renderer }]) => {
        this.#end(id);
        return renderer.stop().catch(() => {});
      }),
    );
  }

  has(id: string): boolean {
    return this.#options.renderers().some((one) => one.id === id);
  }

  list(): Screen[] {
    return this.#options.renderers().map(({ id, name }) => ({
      id,
      kind: 'renderer',
      name,
      show: this.#casts.get(id)?.show ?? null,
    }));
  }

  /** Takes the place of what this PC casts there. Throws `screen.not_found`, `screen.unreachable`. */
  async play(id: string, file: FilePlace, position = 0): Promise<{ id: string; state: 'showing' }> {
    const { controlOf, link, titleOf, textsOf, newId, self, clock } = this.#options;
    const control = controlOf(id);
    if (!control) throw notFound();
    const renderer = new Renderer({ control, textsOf, clock });
    const opened = await link(file, renderer.address);
    try {
      await renderer.stop().catch(() => {});
      const { url, type } = opened;
      await renderer.load({ url, type, title: titleOf(file) });
      await renderer.play();
      if (position >= 1) await renderer.seek(position).catch(() => {});
    } catch (error) {
      opened.close();
      throw error;
    }
    this.#end(id);
    const show: Show = {
      id: newId(),
      file,
      by: self,
      playing: true,
      position,
      at: clock.monotonic(),
      volume: 100,
    };
    const cast: Cast = { show, renderer, link: opened, played: false, missed: 0, timer: undefined };
    this.#casts.set(id, cast);
    this.#later(id, cast);
    return { id: show.id, state: 'showing' };
  }

  /** Throws `request.not_found` for what plays no more, `screen.unreachable`. */
  async control(id: string, show: string, action: ShowAction): Promise<void> {
    const cast = this.#casts.get(id);
    if (cast?.show.id !== show)
      throw new HallwayError('request.not_found', 'That is not played any more.');
    const { renderer } = cast;
    switch (action.action) {
      case 'play':
        await renderer.play();
        break;
      case 'pause':
        await renderer.pause();
        break;
      case 'seek':
        await renderer.seek(action.position);
        break;
      case 'volume':
        await renderer.volume(action.volume);
        cast.show = { ...cast.show, volume: action.volume };
        return;
      default:
        // Its address is good for nothing from now on, whether it stops or not.
        this.#end(id);
        return renderer.stop();
    }
    await this.#look(id, cast);
  }

  #later(id: string, cast: Cast): void {
    cast.timer?.();
    cast.timer = this.#options.clock.after(LOOK_MS, () => {
      void this.#look(id, cast).then(() => {
        if (this.#casts.get(id) === cast) this.#later(id, cast);
      });
    });
  }

  async #look(id: string, cast: Cast): Promise<void> {
    const now = await cast.renderer.now().catch(() => undefined);
    if (this.#casts.get(id) !== cast) return;
    const isOver = !now || now.state === 'STOPPED' || now.state === 'NO_MEDIA_PRESENT';
    cast.missed = isOver ? cast.missed + 1 : 0;
    if (now?.state === 'PLAYING') cast.played = true;
    if (cast.missed > (cast.played ? MOST_MISSED : START_LOOKS)) {
      this.#options.log.info({ renderer: id, played: cast.played }, 'a cast is over');
      return this.#end(id);
    }
    if (!now || isOver) return;
    const { show } = cast;
    cast.show = {
      ...show,
      playing: now.state !== 'PAUSED_PLAYBACK',
      position: now.position ?? show.position,
      at: this.#options.clock.monotonic(),
    };
  }

  #end(id: string): void {
    const cast = this.#casts.get(id);
    if (!cast) return;
    cast.timer?.();
    cast.link.close();
    this.#casts.delete(id);
  }
}

function notFound(): HallwayError {
  return new HallwayError('screen.not_found', 'There is no such screen now.', {
    fix: '`hallway screens` lists them.',
  });
}
