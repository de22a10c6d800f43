/** Screens of the workgroup: what this PC's own shows, and playing on those of colleagues. */
import { actOnScreen, readScreen, showOnScreen, type ShowAnswer } from '../../api/peer-screen.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { DeviceId } from '../../model/id.ts';
import type { FilePlace, Screen, ScreenState, Show, ShowAction } from '../../model/screen.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import { FollowedScreen } from './followed-screen.ts';
import { OwnScreen, type OwnScreenOptions } from './own-screen.ts';

export interface ScreenDeskOptions extends OwnScreenOptions {
  transport: PeerTransport;
  peers: {
    online(): DeviceId[];
    nameOf(device: DeviceId): string;
    send(device: DeviceId, frame: { type: 'screen' }): void;
  };
  clock: Clock;
}

/** A PC that takes longer is listed without what it shows. */
const LIST_MS = 2000;
/** Whoever asked within this time is told of changes. */
const FOLLOWS_MS = 15_000;
const MOST_FOLLOWERS = 200;

export class ScreenDesk extends Emitter<{ changed: undefined }> implements Lifecycle {
  readonly own: OwnScreen;
  readonly #options: ScreenDeskOptions;
  readonly #followers = new Map<DeviceId, number>();
  /** What they were told of last. */
  #told: Show | undefined;
  #along: FollowedScreen | undefined;

  constructor(options: ScreenDeskOptions) {
    super();
    this.#options = options;
    this.own = new OwnScreen(options);
    this.own.on('changed', () => {
      this.#tellFollowers();
      this.emit('changed', undefined);
    });
  }

  start(): void {}

  stop(): void {
    this.own.stop();
    this.along(null);
  }

  state(): ScreenState {
    const along = this.#along?.show;
    return {
      here: this.own.show ?? null,
      along: this.#along && along ? { screen: this.#along.screen, show: along } : null,
      requests: this.own.requests(),
    };
  }

  /** Other PCs that are there, and what they show as far as this PC may know. */
  list(): Promise<Screen[]> {
    const { peers, transport, clock } = this.#options;
    return Promise.all(
      peers.online().map(async (id): Promise<Screen> => {
        const sent = clock.monotonic();
        const answer = await transport
          .call(id, readScreen, { query: {} }, { timeoutMs: LIST_MS })
          .catch(() => undefined);
        const offset = answer ? answer.now - (sent + clock.monotonic()) / 2 : 0;
        const show = answer?.show ? { ...answer.show, at: answer.show.at - offset } : null;
        return { id, kind: 'pc', name: peers.nameOf(id), show };
      }),
    );
  }

  /** Throws what the other PC says, `peer.offline`. */
  async play(
    screen: DeviceId,
    file: FilePlace,
    { position, along = true }: { position?: number | undefined; along?: boolean | undefined },
  ): Promise<ShowAnswer> {
    const { self, transport } = this.#options;
    if (screen === self) return this.own.offer(self, file, position);
    this.#requireThere(screen);
    const body = { file, ...(position === undefined ? {} : { position }) };
    const answer = await transport.call(screen, showOnScreen, { body });
    if (along) this.along(screen);
    return answer;
  }

  /** Throws `request.not_found` for what is not shown there, or not for this PC to control. */
  async control(screen: DeviceId, id: string, action: ShowAction): Promise<void> {
    const { self, transport } = this.#options;
    if (screen === self) return this.own.act(self, id, action);
    this.#requireThere(screen);
    await transport.call(screen, actOnScreen, { params: { id }, body: action });
    if (this.#along?.screen === screen) await this.#along.ask();
  }

  /** Plays along with a screen until that shows nothing any more; null: with none. */
  along(screen: DeviceId | null): void {
    this.#along?.stop();
    this.#along = undefined;
    if (screen !== null) {
      if (screen === this.#options.self)
        throw new HallwayError('request.invalid', 'That is the screen of this PC.');
      const along = new FollowedScreen({ ...this.#options, screen });
      const tell = (): void => this.emit('changed', undefined);
      along.on('changed', tell);
      along.on('over', () => {
        if (this.#along === along) this.#along = undefined;
        tell();
      });
      this.#along = along;
      along.start();
    }
    this.emit('changed', undefined);
  }

  /**
   * What a member is told that asks; with `follow` it is told of changes for a while, unless it has
   * nothing to do with what is shown.
   */
  answer(device: DeviceId, follow: boolean): { now: number; show: Show | null; asked: boolean } {
    const now = this.#options.clock.monotonic();
    const [show, asked] = [this.own.showTo(device), this.own.isAsked(device)];
    const isIn = show !== null || asked;
    if (!isIn) this.#followers.delete(device);
    else if (follow && (this.#followers.size < MOST_FOLLOWERS || this.#followers.has(device)))
      this.#followers.set(device, now);
    return { now, show, asked };
  }

  /** Another screen says that it shows something else now. */
  heard(device: DeviceId): void {
    if (this.#along?.screen === device) void this.#along.ask();
  }

  #requireThere(screen: string): void {
    if (this.#options.peers.online().includes(screen)) return;
    throw new HallwayError('screen.not_found', 'There is no such screen now.');
  }

  #tellFollowers(): void {
    const { clock, peers } = this.#options;
    // Who wishes something is no matter of theirs. What is shown is made anew with each change.
    if (this.own.show === this.#told) return;
    this.#told = this.own.show;
    const now = clock.monotonic();
    for (const [device, asked] of this.#followers)
      if (now - asked > FOLLOWS_MS) this.#followers.delete(device);
      else peers.send(device, { type: 'screen' });
  }
}
