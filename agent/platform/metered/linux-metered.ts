/** NetworkManager's property `Metered` (NMMetered), on the system's bus: told, never asked for again. */
import type { Clock } from '../../../src/base/clock.ts';
import type { Log } from '../../../src/base/log.ts';
import type { Bus } from '../../../src/desktop/dbus/bus.ts';
import { SessionBus } from '../../../src/desktop/dbus/session-bus.ts';
import type { Metered } from '../../../src/transfer/manners/manners.ts';

export const LINUX_BUS = '/run/dbus/system_bus_socket';
const NAME = 'org.freedesktop.NetworkManager';
const PATH = '/org/freedesktop/NetworkManager';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
/** Yes, and guessed yes; 2 and 4 are no, 0 unknown. */
const YES = new Set([1, 3]);
const NO = new Set([2, 4]);

export class LinuxMetered implements Metered {
  now: boolean | undefined;
  onChange: (() => void) | undefined;
  readonly #bus: SessionBus;

  constructor(socket: string, clock: Clock, log: Log) {
    const user = process.getuid?.() ?? 0;
    this.#bus = new SessionBus({ socket, user, enter: (bus) => this.#enter(bus), clock, log });
  }

  /** Nobody waits for a bus that does not answer. */
  start(): void {
    void this.#bus.start();
  }

  stop(): void {
    this.onChange = undefined;
    this.#bus.stop();
  }

  async #enter(bus: Bus): Promise<void> {
    bus.on('closed', () => this.#is(undefined));
    bus.on('signal', ({ interface: face, member, body }) => {
      if (face === PROPERTIES && body[0] === NAME && body[1] instanceof Map)
        this.#heard(body[1].get('Metered'));
      else if (member === 'NameOwnerChanged' && body[0] === NAME) void this.#ask(bus);
    });
    const daemon = 'org.freedesktop.DBus';
    const owner = { sender: daemon, interface: daemon, member: 'NameOwnerChanged' };
    await bus.listen({ ...owner, argument: NAME });
    const changed = { sender: NAME, interface: PROPERTIES, member: 'PropertiesChanged' };
    await bus.listen({ ...changed, argument: NAME });
    await this.#ask(bus);
  }

  /** It may not run: then nobody knows, and asking does not start it. */
  async #ask(bus: Bus): Promise<void> {
    try {
      if (!(await bus.hasOwner(NAME))) return this.#is(undefined);
      const target = { destination: NAME, path: PATH, interface: PROPERTIES };
      const [value] = await bus.call(target, 'Get', 'ss', NAME, 'Metered');
      this.#heard(value ?? 0);
    } catch {
      this.#is(undefined);
    }
  }

  #heard(value: unknown): void {
    if (typeof value !== 'number') return;
    this.#is(YES.has(value) ? true : NO.has(value) ? false : undefined);
  }

  #is(now: boolean | undefined): void {
    if (now === this.now) return;
    this.now = now;
    this.onChange?.();
  }
}
