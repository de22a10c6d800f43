/**
 * Asks the LAN once by multicast DNS who runs Hallway, on each adapter, and hears the question
 * itself (RFC 1112 section 6.1) and the answers. The question has no known answers (RFC 6762
 * section 7.1), so every agent, this PC's own included, speaks up.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Adapter } from '../net/adapters.ts';
import { MDNS_GROUP, MDNS_PORT } from '../net/ports.ts';

export interface MulticastEcho {
  adapter: string;
  /** The own question came back. */
  looped: boolean;
  /** Addresses of other PCs that answered; at most 200. */
  answered: string[];
  /** Why it could not be asked; null if it was. */
  error: string | null;
}

/** Asked twice: a packet may be lost. */
const AGAIN_MS = 400;
const MAX_ANSWERS = 200;
const TYPE = '_hallway._tcp.local';

/** `PTR _hallway._tcp.local IN` (RFC 1035 section 4.1), as multicast DNS sends it. */
export function question(): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(1, 4);
  const labels = TYPE.split('.').map((label) =>
    Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]),
  );
  return Buffer.concat([head, ...labels, Buffer.from([0, 0, 12, 0, 1])]);
}

/** A response (RFC 1035 section 4.1.1: QR set) that speaks of Hallway's service type. */
function isAnswer(packet: Uint8Array): boolean {
  if (packet.length < 12 || ((packet[2] ?? 0) & 0x80) === 0) return false;
  const name = Buffer.from('\x08_hallway\x04_tcp\x05local');
  return Buffer.from(packet.buffer, packet.byteOffset, packet.length).includes(name);
}

/** Never rejects: what goes wrong on an adapter is its answer. Takes `ms`. */
export function probeMulticast(
  adapters: readonly Adapter[],
  own: ReadonlySet<string>,
  ms: number,
): Promise<MulticastEcho[]> {
  return Promise.all(adapters.map((adapter) => probe(adapter, own, ms)));
}

function probe(adapter: Adapter, own: ReadonlySet<string>, ms: number): Promise<MulticastEcho> {
  const family = adapter.ipv4.length > 0 ? 4 : 6;
  const local = family === 4 ? adapter.ipv4[0]?.address : `::%${adapter.scope}`;
  const echo: MulticastEcho = { adapter: adapter.name, looped: false, answered: [], error: null };
  const packet = question();
  return new Promise((resolve) => {
    let socket: Socket | undefined;
    let again: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      clearTimeout(again);
      socket?.removeAllListeners('message');
      socket?.on('error', () => {});
      try {
        socket?.close();
      } catch {
        // It never opened.
      }
      resolve(echo);
    };
    const timer = setTimeout(end, ms);
    const fail = (error: Error & { code?: string }): void => {
      echo.error = error.code ?? error.message;
      end();
    };
    const hear = (message: Buffer, from: RemoteInfo): void => {
      const address = from.address.split('%')[0] ?? '';
      if (own.has(address)) echo.looped ||= message.equals(packet);
      else if (isAnswer(message) && echo.answered.length < MAX_ANSWERS)
        if (!echo.answered.includes(address)) echo.answered.push(address);
    };
    const ask = (): void =>
      socket?.send(packet, MDNS_PORT, MDNS_GROUP[family], (error) => void (error && fail(error)));
    try {
      socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', reuseAddr: true });
      socket.on('error', fail).on('message', hear);
      socket.bind(MDNS_PORT, () => {
        try {
          if (local === undefined) throw new Error('the adapter has no address');
          socket?.setMulticastInterface(local);
          socket?.addMembership(MDNS_GROUP[family], local);
          socket?.setMulticastTTL(255);
          socket?.setMulticastLoopback(true);
          ask();
          again = setTimeout(ask, AGAIN_MS);
        } catch (error) {
          fail(error as Error);
        }
      });
    } catch (error) {
      fail(error as Error);
    }
  });
}
