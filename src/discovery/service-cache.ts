/**
 * The services heard of, bounded whatever the LAN sends. Everything here is a hint from strangers:
 * it says where to look, never who is there.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Target } from '../net/tls-link.ts';
import { AddressList } from './address-list.ts';
import { splitName, unescapeLabel } from './dns-name.ts';
import type { DnsRecord, PointerRecord } from './dns-record.ts';
import { parseTxt } from './txt-record.ts';

/** 250 PCs with five resources each, and as many again of other devices. */
const MAX_SERVICES = 3000;
const MAX_PER_SENDER = 200;
/** A service that is not heard of again is forgotten after this, whatever its TTL says. */
const MAX_LIFE_SECONDS = 4500;
/** A goodbye followed by a new announcement within this time is a change (RFC 6762 section 10.1). */
const GOODBYE_GRACE_MS = 200;
/** A goodbye from an address that never spoke for the service counts only if nobody objects. */
const DOUBT_MS = 3500;
const MAX_NAME = 255;

export interface Service {
  type: string;
  /** The instance's name as it was sent: hostile text. */
  instance: string;
  /** 0 until an SRV record came. */
  port: number;
  txt: ReadonlyMap<string, string>;
  /** The best first. */
  addresses: readonly Target[];
}

export interface CacheEvents {
  /** Heard of, new or again. */
  seen: { service: Service; changed: boolean };
  /** It took its leave, or somebody said so at its address. */
  goodbye: Service;
  /** Somebody else said that it left: ask it. */
  doubted: Service;
  expired: Service;
}

interface Entry {
  type: string;
  fullName: string;
  instance: string;
  sender: string;
  ttl: number;
  seenAt: number;
  port: number;
  target: string | undefined;
  txt: ReadonlyMap<string, string> | undefined;
  addresses: AddressList;
  leaving: CancelTimer | undefined;
  said: string;
}

export interface Heard {
  records: readonly DnsRecord[];
  /** The sender's address. */
  from: string;
  /** An address as it is dialled over the link, or undefined for one that is elsewhere. */
  reach: (address: string) => string | undefined;
}

export class ServiceCache {
  readonly events = new Emitter<CacheEvents>();
  readonly #clock: Clock;
  /** Type in lower case with `.local` → type as it is asked for. */
  readonly #types: ReadonlyMap<string, string>;
  readonly #entries = new Map<string, Entry>();
  readonly #bySender = new Map<string, number>();

  constructor(options: { types: readonly string[]; clock: Clock }) {
    this.#clock = options.clock;
    this.#types = new Map(options.types.map((type) => [`${type}.local`, type]));
  }

  /** Takes in a response; records of services that were not asked for are left out. */
  apply({ records, from, reach }: Heard): void {
    const touched = new Set<Entry>();
    for (const record of records) if (record.type === 'PTR') this.#pointer(record, from, touched);
    for (const record of records) this.#details(record, touched);
    const hints = records.flatMap((record) => {
      if ((record.type !== 'A' && record.type !== 'AAAA') || record.ttl === 0) return [];
      const address = reach(record.address);
      return address === undefined ? [] : [{ name: record.name.toLowerCase(), address }];
    });
    const now = this.#clock.monotonic();
    for (const entry of touched) {
      if (entry.port > 0) {
        entry.addresses.add(from, entry.port, now);
        for (const { name, address } of hints)
          if (name === entry.target) entry.addresses.hint(address, entry.port);
      }
      if (entry.leaving) continue;
      const service = present(entry);
      const said = JSON.stringify([service.port, [...service.txt], entry.addresses.signature()]);
      const changed = said !== entry.said;
      entry.said = said;
      if (service.port > 0) this.events.emit('seen', { service, changed });
    }
  }

