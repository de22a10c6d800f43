/**
 * A program for the LAN lab: speaks for many PCs, each with an address of its own, by IPv4 and IPv6:
 * announces, answers what is asked, asks itself and changes, as agents do. argv: how many, over how
 * many seconds they start. Lines on standard input: `rest` makes one of them ask and ten change a
 * minute, `stop` ends it.
 */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { systemClock } from '../../agent/system-clock.ts';
import {
  agentAdvert,
  hostName,
  resourceAdvert,
  type Advert,
} from '../../src/discovery/advertiser.ts';
import type { PointerRecord } from '../../src/discovery/dns-record.ts';
import { KnownAnswers, type Query } from '../../src/discovery/known-answers.ts';
import { BROWSED_TYPES } from '../../src/discovery/nearby.ts';
import { readPacket } from '../../src/discovery/packet-reader.ts';
import {
  questionPackets,
  responsePackets,
  type RecordGroup,
} from '../../src/discovery/packet-writer.ts';

const [count = 250, seconds = 30] = process.argv.slice(2).map(Number);
const RESOURCES = 5;
const FAMILIES = [4, 6] as const;
const GROUP = { 4: '224.0.0.251', 6: 'ff02::fb' } as const;
const ownAddress =
  networkInterfaces()['eth0']?.find(({ family }) => family === 'IPv4')?.address ?? '';

interface Crowded {
  number: number;
  started: boolean;
  state: number;
  sockets: Record<4 | 6, Socket>;
  saidAt: Record<4 | 6, number>;
}

function bound(family: 4 | 6, address: string | undefined): Promise<Socket> {
  const socket = createSocket({ type: `udp${family}`, reuseAddr: true, ipv6Only: family === 6 });
  return new Promise((resolve) =>
    socket.bind(5353, address, () => {
      if (address !== undefined) {
        socket.setMulticastInterface(family === 4 ? address : '::%eth0');
        socket.setMulticastTTL(255);
        socket.setMulticastLoopback(false);
      }
      resolve(socket);
    }),
  );
}

/** Device ids have 52 letters of base 32. */
function deviceOf(number: number): string {
  return number
    .toString(5)
    .padStart(8, '0')
    .replace(/./g, (digit) => 'abcde'[Number(digit)] ?? '')
    .padEnd(52, 'q');
}

function adverts({ number, state }: Crowded): Advert[] {
  const device = deviceOf(number);
  const agent = {
    port: 4000,
    name: `Arbeitsplatz ${number}`,
    workgroup: 'crowd',
    state: `s${state}`,
    pairing: null,
  };
  return [
    agentAdvert(device, agent),
    ...Array.from({ length: RESOURCES }, (_, i) =>
      resourceAdvert(device, 4000, {
        kind: i === 0 ? 'printer' : 'folder',
        id: `res${number}x${i}`,
        name: `Ordner ${i} von ${number}`,
      }),
    ),
  ];
}

function groups(pc: Crowded): (RecordGroup & { pointer: PointerRecord })[] {
  const host = hostName(deviceOf(pc.number));
  return adverts(pc).map(({ type, instance, port, txt }) => {
    const name = `${instance}.${type}.local`;
    const pointer: PointerRecord = {
      type: 'PTR',
      name: `${type}.local`,
      ttl: 28_800,
      target: name,
    };
    const items = Object.entries(txt).map(([key, value]) => Buffer.from(`${key}=${value}`));
    return {
      pointer,
      answers: [pointer],
      additionals: [
        { type: 'SRV', name, ttl: 120, target: host, port },
        { type: 'TXT', name, ttl: 4500, items },
        { type: 'A', name: host, ttl: 120, address: `10.77.10.${pc.number}` },
      ],
    };
  });
}

function send(pc: Crowded, family: 4 | 6, packets: readonly Uint8Array[]): void {
  for (const bytes of packets)
    pc.sockets[family].send(bytes, 0, bytes.length, 5353, GROUP[family], () => {});
}

const pcs: Crowded[] = [];
for (let number = 1; number <= count; number++) {
  const sockets = {
    4: await bound(4, `10.77.10.${number}`),
    6: await bound(6, `fd77::10:${number.toString(16)}`),
  };
  pcs.push({ number, started: false, state: 0, sockets, saidAt: { 4: 0, 6: 0 } });
}

function announce(pc: Crowded): void {
  const packets = responsePackets(groups(pc));
  for (const family of FAMILIES) {
    send(pc, family, packets);
    setTimeout(() => send(pc, family, packets), 1000);
  }
}

/** Asks as one PC that knows all that have started. */
function ask(pc: Crowded): void {
  const known = pcs
    .filter(({ started }) => started)
    .flatMap((one) => groups(one).map((g) => g.pointer));
  const questions = BROWSED_TYPES.map((type) => ({ name: `${type}.local`, type: 'PTR' as const }));
  for (const family of FAMILIES) send(pc, family, questionPackets(questions, known));
}

function answer(family: 4 | 6, { questions, known }: Query): void {
  const asked = new Set(
    questions.filter(({ type }) => type === 'PTR').map(({ name }) => name.toLowerCase()),
  );
  const told = new Set(known.map((record) => (record.type === 'PTR' ? record.target : '')));
  for (const pc of pcs) {
    const now = systemClock.monotonic();
    if (!pc.started || now - pc.saidAt[family] < 1000) continue;
    const missing = groups(pc).filter(
      ({ pointer }) => asked.has(pointer.name) && !told.has(pointer.target),
    );
    if (missing.length === 0) continue;
    pc.saidAt[family] = now;
    setTimeout(() => send(pc, family, responsePackets(missing)), 20 + Math.random() * 100);
  }
}

for (const family of FAMILIES) {
  const whole = (query: Query): void => answer(family, query);
  const gathering = new KnownAnswers({ clock: systemClock, random: Math.random, whole });
  const ears = await bound(family, undefined);
  ears.addMembership(GROUP[family], family === 4 ? ownAddress : '::%eth0');
  ears.on('message', (bytes, from) => {
    const packet = readPacket(bytes);
    if (packet && !packet.response) gathering.take(packet, from.address);
  });
}

for (const pc of pcs)
  setTimeout(
    () => {
      pc.started = true;
      announce(pc);
      ask(pc);
      if (pc === pcs.at(-1)) console.log('started');
    },
    (pc.number / count) * seconds * 1000,
  );
console.log('ready');

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'stop') process.exit(0);
  let minute = 0;
  const some = (n: number): Crowded => pcs[n % pcs.length] as Crowded;
  setInterval(() => ask(some(minute++)), 60_000);
  setInterval(() => {
    const pc = some(Math.floor(Math.random() * pcs.length));
    pc.state += 1;
    announce(pc);
  }, 6000);
});
