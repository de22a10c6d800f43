/**
 * Names that people read, and that another device may have already: each is probed three times
 * before it is used (RFC 6762 section 8.1), and gives way as `Name (2)` when it is taken (section 9).
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { cutUtf8 } from '../base/utf8.ts';
import type { Advert, Renamed } from './advertiser.ts';
import { escapeLabel, LABEL_BYTES } from './dns-name.ts';
import type { DnsRecord } from './dns-record.ts';
import type { Links } from './links.ts';
import type { MulticastLink } from './multicast.ts';
import { dataBytes, probePacket } from './packet-writer.ts';

const PROBES = 3;
const PROBE_MS = 250;
/** Who loses to another prober asks again after this (section 8.2). */
const DEFER_MS = 1000;
/** After this many conflicts probing slows down (section 8.1). */
const PATIENCE = 15;
const SLOW_MS = 5000;

const TTL = { SRV: 120, TXT: 4500 } as const;

interface Claim {
  advert: Advert;
  /** 1 is the name as wanted, 2 is `Name (2)`. */
  number: number;
  conflicts: number;
  probes: number;
  settled: boolean;
  told: string;
  timer: CancelTimer | undefined;
}

export interface NameClaimsEvents {
  /** A name was settled or is in doubt. */
  changed: undefined;
  renamed: Renamed;
}

export class NameClaims {
  readonly events = new Emitter<NameClaimsEvents>();
  readonly #links: Links;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #host: string;
  readonly #claims = new Map<string, Claim>();

  constructor(options: { links: Links; clock: Clock; random: () => number; host: string }) {
    this.#links = options.links;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#host = options.host;
    this.#links.events.on('up', (link) => this.#join(link));
  }

  /** Claims a name for each of these, and gives up the others. */
  want(adverts: readonly Advert[]): void {
    const wanted = new Map(adverts.map((advert) => [keyOf(advert), advert]));
    for (const [key, claim] of Array.from(this.#claims)) {
      const advert = wanted.get(key);
      if (advert) claim.advert = advert;
      else {
        claim.timer?.();
        this.#claims.delete(key);
      }
    }
    for (const [key, advert] of wanted) {
      if (this.#claims.has(key)) continue;
      const { instance: told } = advert;
      const claim: Claim = {
        advert,
        number: 1,
        conflicts: 0,
        probes: 0,
        settled: false,
        told,
        timer: undefined,
      };
      this.#claims.set(key, claim);
      this.#probeAfter(claim, this.#random() * PROBE_MS);
    }
  }

  /** The name to be used; undefined while it is not sure. */
  nameOf(advert: Advert): string | undefined {
    const claim = this.#claims.get(keyOf(advert));
    return claim?.settled ? labelOf(claim) : undefined;
  }

  #join(link: MulticastLink): void {
    link.events.on('response', ({ records }) => {
      if (this.#claims.size > 0) for (const record of records) this.#heard(record);
    });
    link.events.on('query', ({ claims }) => {
      if (this.#claims.size > 0 && claims.length > 0) this.#contested(claims);
    });
    // Who is on this link was not asked yet.
    for (const claim of this.#claims.values()) this.#doubt(claim);
  }

  /** Another answers for a name of ours. */
  #heard(record: DnsRecord): void {
    if (record.type !== 'SRV' || record.ttl === 0) return;
    const claim = this.#claimOn(record.name);
    if (!claim) return;
    const { port } = claim.advert;
    if (record.port === port && record.target.toLowerCase() === this.#host) return;
    if (claim.settled) return this.#doubt(claim);
    claim.conflicts += 1;
    const { advert, conflicts, number } = claim;
    // One printer has one name, whichever way it is spoken to.
    for (const one of this.#claims.values())
      if (one.advert.instance === advert.instance) this.#renumber(one, number + 1, conflicts);
  }

  #renumber(claim: Claim, number: number, conflicts: number): void {
    const was = claim.settled;
    claim.number = number;
    this.#restart(claim, conflicts < PATIENCE ? 0 : SLOW_MS);
    if (was) this.events.emit('changed', undefined);
  }

  /** Another probes for the same name at the same time: the greater data wins (section 8.2). */
  #contested(theirs: readonly DnsRecord[]): void {
    for (const name of new Set(theirs.map((record) => record.name))) {
      const claim = this.#claimOn(name);
      if (!claim || claim.settled) continue;
      const rival = theirs.filter((record) => record.name === name);
      if (compare(this.#records(claim), rival) < 0) this.#restart(claim, DEFER_MS);
    }
  }

  #claimOn(name: string): Claim | undefined {
    const wanted = name.toLowerCase();
    for (const claim of this.#claims.values())
      if (fullName(claim).toLowerCase() === wanted) return claim;
    return undefined;
  }

  #doubt(claim: Claim): void {
    const was = claim.settled;
    this.#restart(claim, this.#random() * PROBE_MS);
    if (was) this.events.emit('changed', undefined);
  }

  #restart(claim: Claim, waitMs: number): void {
    claim.settled = false;
    claim.probes = 0;
    this.#probeAfter(claim, waitMs);
  }

  #probeAfter(claim: Claim, waitMs: number): void {
    claim.timer?.();
    claim.timer = this.#clock.after(waitMs, () => {
      claim.timer = undefined;
      if (claim.probes === PROBES) return this.#settle(claim);
      claim.probes += 1;
      const bytes = probePacket(fullName(claim), this.#records(claim));
      for (const link of this.#links.open()) void link.send(bytes);
      this.#probeAfter(claim, PROBE_MS);
    });
  }

  #settle(claim: Claim): void {
    const { type, instance: wanted } = claim.advert;
    const now = labelOf(claim);
    claim.settled = true;
    this.events.emit('changed', undefined);
    if (now === claim.told) return;
    claim.told = now;
    this.events.emit('renamed', { type, wanted, now });
  }

  #records({ advert, ...rest }: Claim): DnsRecord[] {
    const name = fullName({ advert, ...rest });
    const items = Object.entries(advert.txt).map(([key, value]) => Buffer.from(`${key}=${value}`));
    return [
      { type: 'SRV', name, ttl: TTL.SRV, target: this.#host, port: advert.port },
      { type: 'TXT', name, ttl: TTL.TXT, items },
    ];
  }
}

function keyOf({ instance, type }: Advert): string {
  return `${instance}.${type}`;
}

function labelOf({ advert, number }: Claim): string {
  const suffix = number === 1 ? '' : ` (${number})`;
  return cutUtf8(advert.instance, LABEL_BYTES - suffix.length) + suffix;
}

function fullName(claim: Claim): string {
  return `${escapeLabel(labelOf(claim))}.${claim.advert.type}.local`;
}

/** Of records of the kinds SRV and TXT: below 0 if `a` loses. */
function compare(a: readonly DnsRecord[], b: readonly DnsRecord[]): number {
  const [ours, theirs] = [a, b].map((records) =>
    // TXT is 16, SRV 33; records go by type, then by data.
    [...records]
      .filter(({ type }) => type === 'TXT' || type === 'SRV')
      .sort((one, other) => (one.type === 'TXT' ? 0 : 1) - (other.type === 'TXT' ? 0 : 1)),
  ) as [DnsRecord[], DnsRecord[]];
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    const [one, other] = [ours[i], theirs[i]] as [DnsRecord, DnsRecord];
    const types = (one.type === 'TXT' ? 0 : 1) - (other.type === 'TXT' ? 0 : 1);
    const order = types || Buffer.compare(dataBytes(one), dataBytes(other));
    if (order !== 0) return order;
  }
  return ours.length - theirs.length;
}
