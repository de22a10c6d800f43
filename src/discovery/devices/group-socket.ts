/**
 * A pair of UDP sockets for one adapter, address family and protocol: one hears what is said to the
 * group, the other asks and hears the answers, which come back to the port that asked.
 */
import { createSocket, type Socket } from 'node:dgram';
import { platform } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Adapter } from '../../net/adapters.ts';
import { DatagramGuard } from './datagram-guard.ts';

/** Where both protocols speak: administratively scoped and link-local. */
const GROUP = { 4: '239.255.255.250', 6: 'ff02::c' } as const;
/** UPnP Device Architecture 2.0 section 1.3.2; nothing here is meant for beyond the LAN. */
const HOPS = 2;

export interface GroupSocketEvents {
  heard: { bytes: Uint8Array; sender: string };
  /** It is of no use any more. */
  failed: Error;
}

export class GroupSocket {
  readonly events = new Emitter<GroupSocketEvents>();
  readonly family: 4 | 6;
  readonly #adapter: Adapter;
  readonly #port: number;
  readonly #guard: DatagramGuard;
  #listening: Socket | undefined;
  #asking: Socket | undefined;

  constructor(options: { adapter: Adapter; family: 4 | 6; port: number; clock: Clock }) {
    this.#adapter = options.adapter;
    this.family = options.family;
    this.#port = options.port;
    this.#guard = new DatagramGuard(options.adapter, options.clock);
  }

  /** Throws the system's error where that is not possible. */
  async open(): Promise<void> {
    const { family } = this;
    const group = GROUP[family];
    const own = this.#adapter.ipv4[0]?.address ?? '0.0.0.0';
    const scoped = (address: string): string =>
      family === 4 ? address : `${address}%${this.#adapter.scope}`;
    const via = family === 4 ? own : scoped('::');
    const any = family === 4 ? '0.0.0.0' : '::';
    try {
      this.#listening = create(family);
      // Bound to the group it takes no unicast away from a server on this PC; Windows cannot.
      const listenAt = platform() === 'win32' ? any : scoped(group);
      await bind(this.#listening, this.#port, listenAt);
      this.#listening.addMembership(group, via);
      this.#asking = create(family);
      await bind(this.#asking, 0, family === 4 ? own : any);
      this.#asking.setMulticastInterface(via);
      this.#asking.setMulticastTTL(HOPS);
    } catch (error) {
      this.close();
      throw error;
    }
    for (const socket of [this.#listening, this.#asking]) {
      socket.on('error', (error) => this.events.emit('failed', error));
      socket.on('message', (bytes, { address }) => {
        const sender = this.#guard.accepts(bytes, address);
        if (sender !== undefined) this.events.emit('heard', { bytes, sender });
      });
    }
  }

  close(): void {
    for (const socket of [this.#listening, this.#asking]) {
      socket?.removeAllListeners();
      socket?.on('error', () => {});
      try {
        socket?.close();
      } catch {
        // It was never bound.
      }
    }
    this.#listening = this.#asking = undefined;
  }

  /** Asks the group; what cannot be sent now is lost, as multicast often is. */
  ask(bytes: Uint8Array): void {
    try {
      this.#asking?.send(bytes, this.#port, GROUP[this.family], () => {});
    } catch {
      // The network went away this moment.
    }
  }

  reaches(address: string): boolean {
    return this.#guard.reaches(address);
  }
}

function create(family: 4 | 6): Socket {
  return createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    reuseAddr: true,
    ipv6Only: family === 6,
  });
}

function bind(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      resolve();
    });
  });
}
