/**
 * A connection to a peer before it is a link. The accepting side says hello at once; the side that
 * dialled may first look whether this way is worth taking, and hang up unheard if it is not.
 */
import { HelloFrame, type HelloFrame as Hello } from '../../api/peer.ts';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import { shapeError } from '../../net/shape.ts';
import type { FrameSocket } from '../../net/web-socket.ts';
import { CloseCode, parseJson, PeerLink } from './peer-link.ts';
import { roundTrip } from './round-trip.ts';
import { Stage } from '../trouble.ts';
import type { Measured, OwnEnd } from './way.ts';

const HELLO_TIMEOUT_MS = 3000;
const PINGS = 5;

export interface GreetingOptions {
  device: DeviceId;
  dialled: boolean;
  frames: FrameSocket;
  /** Where it was dialled; the peer's port is unknown where it dialled in. */
  host: string;
  port: number | undefined;
  /** This PC's end of the connection. */
  own: OwnEnd;
  /** What this device says of itself. */
  hello: () => Hello;
  clock: Clock;
}

export class Greeting {
  readonly #options: GreetingOptions;
  readonly #heard = Promise.withResolvers<Hello>();
  #link: PeerLink | undefined;
  #settled = false;
  #closed = false;
  #cancel: CancelTimer | undefined;
  /** What came after the hello, before the link was made of it. */
  #early: string[] = [];

  constructor(options: GreetingOptions) {
    this.#options = options;
    // Whoever waits hears of a failure; that nobody does is no fault of its own.
    this.#heard.promise.catch(() => {});
  }

  /** Begins to hear. Call it once, in the turn in which the connection was made. */
  listen(): this {
    const { frames, clock } = this.#options;
    this.#cancel = clock.after(HELLO_TIMEOUT_MS, () => {
      this.#fail('The PC did not answer.', Stage.silent);
      frames.destroy();
    });
    frames.on('close', () => {
      this.#closed = true;
      this.#fail('The PC closed the connection.', Stage.refused);
    });
    frames.listen((text) => this.#receive(text));
    return this;
  }

  /** What the peer says of itself. Rejects with `peer.unreachable` or `peer.protocol`. */
  get theirs(): Promise<Hello> {
    return this.#heard.promise;
  }

  get device(): DeviceId {
    return this.#options.device;
  }

  /** Looks at the way that this connection takes. Takes under 3 s; rejects as `theirs` does. */
  async measure(): Promise<Measured> {
    const { frames, clock, own } = this.#options;
    const { via } = await this.theirs;
    const ms = await roundTrip(frames, clock, PINGS);
    return { way: { own: own(), theirs: via }, ms };
  }

  /**
   * Says hello and becomes the link; from then on the peer takes it for its own. Rejects as `theirs`
   * does.
   */
  async link(): Promise<PeerLink> {
    const { device, dialled, frames, host, port, own, hello, clock } = this.#options;
    frames.send(JSON.stringify(hello()));
    const theirs = await this.theirs;
    if (this.#closed) throw unreachable('The PC closed the connection.', Stage.refused);
    const link = new PeerLink({
      device,
      dialled,
      frames,
      hello: theirs,
      target: { host, port: port ?? theirs.port },
      own,
      clock,
    });
    this.#link = link;
    for (const text of this.#early.splice(0)) link.receive(text);
    return link;
  }

  /** Hangs up. */
  discard(): void {
    this.#fail('The connection was no longer wanted.', Stage.refused);
    this.#options.frames.destroy();
  }

  #receive(text: string): void {
    if (this.#link) return this.#link.receive(text);
    if (this.#settled) {
      if (this.#early.length < 16) this.#early.push(text);
      else this.#options.frames.destroy();
      return;
    }
    const hello = parseJson(text);
    if (shapeError(HelloFrame, hello) === undefined) {
      this.#settle();
      this.#heard.resolve(hello as Hello);
      return;
    }
    this.#settle();
    this.#heard.reject(new HallwayError('peer.protocol', 'The PC answered in an unknown way.'));
    this.#options.frames.close(CloseCode.malformed);
  }

  #settle(): void {
    this.#settled = true;
    this.#cancel?.();
  }

  #fail(message: string, stage: string): void {
    if (this.#settled) return;
    this.#settle();
    this.#heard.reject(unreachable(message, stage));
  }
}

function unreachable(message: string, stage: string): HallwayError {
  return new HallwayError('peer.unreachable', message, { details: { stage } });
}
