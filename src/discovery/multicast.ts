/**
 * One multicast DNS socket (RFC 6762) on one adapter and address family. Packets are judged before
 * they are read, and come out as records of few known shapes.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Adapter } from '../net/adapters.ts';
import { MDNS_GROUP, MDNS_PORT } from '../net/ports.ts';
import type { DnsRecord, PointerRecord, Question } from './dns-record.ts';
import { KnownAnswers, type Query } from './known-answers.ts';
import { onLinkCheck, PacketGuard, type GuardLimits } from './packet-guard.ts';
import { readPacket } from './packet-reader.ts';
import { questionPackets } from './packet-writer.ts';
import { WorkBudget } from '../base/work-budget.ts';

/** RFC 6762 section 11. */
const HOPS = 255;

/** Packets that this PC may say in a second, whatever it is asked: answering must not amplify. */
const SENDING = { burst: 200, perSecond: 50 };

export interface Response {
  records: readonly DnsRecord[];
  /** The sender's address, with a scope where IPv6 needs it. */
  from: string;
}

export interface LinkEvents {
  query: Query;
  response: Response;
  /** The socket is of no use any more. */
  failed: Error;
}

export class MulticastLink {
  readonly adapter: Adapter;
  readonly family: 4 | 6;
  readonly events = new Emitter<LinkEvents>();
  /** An address as it is dialled over this link, or undefined for one that is elsewhere. */
  readonly reach: (address: string) => string | undefined;
  readonly #clock: Clock;
  readonly #guard: PacketGuard;
  readonly #sending: WorkBudget;
  readonly #knownAnswers: KnownAnswers;
  #socket: Socket | undefined;

  constructor(options: {
    adapter: Adapter;
    family: 4 | 6;
    clock: Clock;
    limits?: GuardLimits | undefined;
    /** 0 up to 1; spreads the answers of many PCs. */
    random?: (() => number) | undefined;
  }) {
    const { adapter, clock } = options;
    this.adapter = adapter;
    this.family = options.family;
    this.reach = onLinkCheck(adapter);
    this.#clock = clock;
    this.#guard = new PacketGuard(clock, options.limits);
    this.#sending = new WorkBudget(SENDING, clock.monotonic());
    this.#knownAnswers = new KnownAnswers({
      clock,
      random: options.random ?? Math.random,
      whole: (query) => this.events.emit('query', query),
    });
  }

  /** Binds and joins the group; throws the system's error if that is not possible. */
  async open(): Promise<void> {
    const socket = createSocket({
      type: this.family === 4 ? 'udp4' : 'udp6',
      reuseAddr: true,
      ipv6Only: this.family === 6,
    });
    this.#socket = socket;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind(MDNS_PORT, this.family === 4 ? '0.0.0.0' : '::', () => {
          socket.off('error', reject);
          resolve();
        });
      });
      const via =
        this.family === 4 ? (this.adapter.ipv4[0]?.address ?? '') : `::%${this.adapter.scope}`;
      socket.addMembership(MDNS_GROUP[this.family], via);
      socket.setMulticastInterface(via);
      socket.setMulticastTTL(HOPS);
      // Other agents on this PC hear us, too.
      socket.setMulticastLoopback(true);
    } catch (error) {
      this.close();
      throw error;
    }
    socket.on('error', (error) => this.events.emit('failed', error));
    socket.on('message', (bytes, from) => this.receive(bytes, from));
  }

  /** Nothing is sent or heard after this; goodbyes must be sent before. */
  close(): void {
    this.#knownAnswers.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.removeAllListeners();
    socket.on('error', () => {});
    try {
      socket.close();
    } catch {
      // It was never bound.
    }
  }

  /**
   * A packet from the network. Sockets of several adapters hear each other's multicast, so each
   * takes only what comes from its own networks.
   */
  receive(bytes: Uint8Array, { address }: Pick<RemoteInfo, 'address'>): void {
    const from = this.reach(address);
    if (from === undefined || !this.#guard.accepts(bytes, address)) return;
    const packet = readPacket(bytes);
    if (!packet) return;
    if (!packet.response) return this.#knownAnswers.take(packet, from);
    const records = [...packet.answers, ...packet.additionals];
    this.events.emit('response', { records, from });
  }

  /** Asks; what is known already need not be answered. */
  query(questions: readonly Question[], known: readonly PointerRecord[]): void {
    if (questions.length === 0) return;
    for (const bytes of questionPackets(questions, known)) void this.send(bytes);
  }

  /**
   * Says something to everybody, within this PC's budget. Resolves when it has left, or was lost:
   * that is no error.
   */
  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const now = this.#clock.monotonic();
      if (!this.#socket || !this.#sending.takes(1, now)) return resolve();
      try {
        // The cable may be out; a changed adapter makes the link anew.
        const group = MDNS_GROUP[this.family];
        this.#socket.send(bytes, 0, bytes.length, MDNS_PORT, group, () => resolve());
      } catch {
        resolve();
      }
    });
  }
}
