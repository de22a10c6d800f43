/** Agents on a LAN find each other at once, and follow what happens to it. */
import assert from 'node:assert/strict';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import { allMeet, LanAgent } from './lan-agents.ts';

const LETTERS = ['a', 'b', 'c', 'd'] as const;

describe('discovery: on the LAN', function () {
  this.timeout(20_000);
  let lab: Lab;
  let agents: LanAgent[] = [];

  before(function () {
    skipWithoutLab(this);
  });
  beforeEach(async () => {
    lab = await Lab.create({ pcs: 4 });
  });
  afterEach(async () => {
    for (const agent of agents) assert.deepEqual(agent.process.errors, []);
    agents = [];
    await lab.destroy();
  });
  after(() => lab?.destroy());

  const startAll = (): LanAgent[] =>
    (agents = LETTERS.map((letter, i) => new LanAgent(lab, i + 1, letter)));

  it('finds everybody within 2 s of the last start', async () => {
    startAll();
    const started = await Promise.all(agents.map((a) => a.told((t) => t.event === 'started')));
    const last = Math.max(...started.map(({ at }) => at));
    const met = await allMeet(agents);
    const took = Math.max(...met.map(({ at }) => at)) - last;
    assert.ok(took < 2000, `${took} ms`);
    const heard = await agents[1]?.hears('d');
    const ports = new Set(heard?.addresses?.map(({ port }) => port));
    assert.deepEqual([...ports], [4004]);
    assert.ok(heard?.addresses?.some(({ host }) => host === lab.address(4)));
    const { nearby = [] } = (await agents[0]?.ask('nearby', 'nearby')) ?? {};
    const printers = nearby.filter(({ kind }) => kind === 'printer').map(({ name }) => name);
    assert.deepEqual(
      printers.sort(),
      ['b', 'c', 'd'].map((l) => `Drucker ${l}0 für alle`),
    );
  });

  it('hears of a change and of a goodbye at once, and a change is no goodbye', async () => {
    const [a, b] = startAll() as [LanAgent, LanAgent];
    await allMeet(agents);
    b.tell('agent', { state: 's2', pairing: 'Praxis' });
    const changed = await a.told((t) => t.letter === 'b' && t.state === 's2', 2000);
    assert.equal(changed.pairing, 'Praxis');
    assert.equal(changed.name, 'Büro b 1.5');
    assert.deepEqual(a.events('goodbye'), []);
    const { at } = await b.ask('stop', 'stopped');
    const goodbye = await a.told((t) => t.event === 'goodbye' && t.letter === 'b');
    assert.ok(goodbye.at - at < 500, `${goodbye.at - at} ms`);
    assert.deepEqual(await b.process.exited, { code: 0, signal: null });
    const { nearby = [] } = await a.ask('nearby', 'nearby');
    assert.ok(nearby.every(({ name }) => !name.startsWith('Drucker b')));
  });

  it('sees a changed address within 3 s, and a pulled and healed cable', async () => {
    const [a, , , d] = startAll() as [LanAgent, LanAgent, LanAgent, LanAgent];
    await allMeet(agents);
    const address = await lab.readdress(4);
    const since = Date.now();
    const seen = await a.told(
      (t) => t.letter === 'd' && t.addresses?.[0]?.host === address && t.at >= since,
    );
    assert.ok(seen.at - since < 3000, `${seen.at - since} ms`);
    await d.told((t) => t.event === 'adapters' && t.at >= since);
    const cutAt = Date.now();
    await lab.cut(4);
    await d.told((t) => t.event === 'adapters' && t.at >= cutAt);
    const healedAt = Date.now();
    await lab.heal(4);
    await a.told((t) => t.letter === 'd' && t.at >= healedAt);
    await d.told((t) => t.letter === 'a' && t.at >= healedAt);
  });

  it('finds agents over a second adapter', async () => {
    await lab.secondNic(1);
    await lab.secondNic(2);
    const [a, b] = (agents = [new LanAgent(lab, 1, 'a'), new LanAgent(lab, 2, 'b')]);
    await allMeet(agents);
    const onBoth = (t: { letter?: string; addresses?: { host: string }[] }): boolean =>
      [lab.address(2), lab.address(2, 4, 'eth1')].every((host) =>
        t.addresses?.some((address) => address.host === host),
      );
    await a?.told((t) => t.letter === 'b' && onBoth(t));
    const pulled = Date.now();
    await lab.cut(1);
    // Hearing it again is told once a second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    b?.tell('refresh');
    await b?.told((t) => t.letter === 'a' && t.at >= pulled);
  });

  it('tells whose multicast arrives, and refreshing makes everybody answer once', async () => {
    startAll();
    await allMeet(agents);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const [a] = agents as [LanAgent];
    const heard = async (): Promise<Map<string, number>> => {
      const told = (await a.ask('heard', 'heard')).heard ?? [];
      return new Map(told.map(({ device, agoMs }) => [device[0] ?? '', agoMs]));
    };
    assert.deepEqual([...(await heard()).keys()].sort(), ['b', 'c', 'd']);
    const since = Date.now();
    a.tell('refresh');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = Array.from((await heard()).values());
    assert.ok(
      after.every((ago) => ago < Date.now() - since),
      after.join(),
    );
  });

  it('two PCs that open a printer by one name have two names for it', async () => {
    agents = [new LanAgent(lab, 1, 'a'), new LanAgent(lab, 2, 'b'), new LanAgent(lab, 3, 'c')];
    const [a, b, c] = agents as [LanAgent, LanAgent, LanAgent];
    await allMeet(agents);
    const advert = { type: '_ipp._tcp', instance: 'HP 1.5 (Büro)', txt: { rp: 'ipp/print' } };
    for (const [agent, port] of [
      [a, 631],
      [b, 632],
    ] as const)
      agent.tell('others', { adverts: [{ ...advert, port, readable: true }] });
    const renamed = await Promise.race([
      a.told(({ event }) => event === 'renamed'),
      b.told(({ event }) => event === 'renamed'),
    ]);
    assert.equal(renamed.now, 'HP 1.5 (Büro) (2)');
    const names = async (): Promise<string[]> => {
      const { nearby = [] } = await c.ask('nearby', 'nearby');
      return nearby.filter(({ kind }) => kind === 'network-printer').map(({ name }) => name);
    };
    for (let tries = 0; tries < 30 && (await names()).length < 2; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual((await names()).sort(), ['HP 1.5 (Büro)', 'HP 1.5 (Büro) (2)']);
    const loser = renamed === a.events('renamed')[0] ? a : b;
    await loser.ask('stop', 'stopped');
    for (let tries = 0; tries < 30 && (await names()).length > 1; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal((await names()).length, 1);
  });

  it('finds agents by IPv6 alone', async () => {
    for (const pc of [1, 2]) await lab.pc(pc).exec(['ip', '-4', 'address', 'flush', 'dev', 'eth0']);
    agents = [new LanAgent(lab, 1, 'a'), new LanAgent(lab, 2, 'b')];
    const met = await allMeet(agents);
    assert.ok(met.every(({ addresses }) => addresses?.every(({ host }) => host.includes(':'))));
  });

  it('finds everybody within 2 s also when every twentieth frame is lost', async () => {
    await lab.loss('all', 5);
    startAll();
    const started = await Promise.all(agents.map((a) => a.told((t) => t.event === 'started')));
    const met = await allMeet(agents);
    const last = Math.max(...started.map(({ at }) => at));
    const took = Math.max(...met.map(({ at }) => at)) - last;
    assert.ok(took < 2000, `${took} ms`);
  });

  it('finds everybody when every fifth frame is lost', async () => {
    await lab.loss('all', 20);
    startAll();
    await allMeet(agents, 6000);
  });

  it('finds nobody where multicast is dropped, and everybody when that ends', async () => {
    await lab.noMulticast(true);
    startAll();
    await Promise.all(agents.map((a) => a.told((t) => t.event === 'started')));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.ok(agents.every((agent) => agent.events('agent').length === 0));
    await lab.noMulticast(false);
    for (const agent of agents) agent.tell('refresh');
    await allMeet(agents);
  });

  it('waits for a program that holds port 5353 for itself', async () => {
    const hold = `require('node:dgram').createSocket('udp4').bind(5353, () => console.log('held'))`;
    const holder = lab.pc(1).spawn([process.execPath, '-e', hold]);
    await holder.waitForLine(/held/);
    agents = [new LanAgent(lab, 1, 'a'), new LanAgent(lab, 2, 'b')];
    await Promise.all(agents.map((a) => a.told((t) => t.event === 'started')));
    await holder.kill();
    const released = Date.now();
    // A sender's address comes before those that its records claim.
    const first = (t: { addresses?: { host: string }[] }): string | undefined =>
      t.addresses?.[0]?.host;
    const seen = await agents[1]?.told((t) => t.letter === 'a' && first(t) === lab.address(1));
    assert.ok((seen?.at ?? 0) >= released, 'not while the port was held');
    assert.ok(Date.now() - released < 4000);
  });

  it('finds three agents on one PC, with a network and with loopback alone', async () => {
    await lab.cut(1);
    agents = ['a', 'b', 'c'].map((letter) => new LanAgent(lab, 1, letter));
    const alone = await allMeet(agents);
    assert.ok(alone.every(({ addresses }) => addresses?.[0]?.host === '127.0.0.1'));
    const healed = Date.now();
    await lab.heal(1);
    for (const agent of agents)
      await agent.told((t) => t.at >= healed && t.addresses?.[0]?.host === lab.address(1));
  });
});
