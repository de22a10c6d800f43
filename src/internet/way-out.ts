/**
 * Connects to where a member wants to go, if that is on the internet and nowhere else. A name is
 * looked up once; whoever answers with one address that is not allowed gets none of them, and those
 * that were judged are the ones that are dialled.
 */
import type { Socket } from 'node:net';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import { isOnTheInternet } from './address-rules.ts';
import { refused, type Destination } from './destination.ts';
import type { World } from './world.ts';

export interface WayOutOptions {
  world: World;
  /** Whether an address is in a network that this PC itself is in, whatever its numbers. */
  isOnLink: (address: string) => boolean;
  clock: Clock;
}

/** A name may have many addresses; these few are tried, one after the other. */
const MOST_TRIED = 4;
const CONNECT_MS = 5000;

export class WayOut {
  readonly #options: WayOutOptions;

  constructor(options: WayOutOptions) {
    this.#options = options;
  }

  /** Throws `internet.refused`, `internet.unreachable`, `request.cancelled`. */
  async open({ host, literal, port }: Destination, signal: AbortSignal): Promise<Socket> {
    const addresses = literal ? [host] : await this.#lookup(host, signal);
    if (!addresses.every((address) => this.#isAllowed(address)))
      throw refused('This address is not on the internet but in a network of its own.');
    let last: unknown;
    for (const address of addresses.slice(0, MOST_TRIED)) {
      if (signal.aborted) throw notWanted();
      try {
        return await this.#dial(address, port, signal);
      } catch (error) {
        last = error;
      }
    }
    if (signal.aborted) throw notWanted();
    throw new HallwayError('internet.unreachable', 'This server does not answer.', { cause: last });
  }

  async #lookup(name: string, signal: AbortSignal): Promise<readonly string[]> {
    let found: readonly string[] = [];
    let cause: unknown;
    try {
      found = await this.#options.world.lookup(name, signal);
    } catch (error) {
      cause = error;
    }
    if (signal.aborted) throw notWanted();
    if (found.length > 0) return found;
    throw new HallwayError('internet.unreachable', 'This name is not known on the internet.', {
      cause,
    });
  }

  #isAllowed(address: string): boolean {
    return isOnTheInternet(address) && !this.#options.isOnLink(address);
  }

  #dial(address: string, port: number, signal: AbortSignal): Promise<Socket> {
    const { world, clock } = this.#options;
    return new Promise((resolve, reject) => {
      const socket = world.dial(address, port);
      let timer: CancelTimer | undefined;
      const finish = (error: Error | undefined): void => {
        timer?.();
        signal.removeEventListener('abort', abort);
        socket.removeListener('error', finish);
        socket.removeListener('connect', connected);
        if (!error) return resolve(socket);
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      };
      const abort = (): void => finish(notWanted());
      const connected = (): void => finish(undefined);
      timer = clock.after(CONNECT_MS, () => finish(new Error('it took too long')));
      signal.addEventListener('abort', abort, { once: true });
      socket.once('error', finish);
      socket.once('connect', connected);
    });
  }
}

function notWanted(): HallwayError {
  return new HallwayError('request.cancelled', 'The connection was no longer wanted.');
}
