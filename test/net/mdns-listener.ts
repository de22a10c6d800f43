/**
 * A program for the LAN lab: hears multicast DNS on every adapter and prints each packet as a line
 * of JSON, `{from, hex}`. For each line on its standard input it asks who is there.
 */
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';

const GROUP = '224.0.0.251';
const PORT = 5353;

/** One question: PTR of `_hallway._tcp.local` (RFC 6762 section 5). */
const QUESTION = Buffer.concat([
  Buffer.from('000000000001000000000000', 'hex'),
  ...['_hallway', '_tcp', 'local'].map((label) =>
    Buffer.from(`${String.fromCharCode(label.length)}${label}`),
  ),
  Buffer.from('00000c0001', 'hex'),
]);

const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.on('message', (bytes, { address }) => {
  process.stdout.write(`${JSON.stringify({ from: address, hex: bytes.toString('hex') })}\n`);
});
socket.bind(PORT, '0.0.0.0', () => process.stdout.write('listening\n'));

function ask(): void {
  for (const [name, addresses = []] of Object.entries(networkInterfaces()))
    for (const { family, address, internal } of addresses) {
      if (family !== 'IPv4' || internal) continue;
      try {
        socket.addMembership(GROUP, address);
      } catch {
        // It hears this one already.
      }
      socket.setMulticastInterface(address);
      socket.send(QUESTION, PORT, GROUP, (error) => {
        if (error) process.stdout.write(`${JSON.stringify({ failed: name })}\n`);
      });
    }
}

createInterface({ input: process.stdin }).on('line', ask);
