/** Whatever arrives, discovery goes on, and soon: without a network, packet by packet. */
import assert from 'node:assert/strict';
import type { RemoteInfo } from 'node:dgram';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { agentAdvert, resourceAdvert } from '../../src/discovery/advertiser.ts';
import { BonjourAdvertiser } from '../../src/discovery/bonjour.ts';
import { Browser } from '../../src/discovery/browser.ts';
import { Links } from '../../src/discovery/links.ts';
import { MulticastLink } from '../../src/discovery/multicast.ts';
import { BROWSED_TYPES } from '../../src/discovery/nearby.ts';
import { GUARD_LIMITS, type GuardLimits } from '../../src/discovery/packet-guard.ts';
import { questionSection } from '../../src/discovery/question-section.ts';
import { deviceOf } from './lan-devices.ts';
import {
  announcement,
  hugeResponse,
  mutate,
  name,
  pointerMaze,
  query,
  question,
  record,
  seeded,
  specimens,
} from './packets.ts';

const from: RemoteInfo = { address: '10.77.0.6', family: 'IPv4', port: 5353, size: 0 };
const endless = { burst: Infinity, perSecond: 0 };
const unlimited: GuardLimits = { ...GUARD_LIMITS, sender: endless, everyone: endless };

/** A browser and a responder with 20 services on a link whose socket is not open. */
function setUp(limits: GuardLimits): {
  link: MulticastLink;
  browser: Browser;
  stop: () => Promise<void>;
} {
  const links = new Links({ clock: systemClock, log: silentLog });
  const advertiser = new BonjourAdvertiser({ links, log: silentLog });
  const browser = new Browser({ types: BROWSED_TYPES, links, clock: systemClock });
  const adapter = {
    name: 'eth0',
    ipv4: [{ address: '10.77.0.1', prefix: 16 }],
    ipv6: [],
    scope: 'eth0',
  };
  const link = new MulticastLink({ adapter, family: 4, clock: systemClock, limits });
  browser.start();
  links.events.emit('up', link);
  const device = deviceOf('a');
  advertiser.set([
    agentAdvert(device, { port: 4000, workgroup: 'tag2', state: 's1', pairing: null }),
    ...Array.from({ length: 19 }, (_, i) =>
      resourceAdvert(device, 4000, { kind: 'printer', id: `p${i}`, name: `Printer ${i}` }),
    ),
  ]);
  const stop = async (): Promise<void> => {
    browser.stop();
    await advertiser.stop();
    link.close();
  };
  return { link, browser, stop };
}

const cpuMs = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

describe('discovery: hostile packets', () => {
  it('outlives 20,000 mutated packets and still finds an honest agent', async () => {
    const { link, browser, stop } = setUp(unlimited);
    const random = seeded(20_261_122);
    const bases = specimens(deviceOf('z'));
    for (let i = 0; i < 20_000; i++)
      link.receive(mutate(bases[i % bases.length] ?? Buffer.alloc(0), random), from);
    const device = deviceOf('b');
    link.receive(announcement('_hallway._tcp', device, [`id=${device}`]), {
      ...from,
      address: '10.77.0.2',
    });
    const all = browser.services.services();
    assert.ok(all.some(({ instance }) => instance === device));
    assert.ok(all.length <= 201, `${all.length} services`);
    await stop();
  });

  it('takes less than 50 ms for one packet, the worst it lets through included', async () => {
    const { link, stop } = setUp(unlimited);
    const type = name('_hallway._tcp.local');
    const worst = {
      '58 kB of PTR records': hugeResponse('_ipp._tcp', 3623),
      '199 PTR records': hugeResponse('_ipp._tcp', 199),
      'a maze of pointers as answers': pointerMaze(198, 3000, false),
      'a maze of pointers as a query': pointerMaze(198, 3000, true),
      'the same question 40 times': query(Array.from({ length: 40 }, () => question(type))),
      'the same question 200 times': query(Array.from({ length: 200 }, () => question(type))),
      'a question for all': query([
        question(name('_hallway._tcp.local')),
        question(name('_hallway-printer._tcp.local')),
      ]),
    };
    for (const [what, bytes] of Object.entries(worst)) {
      assert.ok(bytes.length <= 9000 || bytes.length > 50_000, what);
      link.receive(bytes, from);
      const took = cpuMs(() => link.receive(bytes, from));
      assert.ok(took < 50, `${what}: ${took} ms`);
    }
    await stop();
  });

  it('hands a responder the questions alone', () => {
    const type = name('_hallway._tcp.local');
    const asked = [question(type), question(Buffer.from([0xc0, 12]))];
    const answer = record(type, 20_000, { type: 'PTR', target: name('x._hallway._tcp.local') });
    const cut = questionSection(query(asked, [answer, answer]));
    assert.deepEqual(cut, query(asked));
    assert.equal(questionSection(Buffer.alloc(5)), undefined);
    const short = query(asked).subarray(0, 20);
    assert.equal(questionSection(short), undefined);
  });
});
