/**
 * Tells a PC that was put out while nobody could tell it. It still takes this PC for a member, so
 * it is dialled back, its key is checked, and it is handed the statements that prove it; it judges
 * them by the same rules as everybody. A stranger gets no answer at all.
 */
import type { Clock } from '../../base/clock.ts';
import { asHallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import { dropOldest } from '../../base/oldest.ts';
import type { DeviceId } from '../../model/id.ts';
import type { Target } from '../../net/tls-link.ts';

export interface DepartureTellerOptions {
  workgroup: {
    /** True if the log says that the device was let in once and is out. */
    isDeparted(id: DeviceId): boolean;
    /** What the device may lack, page by page. */
    departureProof(id: DeviceId): Iterable<string[]>;
  };
  /** Hands statements to the device that proves this key there, and to nobody else. */
  push: (device: DeviceId, target: Target, statements: string[]) => Promise<void>;
  /** Where adverts say that a device is. Hints. */
  heardAt: (device: DeviceId) => readonly Target[];
  /** Port at which agents listen, unless something else is known. */
  defaultPort: number;
  clock: Clock;
  log: Log;
}

/** The same device at the same place is told this often at most. */
const EVERY_MS = 60_000;
/** … and wherever it is: copies come in their turn, one that changes its address gains nothing. */
const BETWEEN_MS = 2000;
/** Not reached (its port is not known yet, say), it is tried again after this, then ever later. */
const RETRY_MS = 2000;
/** Its own dialling goes on, so that the next of many comes to its turn. */
const MAX_AT_ONCE = 4;
const MAX_TARGETS = 6;
/** Devices of which something is kept; the oldest are forgotten. */
const MAX_KEPT = 200;

export class DepartureTeller implements Lifecycle {
  readonly #options: DepartureTellerOptions;
  /** By device and by place: monotonic time from which it may be told again. */
  readonly #restUntil = new Map<string, number>();
  /** By place: how often in a row it was not reached there. */
  readonly #missed = new Map<string, number>();
  readonly #lastAt = new Map<DeviceId, readonly Target[]>();
  #running = false;
  #telling = 0;

  constructor(options: DepartureTellerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = true;
  }

  stop(): void {
    this.#running = false;
    this.#restUntil.clear();
    this.#missed.clear();
    this.#lastAt.clear();
  }

  /** Where a device was when it was put out. */
  wasAt(device: DeviceId, targets: readonly Target[]): void {
    if (targets.length === 0) return;
    keep(this.#lastAt, device, targets.slice(0, MAX_TARGETS));
  }

  /** A device proved its key from the address `host`, and was turned away. */
  turnedAway(device: DeviceId, host: string): void {
    // The address is proven: two copies of one PC are each told at their own.
    this.#tell(device, host, () => {
      const known = [...this.#options.heardAt(device), ...(this.#lastAt.get(device) ?? [])];
      const ports = known.filter((target) => target.host === host).map(({ port }) => port);
      // An advert may name another of its addresses; its port is the same at all of them.
      const others = known.map(({ port }) => port);
      const all = new Set([...ports, ...others, this.#options.defaultPort]);
      return Array.from(all, (port) => ({ host, port }));
    });
  }

  /** An advert names a device as one of this workgroup. Anybody can say so: one place at a time. */
  heard(device: DeviceId, targets: readonly Target[]): void {
    this.#tell(device, '', () => targets);
  }

  #tell(device: DeviceId, from: string, targets: () => readonly Target[]): void {
    if (!this.#running || this.#telling >= MAX_AT_ONCE) return;
    if (!this.#options.workgroup.isDeparted(device)) return;
    // An advert may name anybody's address: one set of them at a time. A dialler proved its own.
    const heard = from === '' ? [`${device} `] : [];
    const fresh = targets()
      .slice(0, MAX_TARGETS)
      .filter((target) => !this.#rests(placeOf(device, target)));
    if (fresh.length === 0 || [device, ...heard].some((key) => this.#rests(key))) return;
    const now = this.#options.clock.monotonic();
    keep(this.#restUntil, device, now + BETWEEN_MS);
    const places = fresh.map((target) => placeOf(device, target));
    for (const key of [...heard, ...places]) keep(this.#restUntil, key, now + EVERY_MS);
    this.#telling += 1;
    void this.#tryAll(device, fresh)
      .then((reached) => {
        // A copy may dial from the very same address: it listens at another port, not told yet.
        const at = reached ? fresh.indexOf(reached) : fresh.length;
        for (const place of places.slice(0, at)) this.#unreached(place);
        for (const place of places.slice(at + 1)) this.#restUntil.delete(place);
        if (reached) this.#missed.delete(placeOf(device, reached));
        else for (const key of heard) this.#unreached(key);
      })
      .finally(() => (this.#telling -= 1));
  }

  #rests(key: string): boolean {
    return this.#options.clock.monotonic() < (this.#restUntil.get(key) ?? 0);
  }

  #unreached(key: string): void {
    const missed = (this.#missed.get(key) ?? 0) + 1;
    keep(this.#missed, key, missed);
    if (!this.#running) return;
    const wait = Math.min(EVERY_MS, RETRY_MS * 2 ** Math.min(10, missed - 1));
    keep(this.#restUntil, key, this.#options.clock.monotonic() + wait);
  }

  /** The place at which it was reached, whether it understood or not. */
  async #tryAll(device: DeviceId, targets: readonly Target[]): Promise<Target | undefined> {
    const { workgroup, push, log } = this.#options;
    for (const target of targets) {
      try {
        for (const statements of workgroup.departureProof(device)) {
          if (!this.#running) return target;
          await push(device, target, statements);
        }
        log.info({ device, host: target.host }, 'told a PC that it is out');
        return target;
      } catch (error) {
        const { code, details } = asHallwayError(error);
        log.debug({ device, host: target.host, code }, 'telling a PC that it is out broke off');
        // A PC that understands goes in the middle of the answer; others were never reached.
        if (code !== 'peer.impostor' && details?.['reached'] === undefined) return target;
      }
    }
    return undefined;
  }
}

function placeOf(device: DeviceId, { host, port }: Target): string {
  return `${device} ${host} ${port}`;
}

/** Sets the newest, and forgets the oldest beyond `MAX_KEPT`. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map, MAX_KEPT);
}
