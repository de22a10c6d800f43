/**
 * NetworkManager's property `Metered` (NMMetered), on the system's bus. Anybody on it may send what
 * looks like its signal: each is only a reason to ask NetworkManager itself.
 */
import type { CancelTimer, Clock } from '../../../src/base/clock.ts';
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
/** It is asked at most once in this time, however many signals come. */
const ASK_MS = 1000;

export class LinuxMetered implements Metered {
  now: boolean | undefined;
  onChange: (() => void) | undefined;
  readonly #bus: SessionBus;
  readonly #clock: Clock;
  #asking: CancelTimer | undefined;
  #asked = -Infinity;

  constructor(socket: string, clock: Clock, log: Log) {
    this.#clock = clock;
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
    this.#forget();
  }

  async #enter(bus: Bus): Promise<void> {
    bus.on('closed', () => {
      this.#forget();
      this.#is(undefined);
    });
    bus.on('signal', ({ interface: face, member, body: [name, changed] }) => {
      if (name !== NAME) return;
      const told = face === PROPERTIES && changed instanceof Map && changed.has('Metered');
      if (told || member === 'NameOwnerChanged') this.#askSoon(bus);
    });
    const daemon = 'org.freedesktop.DBus';
    const owner = { sender: daemon, interface: daemon, member: 'NameOwnerChanged' };
    await bus.listen({ ...owner, argument: NAME });
    const changed = { sender: NAME, interface: PROPERTIES, member: 'PropertiesChanged' };
    await bus.listen({ ...changed, argument: NAME });
    await this.#ask(bus);
  }

  #askSoon(bus: Bus): void {
    const wait = Math.max(0, this.#asked + ASK_MS - this.#clock.monotonic());
    this.#asking ??= this.#clock.after(wait, () => {
      this.#asking = undefined;
      void this.#ask(bus);
    });
  }

  #forget(): void {
    this.#asking?.();
    this.#asking = undefined;
  }

  /** It may not run: then nobody knows, and asking does not start it. */
  async #ask(bus: Bus): Promise<void> {
    this.#asked = this.#clock.monotonic();
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
