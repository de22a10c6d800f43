/**
 * A program for the LAN lab: throws hostile packets at everybody. argv: `huge` (one packet of 58 kB),
 * `goodbye` (one in the name of agent b) or `mutated` (packets, some of them questions), the
 * address of its adapter, and how many.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { seeded } from '../support/seeded.ts';
import { deviceOf } from './lan-devices.ts';
import { goodbye, hugeResponse, mutate, specimens } from './packets.ts';

const [mode, address = '', count = '20000'] = process.argv.slice(2);
/** Enough to overrun the guard by far, few enough for the attacker's own PC. */
const AT_ONCE = 200;

const socket = createSocket({ type: 'udp4', reuseAddr: true });
await new Promise<void>((resolve) => socket.bind(5353, '0.0.0.0', resolve));
socket.setMulticastInterface(address);
const send = (bytes: Buffer): Promise<void> =>
  new Promise((resolve) => socket.send(bytes, 5353, '224.0.0.251', () => resolve()));

if (mode === 'huge') await send(hugeResponse('_ipp._tcp', 3623));
else if (mode === 'goodbye') await send(goodbye('_hallway._tcp', deviceOf('b')));
else {
  const random = seeded(7);
  const bases = specimens(deviceOf('z'));
  for (let i = 0; i < Number(count); i += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, k) => bases[k % bases.length] as Buffer);
    await Promise.all(some.map((bytes) => send(mutate(bytes, random))));
    await wait(5);
  }
}
console.log('sent');
socket.close();
