/**
 * Wake-on-LAN: the magic packet (AMD publication 20213) as a UDP broadcast to the discard port, from
 * each of this PC's own networks.
 */
import { createSocket } from 'node:dgram';
import type { Adapter } from '../../net/adapters.ts';
import { toAddress, toNumber } from '../../net/ip-address.ts';

const PORT = 9;
const EVERYBODY = '255.255.255.255';

/** Six times 0xFF, then the hardware address sixteen times. */
export function magicPacket(mac: string): Uint8Array {
  const address = Uint8Array.from(mac.split(':'), (byte) => Number.parseInt(byte, 16));
  const packet = new Uint8Array(6 + 16 * 6).fill(0xff);
  for (let i = 0; i < 16; i++) packet.set(address, 6 + i * 6);
  return packet;
}

/** The broadcast address of the network (RFC 919 section 7). */
export function broadcastOf(address: string, prefix: number): string {
  const size = 2 ** (32 - prefix);
  return toAddress(Math.floor(toNumber(address) / size) * size + size - 1);
}

/** Sends to every used network. Never rejects: an adapter that cannot send is passed over. */
export async function sendMagicPackets(
  macs: readonly string[],
  adapters: readonly Adapter[],
): Promise<void> {
  const networks = adapters.flatMap(({ ipv4 }) => ipv4).filter(({ prefix }) => prefix < 31);
  await Promise.all(networks.map((network) => sendFrom(network, macs)));
}

function sendFrom(
  { address, prefix }: { address: string; prefix: number },
  macs: readonly string[],
): Promise<void> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let left = macs.length * 2;
    const done = (): void => {
      left -= 1;
      if (left <= 0) socket.close(() => resolve());
    };
    socket.once('error', () => {
      left = 0;
      done();
    });
    socket.bind(0, address, () => {
      socket.setBroadcast(true);
      for (const mac of macs)
        for (const to of [broadcastOf(address, prefix), EVERYBODY])
          socket.send(magicPacket(mac), PORT, to, done);
      if (macs.length === 0) done();
    });
  });
}
