/**
 * Asks the real `World` for names, beside a name server of its own at 127.0.0.1:53, and prints what came
 * out as JSON. Runs in a network namespace whose `resolv.conf` names that server.
 */
import { createSocket } from 'node:dgram';
import { internet } from '../../src/internet/world.ts';

const ADDRESS = [11, 0, 0, 1];
const asked: string[] = [];
const server = createSocket('udp4');

/** Answers as RFC 1035 section 4.1 has it; a name that begins with `silent` gets no answer. */
server.on('message', (query, from) => {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const isIPv4 = query.readUInt16BE(at + 1) === 1;
  asked.push(`${labels.join('.')} ${isIPv4 ? 'A' : 'AAAA'}`);
  if (labels[0] === 'silent') return;
  const head = [...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, isIPv4 ? 1 : 0, 0, 0, 0, 0];
  const answer = isIPv4 ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...ADDRESS] : [];
  const bytes = [Buffer.from(head), query.subarray(12, at + 5), Buffer.from(answer)];
  server.send(Buffer.concat(bytes), from.port, from.address);
});
await new Promise<void>((resolve) => server.bind(53, '127.0.0.1', resolve));
const forever = new AbortController().signal;
const found = await internet.lookup('news.example', forever);
const hosts = await internet.lookup('hosts.example', forever);
const stop = new AbortController();
const silent = internet.lookup('silent.example', stop.signal);
stop.abort();
console.log(JSON.stringify({ found, hosts, silent: await silent, asked }));
server.close();
