/**
 * One multicast DNS socket (RFC 6762) on one adapter and address family. Packets are judged before
 * they are decoded, and come out as records of few known shapes.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import multicastDns from 'multicast-dns';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Adapter } from '../net/adapters.ts';
import { Bucket, onLinkCheck, PacketGuard, type GuardLimits } from './packet-guard.ts';

export const MDNS_PORT = 5353;
const GROUP = { 4: '224.0.0.251', 6: 'ff02::fb' } as const;
/** RFC 6762 section 11. */
const HOPS = 255;

/** What this PC may say in a second, whatever it is asked: answering must not amplify. */
const SENDING = { burst: 400, perSecond: 100 };
/**
 * The same answer is not repeated within this time. RFC 6762 section 6 has 1 s, and 250 ms towards
 * a probe; the shorter one, since a browser that lost an answer asks again after 300 ms.
 */
const REPEAT_MS = 250;
const REPEATS_KEPT = 128;

export interface PointerRecord {
  type: 'PTR';
  name: string;
  ttl: number;
  target: string;
}
export type DnsRecord =
  | PointerRecord
  | { type: 'SRV'; name: string; ttl: number; target: string; port: number }
  | { type: 'TXT'; name: string; ttl: number; items: readonly Uint8Array[] }
  | { type: 'A' | 'AAAA'; name: string; ttl: number; address: string };

export interface Question {
  name: string;
  type: 'PTR' | 'SRV' | 'TXT';
}

export interface Query {
  questions: readonly { name: string; type: string }[];
  /** What the asker knows already (RFC 6762 section 7.1). */
  known: readonly PointerRecord[];
  /** The packet as it came. */
  bytes: Uint8Array;
  from: RemoteInfo;
}

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

/** The part of a socket that multicast-dns uses; several responders share one real socket. */
class SharedSocket extends EventEmitter {
  readonly #transmit: (bytes: Uint8Array, done: (error: Error | null) => void) => void;

  constructor(transmit: (bytes: Uint8Array, done: (error: Error | null) => void) => void) {
    super();
    this.#transmit = transmit;
  }

  send(
    bytes: Uint8Array,
    _offset: number,
    _length: number,
    _port: number,
    _address: string,
    done: (error: Error | null) => void,
  ): void {
    this.#transmit(bytes, done);
  }

  close(done?: () => void): void {
    this.removeAllListeners();
    done?.();
  }

  /** Hands a packet to whoever reads from this socket. */
  receive(bytes: Uint8Array, from: RemoteInfo): void {
    this.emit('message', bytes, from);
  }
}
export type { SharedSocket };

/** Options under which multicast-dns leaves binding and membership to us. */
export function sharedSocketOptions(socket: SharedSocket): multicastDns.Options {
  return {
    socket: socket as unknown as Socket,
    type: 'udp4',
    port: MDNS_PORT,
    bind: false,
    multicast: false,
  };
}

export class MulticastLink {
  readonly adapter: Adapter;
  readonly family: 4 | 6;
  readonly events = new Emitter<LinkEvents>();
  /** An address as it is dialled over this link, or undefined for one that is elsewhere. */
  readonly reach: (address: string) => string | undefined;
  readonly #clock: Clock;
  readonly #guard: PacketGuard;
  readonly #sending: Bucket;
  readonly #recent = new Map<string, number>();
  readonly #own = this.share();
  readonly #mdns = multicastDns(sharedSocketOptions(this.#own));
  #socket: Socket | undefined;
  #current: Uint8Array = new Uint8Array();

  constructor(options: {
    adapter: Adapter;
    family: 4 | 6;
    clock: Clock;
    limits?: GuardLimits | undefined;
  }) {
    this.adapter = options.adapter;
    this.family = options.family;
    this.reach = onLinkCheck(options.adapter);
    this.#clock = options.clock;
    this.#guard = new PacketGuard(options.clock, options.limits);
    this.#sending = new Bucket(SENDING, options.clock.monotonic());
    // Without a listener an 'error' would be thrown; what cannot be decoded is a 'warning'.
    this.#mdns.on('error', () => {});
    this.#mdns.on('query', (packet: multicastDns.QueryPacket, from: RemoteInfo) =>
      this.events.emit('query', {
        questions: packet.questions.map(({ name, type }) => ({ name: name.toLowerCase(), type })),
        known: recordsOf(packet.answers).filter((record) => record.type === 'PTR'),
        bytes: this.#current,
        from,
      }),
    );
    this.#mdns.on('response', (packet: multicastDns.ResponsePacket, from: RemoteInfo) =>
      this.events.emit('response', {
        records: [...recordsOf(packet.answers), ...recordsOf(packet.additionals)],
        from: this.reach(from.address) ?? from.address,
      }),
    );
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
      socket.addMembership(GROUP[this.family], via);
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
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    this.#mdns.destroy();
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
  receive(bytes: Uint8Array, from: RemoteInfo): void {
    if (!this.reach(from.address) || !this.#guard.accepts(bytes, from.address)) return;
    this.#current = bytes;
    this.#own.receive(bytes, from);
  }

  /** Asks; what is known already need not be answered. */
  query(questions: readonly Question[], known: readonly PointerRecord[]): void {
    this.#mdns.query({
      questions: [...questions],
      answers: known.map(({ name, ttl, target }) => ({ type: 'PTR', name, ttl, data: target })),
    });
  }

  /** A stand-in socket over which a responder speaks on this link. */
  share(): SharedSocket {
    return new SharedSocket((bytes, done) => this.#transmit(bytes, done));
  }

  #transmit(bytes: Uint8Array, done: (error: Error | null) => void): void {
    const now = this.#clock.monotonic();
    const isResponse = ((bytes[2] ?? 0) & 0x80) !== 0;
    const repeated = isResponse && this.#repeats(bytes, now);
    if (!this.#socket || repeated || !this.#sending.has(1, now)) {
      done(null);
      return;
    }
    this.#sending.take(1);
    try {
      this.#socket.send(bytes, 0, bytes.length, MDNS_PORT, GROUP[this.family], (error) =>
        done(error),
      );
    } catch (error) {
      done(error as Error);
    }
  }

  #repeats(bytes: Uint8Array, now: number): boolean {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const last = this.#recent.get(text);
    if (last !== undefined && now - last < REPEAT_MS) return true;
    this.#recent.delete(text);
    this.#recent.set(text, now);
    if (this.#recent.size > REPEATS_KEPT) {
      const [oldest] = this.#recent.keys();
      if (oldest !== undefined) this.#recent.delete(oldest);
    }
    return false;
  }
}

/** Records of the shapes that DNS-SD uses; whatever else a packet holds is left out. */
function recordsOf(answers: readonly object[]): DnsRecord[] {
  return answers.flatMap((answer): DnsRecord[] => {
    const { type, name, ttl, data } = answer as Record<string, unknown>;
    if (typeof name !== 'string' || typeof ttl !== 'number') return [];
    const { target, port } = (data ?? {}) as Record<string, unknown>;
    if (type === 'PTR' && typeof data === 'string') return [{ type, name, ttl, target: data }];
    if (type === 'SRV' && typeof target === 'string' && typeof port === 'number')
      return [{ type, name, ttl, target, port }];
    if (type === 'TXT' && Array.isArray(data))
      return [{ type, name, ttl, items: data.filter((item) => item instanceof Uint8Array) }];
    if ((type === 'A' || type === 'AAAA') && typeof data === 'string')
      return [{ type, name, ttl, address: data }];
    return [];
  });
}
