/** The door for guests: there while a link lives, and closed at once when none does any more. */
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Log } from '../../src/base/log.ts';
import type { Adapter } from '../../src/net/adapters.ts';
import { GUEST_PORT } from '../../src/net/ports.ts';
import type { Settings } from '../../src/store/settings.ts';
import { GuestServer } from '../http/guest-server.ts';
import { startOnFirst } from '../http/listen.ts';
import { rememberedPort } from '../life/remembered-port.ts';
import type { GuestDesk } from './guest-desk.ts';

export interface GuestDoorOptions {
  settings: Settings;
  localPort: number | undefined;
  pages: string;
  desk: GuestDesk;
  adapters: () => Promise<readonly Adapter[]>;
  /** By what else than addresses this PC may be called. */
  names: () => readonly string[];
  log: Log;
}

export class GuestDoor implements Lifecycle {
  readonly #options: GuestDoorOptions;
  #server: GuestServer | undefined;
  #wanted = false;
  #trouble: unknown;
  #applying: Promise<void> = Promise.resolve();

  constructor(options: GuestDoorOptions) {
    this.#options = options;
  }

  start(): void {}

  stop(): Promise<void> {
    return this.be(false);
  }

  /** Opens or closes it. Never rejects. */
  be(open: boolean): Promise<void> {
    this.#wanted = open;
    this.#applying = this.#applying.then(async () => {
      try {
        if (this.#wanted && !this.#server) await this.#open();
        else if (!this.#wanted && this.#server) await this.#close();
      } catch (error) {
        this.#trouble = error;
        this.#options.log.warn({ error }, 'the door for guests could not be opened');
      }
    });
    return this.#applying;
  }

  /** The port, once it is open. Throws why it is not. */
  async opened(): Promise<number> {
    await this.#applying;
    if (this.#server) return this.#server.port;
    throw this.#trouble ?? new HallwayError('agent.not_running', 'Hallway is stopping.');
  }

  async #open(): Promise<void> {
    const { settings, localPort, pages, desk, adapters, names, log } = this.#options;
    const wish = { name: 'guests.port', usual: GUEST_PORT, localPort };
    const { ports, opened } = rememberedPort(settings, wish);
    let known = await adapters();
    const look = (): readonly Adapter[] => {
      // Asked for each connection; the office answers at once, and the next one has it.
      void adapters().then((now) => (known = now));
      return known;
    };
    this.#server = await startOnFirst(
      ports,
      (port) => new GuestServer({ port, pages, desk, adapters: look, names, log }),
    );
    opened(this.#server.port);
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.stop();
  }
}
