/** The devices that one protocol heard of, bounded whatever the LAN sends. */
import type { Clock } from '../../base/clock.ts';
import type { Seen, Thing } from './device-protocol.ts';

const MAX_DEVICES = 256;
const MAX_PER_SENDER = 16;

/** A device as one sender tells of it; one with IPv4 and IPv6 has two. */
export interface DeviceEntry {
  readonly device: string;
  readonly sender: string;
  url: URL | undefined;
  revision: string;
  seenAt: number;
  lifeMs: number | null;
  /** What its description said last. */
  things: readonly Thing[];
  /** False until that is read, and once it may say something else. */
  described: boolean;
  /** The description may be fetched again from then on. */
  retryAt: number;
  askedWhere: number;
  /** Rounds in which it was silent. */
  missed: number;
  busy: boolean;
  /** It is gone unless it answers now. */
  doubted: boolean;
}

export interface FoundThing {
  device: string;
  thing: Thing;
  /** Senders that tell of it. */
  addresses: string[];
}

export class DeviceTable {
  readonly #clock: Clock;
  readonly #entries = new Map<string, DeviceEntry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The device as it is now, or undefined where the table or its sender's part is full. */
  see(said: Seen, sender: string): DeviceEntry | undefined {
    const key = keyOf(said.device, sender);
    let entry = this.#entries.get(key);
    if (!entry) {
      const own = Array.from(this.#entries.values()).filter((one) => one.sender === sender);
      if (own.length >= MAX_PER_SENDER || !this.#makeRoom()) return undefined;
      entry = {
        device: said.device,
        sender,
        url: undefined,
        revision: said.revision,
        seenAt: 0,
        lifeMs: null,
        things: [],
        described: false,
        retryAt: 0,
        askedWhere: -1,
        missed: 0,
        busy: false,
        doubted: false,
      };
      this.#entries.set(key, entry);
    }
    const moved = said.url !== undefined && entry.url?.href !== said.url.href;
    if (moved || entry.revision !== said.revision) entry.described = false;
    entry.url = said.url ?? entry.url;
    entry.revision = said.revision;
    entry.seenAt = this.#clock.monotonic();
    entry.lifeMs = said.lifeMs;
    entry.missed = 0;
    entry.doubted = false;
    return entry;
  }

  has(entry: DeviceEntry): boolean {
    return this.#entries.get(keyOf(entry.device, entry.sender)) === entry;
  }

  /** Each of these: true if something that was shown is gone. */
  remove(device: string, sender: string): boolean {
    const entry = this.#entries.get(keyOf(device, sender));
    return !!entry && this.drop(entry);
  }

  drop(entry: DeviceEntry): boolean {
    this.#entries.delete(keyOf(entry.device, entry.sender));
    return entry.things.length > 0;
  }

  keepOnly(wanted: (sender: string) => boolean): boolean {
    const others = Array.from(this.#entries.values()).filter(({ sender }) => !wanted(sender));
    return others.map((entry) => this.drop(entry)).includes(true);
  }

  sweep(): boolean {
    const now = this.#clock.monotonic();
    const old = Array.from(this.#entries.values()).filter(
      ({ seenAt, lifeMs }) => lifeMs !== null && seenAt + lifeMs <= now,
    );
    return old.map((entry) => this.drop(entry)).includes(true);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The device as others tell of it. */
  others(device: string, sender: string): DeviceEntry[] {
    return Array.from(this.#entries.values()).filter(
      (entry) => entry.device === device && entry.sender !== sender,
    );
  }

  /** Those not heard of since. */
  silent(since: number): DeviceEntry[] {
    return Array.from(this.#entries.values()).filter(({ seenAt }) => seenAt < since);
  }

  /** When the next one is to be forgotten, in the clock's forward-only milliseconds. */
  nextExpiry(): number | undefined {
    let next: number | undefined;
    for (const { seenAt, lifeMs } of this.#entries.values())
      if (lifeMs !== null) next = Math.min(next ?? Infinity, seenAt + lifeMs);
    return next;
  }

  things(): FoundThing[] {
    const found = new Map<string, FoundThing>();
    for (const { device, sender, things } of this.#entries.values())
      for (const thing of things) {
        const key = JSON.stringify([device, thing.kind, thing.name]);
        const known = found.get(key);
        if (known) known.addresses.push(sender);
        else found.set(key, { device, thing, addresses: [sender] });
      }
    return Array.from(found.values());
  }

  /** A full table forgets whoever has nothing to show. */
  #makeRoom(): boolean {
    if (this.#entries.size < MAX_DEVICES) return true;
    for (const entry of this.#entries.values())
      if (entry.things.length === 0 && !entry.busy) {
        this.drop(entry);
        return true;
      }
    return false;
  }
}

function keyOf(device: string, sender: string): string {
  return `${device} ${sender}`;
}
