/**
 * What the responders of one link want to say, put into as few packets as can be: answers wait
 * 20 to 120 ms for each other (RFC 6762 section 6), announcements of one moment go together, twice
 * and never again (section 8.3), and an answer is not repeated at once.
 */
import type { CancelTimer, Clock } from '../base/clock.ts';
import { recordKey, type DnsRecord } from './dns-record.ts';
import type { MulticastLink } from './multicast.ts';
import { responsePackets, type RecordGroup } from './packet-writer.ts';

/** What is announced or withdrawn in one go is told in one go. */
const GATHER_MS = 10;
const SHARED_MS = 20;
const SHARED_SPREAD_MS = 100;
/** Between the two announcements. */
const REPEAT_MS = 1000;
/**
 * The same record is not said twice within this time. RFC 6762 section 6 has 1 s; but then one lost
 * packet costs a browser that asks at 0, 0.3, 1 and 3 s more than 4 s, where all are to be found in 2.
 */
const GAP_MS = 400;

export const SERVICE_TYPES = '_services._dns-sd._udp.local';

interface Group {
  answers: Map<string, DnsRecord>;
  additionals: Map<string, DnsRecord>;
}

export class Outbox {
  readonly #link: MulticastLink;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #own: ReadonlySet<string>;
  /** Whose records → what waits to be said of them. */
  readonly #waiting = new Map<object, Group>();
  /** Record → when it was said last. */
  readonly #saidAt = new Map<string, number>();
  readonly #repeats = new Map<object, CancelTimer>();
  #timer: CancelTimer | undefined;
  #dueAt = 0;

  constructor(options: { link: MulticastLink; clock: Clock; random: () => number }) {
    const { adapter } = (this.#link = options.link);
    this.#clock = options.clock;
    this.#random = options.random;
    this.#own = new Set([...adapter.ipv4, ...adapter.ipv6].map(({ address }) => address));
  }

  /** Says these records now and once more a second later. */
  announce(source: object, group: RecordGroup): void {
    this.forget(source);
    const keys = group.answers.map(recordKey);
    const say = (): void => {
      for (const key of keys) {
        this.#saidAt.delete(key);
        // A goodbye of an earlier source that still waits would contradict.
        for (const { answers } of this.#waiting.values()) answers.delete(key);
      }
      this.#add(source, group, GATHER_MS);
    };
    say();
    this.#repeats.set(source, this.#clock.after(REPEAT_MS, say));
  }

  /** Answers a question together with what else is to be said soon. */
  answer(source: object, group: RecordGroup): void {
    const shared = group.answers.some(({ type }) => type === 'PTR');
    const wait = shared ? SHARED_MS + this.#random() * SHARED_SPREAD_MS : GATHER_MS;
    this.#add(source, group, wait);
  }

  /** Takes records back; nothing else is said of them any more. */
  goodbye(source: object, records: readonly DnsRecord[]): void {
    this.forget(source);
    for (const record of records) this.#saidAt.delete(recordKey(record));
    this.#add(source, { answers: records, additionals: [] }, GATHER_MS);
  }

  forget(source: object): void {
    this.#repeats.get(source)?.();
    this.#repeats.delete(source);
    this.#waiting.delete(source);
  }

  /** Another responder gave the same answer: it need not be repeated (RFC 6762 section 7.4). */
  heard(records: readonly DnsRecord[], from: string): void {
    if (this.#waiting.size === 0 || this.#own.has(from.split('%')[0] ?? '')) return;
    // Only these are the same on every PC.
    for (const record of records)
      if (record.name.toLowerCase() === SERVICE_TYPES && record.ttl > 0) {
        const key = recordKey(record);
        for (const { answers } of this.#waiting.values()) answers.delete(key);
      }
  }

  /** Says at once what waits; resolves when it has left. */
  async flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const now = this.#clock.monotonic();
    const groups: RecordGroup[] = [];
    let nextMs = Infinity;
    for (const [source, { answers, additionals }] of Array.from(this.#waiting)) {
      const said: DnsRecord[] = [];
      for (const [key, record] of Array.from(answers)) {
        const left = (this.#saidAt.get(key) ?? -GAP_MS) + GAP_MS - now;
        if (left > 0) {
          nextMs = Math.min(nextMs, left);
          continue;
        }
        answers.delete(key);
        said.push(record);
        if (record.ttl > 0) this.#saidAt.set(key, now);
      }
      if (said.length > 0)
        groups.push({ answers: said, additionals: Array.from(additionals.values()) });
      if (answers.size === 0) this.#waiting.delete(source);
    }
    for (const [key, at] of this.#saidAt) if (now - at >= GAP_MS) this.#saidAt.delete(key);
    if (nextMs < Infinity) this.#schedule(nextMs);
    await Promise.all(responsePackets(groups).map((bytes) => this.#link.send(bytes)));
  }

  close(): void {
    this.#timer?.();
    for (const cancel of this.#repeats.values()) cancel();
    this.#repeats.clear();
    this.#waiting.clear();
  }

  #add(source: object, group: RecordGroup, waitMs: number): void {
    let waiting = this.#waiting.get(source);
    if (!waiting)
      this.#waiting.set(source, (waiting = { answers: new Map(), additionals: new Map() }));
    for (const section of ['answers', 'additionals'] as const)
      for (const record of group[section]) waiting[section].set(recordKey(record), record);
    this.#schedule(waitMs);
  }

  /** The earliest wins: what waits longer goes along. */
  #schedule(waitMs: number): void {
    const dueAt = this.#clock.monotonic() + waitMs;
    if (this.#timer && this.#dueAt <= dueAt) return;
    this.#timer?.();
    this.#dueAt = dueAt;
    this.#timer = this.#clock.after(waitMs, () => void this.flush());
  }
}
