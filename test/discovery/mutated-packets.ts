/**
 * A receiving agent's discovery without a network, and a stream of real packets that were broken in
 * seeded ways: bits, cuts, counts, pointers, lengths, types, and pure noise.
 */
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { agentAdvert, hostName, resourceAdvert } from '../../src/discovery/advertiser.ts';
import { BonjourAdvertiser } from '../../src/discovery/bonjour.ts';
import { Browser } from '../../src/discovery/browser.ts';
import { Links } from '../../src/discovery/links.ts';
import { MulticastLink } from '../../src/discovery/multicast.ts';
import { BROWSED_TYPES } from '../../src/discovery/nearby.ts';
import type { GuardLimits } from '../../src/discovery/packet-guard.ts';
import { seeded } from '../support/seeded.ts';
import { deviceOf } from './lan-devices.ts';
import { announcement, hugeResponse, mutate, pointerMaze, specimens } from './packets.ts';

export interface Receiver {
  link: MulticastLink;
  browser: Browser;
  stop: () => Promise<void>;
}

/** A browser and a responder with `services` services on a link whose socket is not open. */
export function receiver(limits: GuardLimits | undefined, services = 20): Receiver {
  const clock = systemClock;
  const links = new Links({ clock, log: silentLog });
  const host = hostName(deviceOf('a'));
  const advertiser = new BonjourAdvertiser({ links, clock, log: silentLog, host });
  const browser = new Browser({ types: BROWSED_TYPES, links, clock });
  const link = new MulticastLink({
    adapter: {
      name: 'eth0',
      kind: 'wired',
      mac: undefined,
      ipv4: [{ address: '10.77.0.1', prefix: 16 }],
      ipv6: [],
      scope: 'eth0',
    },
    family: 4,
    clock,
    limits,
  });
  browser.start();
  links.events.emit('up', link);
  const device = deviceOf('a');
  advertiser.set([
    agentAdvert(device, { port: 4000, workgroup: 'tag2', state: 's1', pairing: null }),
    ...Array.from({ length: services - 1 }, (_, i) =>
      resourceAdvert(device, 4000, { kind: 'printer', id: `p${i}`, name: `Printer ${i}` }),
    ),
  ]);
  const stop = async (): Promise<void> => {
    browser.stop();
    await advertiser.stop();
    links.events.emit('down', link);
    link.close();
  };
  return { link, browser, stop };
}

/** Hands `count` broken packets to the link, letting timers and answers run in between. */
export async function flood(
  link: MulticastLink,
  options: { count: number; seed: number; senders: number },
): Promise<void> {
  const random = seeded(options.seed);
  const below = (n: number): number => Math.floor(random() * n);
  const bases = [
    ...specimens(deviceOf('z')),
    ...specimens(deviceOf('a')),
    hugeResponse('_ipp._tcp', 60),
    pointerMaze(20, 40, false),
    pointerMaze(20, 14, true),
  ];
  const broken = (): Buffer => {
    if (below(20) === 0)
      return Buffer.from(Array.from({ length: 12 + below(300) }, () => below(256)));
    const bytes = mutate(bases[below(bases.length)] ?? Buffer.alloc(12), random);
    // Whatever the counts say now, most of it should be looked at.
    if (bytes.length > 12 && below(3) > 0) bytes.fill(0, 2, 3).fill(below(2) * 0x84, 2, 3);
    return bytes;
  };
  for (let i = 0; i < options.count; i++) {
    link.receive(broken(), { address: `10.77.1.${below(options.senders)}` });
    if (i % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Whether an agent that announces itself now is found. */
export function findsHonest({ link, browser }: Receiver, letter = 'b'): boolean {
  const device = deviceOf(letter);
  const bytes = announcement('_hallway._tcp', device, [`id=${device}`]);
  link.receive(bytes, { address: '10.77.0.2' });
  return browser.services.services().some(({ instance }) => instance === device);
}
