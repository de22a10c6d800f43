/** What this PC advertises: all of it, to whoever asks, in few words. */
import assert from 'node:assert/strict';
import { silentLog } from '../../src/base/log.ts';
import {
  agentAdvert,
  hostName,
  resourceAdvert,
  type Advert,
} from '../../src/discovery/advertiser.ts';
import { BonjourAdvertiser } from '../../src/discovery/bonjour.ts';
import { escapeLabel } from '../../src/discovery/dns-name.ts';
import type { PointerRecord, QuestionType } from '../../src/discovery/dns-record.ts';
import { questionPackets } from '../../src/discovery/packet-writer.ts';
import { ManualClock } from '../support/temporary.ts';
import { CapturedLink, OneLink, settled } from './captured-link.ts';
import { deviceOf } from './lan-devices.ts';

const DEVICE = deviceOf('a');
const agent = (state: string): Advert =>
  agentAdvert(DEVICE, { port: 4000, name: 'Büro 1.5', workgroup: 'tag2', state, pairing: null });
const printers = Array.from({ length: 5 }, (_, i) =>
  resourceAdvert(DEVICE, 4000, { kind: 'printer', id: `printer${i}`, name: `Drucker ${i}` }),
);
const types = ['_hallway._tcp.local', '_hallway-printer._tcp.local'];

function setUp(): {
  clock: ManualClock;
  link: CapturedLink;
  advertiser: BonjourAdvertiser;
  pass: (ms: number) => Promise<void>;
  ask: (names: readonly string[], type?: QuestionType, known?: readonly PointerRecord[]) => void;
} {
  const clock = new ManualClock();
  const link = new CapturedLink(clock);
  const links = new OneLink(clock, link);
  const host = hostName(DEVICE);
  const options = { links, clock, log: silentLog, host, random: () => 0.5 };
  const advertiser = new BonjourAdvertiser(options);
  links.up();
  const pass = async (ms: number): Promise<void> => {
    await settled();
    clock.advance(ms);
    await settled();
  };
  const ask = (
    names: readonly string[],
    type: QuestionType = 'PTR',
    known: readonly PointerRecord[] = [],
  ): void => {
    const questions = names.map((name) => ({ name, type }));
    for (const bytes of questionPackets(questions, known))
      link.receive(bytes, { address: '10.77.0.9' });
  };
  return { clock, link, advertiser, pass, ask };
}

describe('discovery: advertising', () => {
  it('announces an agent with five resources in two packets, twice', async () => {
    const { link, advertiser, pass } = setUp();
    advertiser.set([agent('s1'), ...printers]);
    await pass(500);
    const first = link.answers();
    assert.ok(first.length <= 2, `${first.length} packets`);
    assert.deepEqual(first.flat().filter((said) => said.startsWith('PTR')).length, 6);
    await pass(1000);
    assert.equal(link.answers().length, first.length);
    await pass(3600_000);
    assert.equal(link.answers().length, 0);
    await advertiser.stop();
  });

  it('answers for all services together, and not what the asker knows', async () => {
    const { link, advertiser, pass, ask } = setUp();
    advertiser.set([agent('s1'), ...printers]);
    await pass(5000);
    link.answers();
    ask(types);
    await pass(200);
    const answers = link.answers();
    assert.ok(answers.length <= 2, `${answers.length} packets`);
    assert.equal(answers.flat().length, 6);
    await pass(5000);
    const known = [agent('s1'), ...printers].map(
      ({ type, instance }): PointerRecord => ({
        type: 'PTR',
        name: `${type}.local`,
        ttl: 20_000,
        target: `${instance}.${type}.local`,
      }),
    );
    ask(types, 'PTR', known);
    await pass(200);
    assert.deepEqual(link.answers(), []);
    ask(types, 'PTR', known.slice(1));
    await pass(200);
    assert.deepEqual(link.answers(), [[`PTR ${DEVICE}._hallway._tcp.local`]]);
    await advertiser.stop();
  });

  it('tells a change without a goodbye, and a goodbye for that service alone', async () => {
    const { link, advertiser, pass } = setUp();
    advertiser.set([agent('s1'), ...printers.slice(0, 1)]);
    await pass(5000);
    link.said.length = 0;
    advertiser.set([agent('s2'), ...printers.slice(0, 1)]);
    await pass(5000);
    const said = link.said.flatMap(({ packet }) => packet.answers);
    assert.equal(said.length, 6, 'the agent alone, twice');
    assert.ok(said.every(({ ttl }) => ttl > 0));
    const texts = said.flatMap((one) => (one.type === 'TXT' ? one.items.map(String) : []));
    assert.ok(texts.includes('st=s2') && texts.includes('name=Büro 1.5'));
    link.said.length = 0;
    advertiser.set([agent('s2')]);
    await pass(100);
    const goodbyes = link.said.flatMap(({ packet }) => packet.answers);
    assert.deepEqual(
      goodbyes.map(({ type, ttl }) => `${type} ${ttl}`),
      ['PTR 0', 'SRV 0', 'TXT 0'],
    );
    await advertiser.stop();
    assert.ok(link.said.at(-1)?.packet.answers.every(({ ttl }) => ttl === 0));
  });

  it('gives its types, its service and its host to whoever asks for them', async () => {
    const { link, advertiser, pass, ask } = setUp();
    advertiser.set([agent('s1'), ...printers]);
    await pass(5000);
    link.answers();
    ask(['_services._dns-sd._udp.local']);
    await pass(200);
    assert.deepEqual(link.answers().flat().sort(), types.map((type) => `PTR ${type}`).sort());
    ask([`${DEVICE}._hallway._tcp.local`.toUpperCase()], 'SRV');
    await pass(200);
    assert.deepEqual(link.answers(), [[`SRV ${DEVICE}._hallway._tcp.local`]]);
    await advertiser.stop();
  });

  it('advertises and answers for a name with dots, backslashes and UTF-8 in it', async () => {
    const { link, advertiser, pass, ask } = setUp();
    const instance = 'HP 1.5 (Büro\\Flur)…';
    const name = `${escapeLabel(instance)}._ipp._tcp.local`;
    advertiser.set([{ type: '_ipp._tcp', instance, port: 631, txt: { rp: 'x' }, readable: true }]);
    await pass(0);
    for (let i = 0; i < 10; i++) await pass(200);
    const announced = link.answers().flat();
    assert.ok(announced.includes(`PTR ${name}`), announced.join('\n'));
    assert.ok(announced.includes(`SRV ${name}`) && announced.includes(`TXT ${name}`));
    await pass(5000);
    link.answers();
    ask([name], 'TXT');
    ask(['_ipp._tcp.local']);
    await pass(200);
    assert.deepEqual(link.answers().flat().sort(), [`PTR ${name}`, `TXT ${name}`]);
    await advertiser.stop();
    assert.ok(link.answers().flat().includes(`PTR ${name}`), 'a goodbye');
  });
});
