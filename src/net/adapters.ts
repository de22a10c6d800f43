/** Which network adapters this PC has, which of them are used, and when that changes. */
import { networkInterfaces, platform, type NetworkInterfaceInfo } from 'node:os';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { HallwayError } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { AdapterChoice, AdapterKind, NetworkAdapter } from '../model/adapter.ts';
import type { AdapterChoices } from './adapter-choices.ts';
import type { AdapterFact, AdapterFacts } from './adapter-nature.ts';
import { judgeAdapters, type Judgement } from './adapter-rules.ts';
import { plainAddress } from './ip-address.ts';

export interface AdapterAddress {
  address: string;
  /** Length of the network's prefix in bits. */
  prefix: number;
}

export interface Adapter {
  name: string;
  kind: AdapterKind;
  /** Hardware address (IEEE 802) in lower case, `aa:bb:cc:dd:ee:ff`, where it has one. */
  mac: string | undefined;
  ipv4: readonly AdapterAddress[];
  ipv6: readonly AdapterAddress[];
  /** How the system names the adapter in a scoped IPv6 address (`::%eth0`, `::%12` on Windows). */
  scope: string;
}

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Often enough for a changed address to be told within 3 s; a poll takes well under 1 ms. */
const POLL_MS = 1500;
/** Polls this far apart mean that the PC slept. */
const SLEPT_MS = 20_000;

export interface AdapterEvents {
  /** The used ones, after something about them changed. */
  changed: readonly Adapter[];
  /** Anything of `all()` changed. */
  listed: readonly NetworkAdapter[];
  /** The PC slept: what was known about the LAN may be old. */
  woke: undefined;
}

export interface AdapterWatchOptions {
  clock: Clock;
  /** What the person chose; without it everything goes by the rule. */
  choices?: AdapterChoices | undefined;
  facts?: AdapterFacts | undefined;
  /** The only ones to use, whatever was chosen (`HALLWAY_ADAPTERS`). */
  only?: readonly string[] | undefined;
  read?: (() => Interfaces) | undefined;
  system?: string | undefined;
}

const NO_FACTS: ReadonlyMap<string, AdapterFact> = new Map();
const NOT_SEEN = { interfaces: '', facts: NO_FACTS };
const NOTHING: Judgement = { known: [], used: [], listed: [] };

/** Polls the adapters; systems tell of changes in too many different ways. */
export class AdapterWatch implements Lifecycle {
  readonly events = new Emitter<AdapterEvents>();
  readonly #options: AdapterWatchOptions;
  #judgement: Judgement = NOTHING;
  /** What was judged last. */
  #seen = NOT_SEEN;
  #askedFor: ReadonlySet<string> = new Set();
  #asking = false;
  #running = false;
  #polledAt = 0;
  #cancel: CancelTimer | undefined;

  constructor(options: AdapterWatchOptions) {
    this.#options = options;
  }

  /** The used ones. */
  current(): readonly Adapter[] {
    return this.#judgement.used;
  }

  /** Every adapter of the system, also those that are skipped or have no address. */
  all(): readonly NetworkAdapter[] {
    return this.#judgement.listed;
  }

  /**
   * The adapter that has this own address, used or not. Takes IPv4 in IPv6 (`::ffff:10.0.0.5`,
   * RFC 4291 section 2.5.5.2) and scopes (`fe80::1%eth0`, RFC 4007 section 11).
   */
  adapterOf(localAddress: string): Adapter | undefined {
    const [address = '', scope] = plainAddress(localAddress.toLowerCase()).split('%');
    const holders = this.#judgement.known.filter(({ ipv4, ipv6 }) =>
      [...ipv4, ...ipv6].some((own) => own.address.toLowerCase() === address),
    );
    const scoped = holders.find((holder) => holder.scope.toLowerCase() === scope);
    return scoped ?? holders[0];
  }

  /** Takes effect at once. Throws `request.not_found` for an adapter that is not there. */
  choose(name: string, choice: AdapterChoice): void {
    const { choices } = this.#options;
    const there = this.all().some((adapter) => adapter.name === name);
    // What was chosen for an adapter that is pulled out can be taken back.
    if (!choices || (!there && choices.of(name) === 'auto'))
      throw new HallwayError('request.not_found', `This PC has no network adapter “${name}”.`, {
        fix: `It has: ${this.all()
          .map((adapter) => adapter.name)
          .join(', ')}.`,
      });
    choices.set(name, choice);
    if (this.#running) this.#look(true);
  }

  start(): void {
    const { clock } = this.#options;
    this.#running = true;
    this.#polledAt = clock.now();
    this.#cancel = clock.every(POLL_MS, () => this.#poll());
    this.#look();
  }

  stop(): void {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#judgement = NOTHING;
    this.#seen = NOT_SEEN;
  }

  /** The system says that the PC woke: it is told once, not again for the clock's gap. */
  woke(): void {
    if (!this.#running) return;
    this.#polledAt = this.#options.clock.now();
    this.#look();
    this.events.emit('woke', undefined);
  }

  #poll(): void {
    const now = this.#options.clock.now();
    if (now - this.#polledAt > SLEPT_MS) return this.woke();
    this.#polledAt = now;
    this.#look();
  }

  /** `again`: something beside the addresses and facts changed. */
  #look(again = false): void {
    const { choices, facts, only, system = platform() } = this.#options;
    const interfaces = this.#interfaces();
    const text = JSON.stringify(interfaces);
    const said = facts?.all(text !== this.#seen.interfaces) ?? NO_FACTS;
    if (!again && text === this.#seen.interfaces && said === this.#seen.facts) return;
    this.#ask(interfaces);
    const judgement = judgeAdapters(interfaces, {
      facts: said,
      asking: this.#asking,
      choiceOf: (name) => choices?.of(name) ?? 'auto',
      only,
      system,
    });
    const before = this.#judgement;
    this.#judgement = judgement;
    this.#seen = { interfaces: text, facts: said };
    const { used, listed } = judgement;
    if (!same(used, before.used)) this.events.emit('changed', used);
    if (!same(listed, before.listed)) this.events.emit('listed', listed);
  }

  /** Where the system has to be asked what its adapters are: when there is a new one. */
  #ask(interfaces: Interfaces): void {
    const refresh = this.#options.facts?.refresh;
    if (!refresh || this.#asking) return;
    const ids = Object.entries(interfaces).map(([name, all = []]) => `${name} ${all[0]?.mac}`);
    if (ids.every((id) => this.#askedFor.has(id))) return;
    this.#askedFor = new Set(ids);
    this.#asking = true;
    void refresh().then(() => {
      this.#asking = false;
      if (this.#running) this.#look(true);
    });
  }

  /** A system that cannot list its adapters at this moment has none; the next poll asks again. */
  #interfaces(): Interfaces {
    try {
      return (this.#options.read ?? networkInterfaces)();
    } catch {
      return {};
    }
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