  /** Services of which a port is known. */
  services(): Service[] {
    return Array.from(this.#entries.values(), present).filter((service) => service.port > 0);
  }

  /**
   * What need not be answered (RFC 6762 section 7.1): heard since `since`, and in the first half of
   * its life.
   */
  known(type: string, since: number): PointerRecord[] {
    const now = this.#clock.monotonic();
    return Array.from(this.#entries.values())
      .filter((e) => e.type === type && isResolved(e) && e.seenAt >= since && !e.leaving)
      .filter((e) => (now - e.seenAt) / 1000 < lifeSeconds(e) / 2)
      .map((e) => ({
        type: 'PTR',
        name: `${type}.local`,
        ttl: Math.floor(e.ttl - (now - e.seenAt) / 1000),
        target: e.fullName,
      }));
  }

  knows(fullName: string): boolean {
    return this.#entries.has(fullName.toLowerCase());
  }

  /** Whether this is the full name of a type that is looked for. */
  wants(typeName: string): boolean {
    return this.#types.has(typeName.toLowerCase());
  }

  /** Full names of services without a port or TXT record yet. */
  unresolved(): string[] {
    return Array.from(this.#entries.values())
      .filter((e) => !isResolved(e) && !e.leaving)
      .map((e) => e.fullName);
  }

  /** Forgets what was not heard of for its whole life. */
  sweep(): void {
    const now = this.#clock.monotonic();
    for (const entry of Array.from(this.#entries.values()))
      if ((now - entry.seenAt) / 1000 > lifeSeconds(entry)) {
        this.#remove(entry);
        this.events.emit('expired', present(entry));
      }
  }

  clear(): void {
    for (const entry of Array.from(this.#entries.values())) this.#remove(entry);
  }

  #pointer(record: PointerRecord, from: string, touched: Set<Entry>): void {
    const type = this.#types.get(record.name.toLowerCase());
    const key = record.target.toLowerCase();
    if (type === undefined || splitName(key).rest !== `${type}.local`) return;
    let entry = this.#entries.get(key);
    if (record.ttl === 0) {
      if (entry) this.#leave(entry, from);
      return;
    }
    if (!entry) {
      entry = this.#create(key, type, record.target, from);
      if (!entry) return;
    }
    entry.leaving?.();
    entry.leaving = undefined;
    entry.ttl = record.ttl;
    entry.seenAt = this.#clock.monotonic();
    touched.add(entry);
  }

  #details(record: DnsRecord, touched: Set<Entry>): void {
    if ((record.type !== 'SRV' && record.type !== 'TXT') || record.ttl === 0) return;
    const entry = this.#entries.get(record.name.toLowerCase());
    if (!entry) return;
    if (record.type === 'TXT') entry.txt = parseTxt(record.items);
    else {
      entry.port = record.port;
      entry.target = record.target.toLowerCase();
    }
    touched.add(entry);
  }

  #create(key: string, type: string, fullName: string, sender: string): Entry | undefined {
    const instance = unescapeLabel(splitName(fullName).label);
    const own = this.#bySender.get(sender) ?? 0;
    const full = this.#entries.size >= MAX_SERVICES || own >= MAX_PER_SENDER;
    if (full || instance === '' || fullName.length > MAX_NAME) return undefined;
    const entry: Entry = {
      type,
      fullName,
      instance,
      sender,
      ttl: 0,
      seenAt: 0,
      port: 0,
      target: undefined,
      txt: undefined,
      addresses: new AddressList(),
      leaving: undefined,
      said: '',
    };
    this.#entries.set(key, entry);
    this.#bySender.set(sender, own + 1);
    return entry;
  }

  #leave(entry: Entry, from: string): void {
    const own = entry.addresses.heardFrom(from);
    if (entry.leaving && !own) return;
    entry.leaving?.();
    entry.leaving = this.#clock.after(own ? GOODBYE_GRACE_MS : DOUBT_MS, () => {
      this.#remove(entry);
      this.events.emit('goodbye', present(entry));
    });
    if (!own) this.events.emit('doubted', present(entry));
  }

  #remove(entry: Entry): void {
    entry.leaving?.();
    this.#entries.delete(entry.fullName.toLowerCase());
    const left = (this.#bySender.get(entry.sender) ?? 1) - 1;
    if (left > 0) this.#bySender.set(entry.sender, left);
    else this.#bySender.delete(entry.sender);
  }
}

function isResolved(entry: Entry): boolean {
  return entry.port > 0 && entry.txt !== undefined;
}

function lifeSeconds(entry: Entry): number {
  return Math.min(entry.ttl, MAX_LIFE_SECONDS);
}

function present(entry: Entry): Service {
  return {
    type: entry.type,
    instance: entry.instance,
    port: entry.port,
    txt: entry.txt ?? new Map<string, string>(),
    addresses: entry.addresses.best(),
  };
}
