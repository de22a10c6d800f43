/**
 * A program for the LAN lab: counts the multicast DNS packets of the whole LAN, each once, and says
 * as a line of JSON how many came in each minute, by IPv4 and IPv6, questions and answers.
 */
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';

const address = networkInterfaces()['eth0']?.find(({ family }) => family === 'IPv4')?.address ?? '';
let counts = { packets: 0, bytes: 0, questions: 0, answers: 0 };

for (const [family, group, via] of [
  ['udp4', '224.0.0.251', address],
  ['udp6', 'ff02::fb', '::%eth0'],
] as const) {
  const socket = createSocket({ type: family, reuseAddr: true, ipv6Only: family === 'udp6' });
  await new Promise<void>((resolve) => socket.bind(5353, () => resolve()));
  socket.addMembership(group, via);
  socket.on('message', (bytes) => {
    counts.packets += 1;
    counts.bytes += bytes.length;
    counts[((bytes[2] ?? 0) & 0x80) === 0 ? 'questions' : 'answers'] += 1;
  });
}
const say = (fact: object): void => void process.stdout.write(`${JSON.stringify(fact)}\n`);
say({ event: 'listening' });
setInterval(() => {
  say({ event: 'minute', ...counts });
  counts = { packets: 0, bytes: 0, questions: 0, answers: 0 };
}, 60_000);
