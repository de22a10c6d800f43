/** A multicast link without a socket: what it says is kept, and what it hears is handed to it. */
import type { Clock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { DnsRecord, Packet } from '../../src/discovery/dns-record.ts';
import { Links } from '../../src/discovery/links.ts';
import { MulticastLink } from '../../src/discovery/multicast.ts';
import { readPacket } from '../../src/discovery/packet-reader.ts';

export class CapturedLink extends MulticastLink {
  readonly said: { at: number; bytes: Uint8Array; packet: Packet }[] = [];
  readonly #clock: Clock;
  /** Others on the same wire. */
  readonly others: CapturedLink[] = [];

  constructor(clock: Clock, number = 1) {
    super({
      adapter: {
        name: 'eth0',
        kind: 'wired',
        mac: undefined,
        ipv4: [{ address: `10.77.0.${number}`, prefix: 16 }],
        ipv6: [],
        scope: 'eth0',
      },
      family: 4,
      clock,
      random: () => 0.5,
    });
    this.#clock = clock;
  }

  override send(bytes: Uint8Array): Promise<void> {
    const packet = readPacket(bytes);
    if (packet) this.said.push({ at: this.#clock.monotonic(), bytes, packet });
    const from = { address: this.adapter.ipv4[0]?.address ?? '' };
    for (const link of [this, ...this.others]) link.receive(bytes, from);
    return Promise.resolve();
  }

  /** Answers said so far, as `TYPE name`, one list for each packet; forgets what was said. */
  answers(): string[][] {
    const out = this.said
      .filter(({ packet }) => packet.response)
      .map(({ packet }) => packet.answers.map(brief));
    this.said.length = 0;
    return out;
  }
}

export function brief(record: DnsRecord): string {
  return `${record.type} ${record.type === 'PTR' ? record.target : record.name}`;
}

/** Links of which one is open. */
export class OneLink extends Links {
  readonly link: MulticastLink;

  constructor(clock: Clock, link: MulticastLink) {
    super({ clock, log: silentLog });
    this.link = link;
  }

  override open(): MulticastLink[] {
    return [this.link];
  }

  up(): void {
    this.events.emit('up', this.link);
  }
}

/** Lets a responder's answers through, which it sends in the next tick. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
