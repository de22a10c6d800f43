/** Avahi, an independent implementation of DNS-SD, hears us right and is heard by us. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cutLabel } from '../../src/discovery/dns-name.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { Lab } from '../lan/lab.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LanAgent } from './lan-agents.ts';
import { deviceOf } from './lan-devices.ts';

/** A system bus and daemon of its own; then runs what it is told, line by line. */
const AVAHI = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
  dbus-daemon --system --nopidfile --fork || exit 1
  avahi-daemon --no-drop-root --no-chroot --no-rlimits >/dev/null 2>&1 &
  for i in $(seq 50); do avahi-browse -t -a >/dev/null 2>&1 && break; sleep 0.1; done
  echo ready
  while read -r line; do eval "$line"; done`;

/** Avahi writes bytes that are no plain letters as `\\195`, and a dot or backslash as `\\.`. */
function unescaped(text = ''): string {
  const bytes = text.replace(/\\(\d{3})|\\(.)/g, (_, code: string | undefined, other: string) =>
    code === undefined ? other : String.fromCharCode(Number(code)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('discovery: beside Avahi', function () {
  this.timeout(20_000);
  let lab: Lab;
  let avahi: PcProcess;
  let agent: LanAgent;

  before(async function () {
    skipWithoutLab(this);
    for (const tool of ['avahi-daemon', 'avahi-browse', 'dbus-daemon'])
      if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) {
        console.log(`      skipped: ${tool} is not installed`);
        this.skip();
      }
    lab = await Lab.create({ pcs: 2 });
    avahi = lab.pc(2).spawn(['bash', '--norc', '-c', AVAHI]);
    await avahi.waitForLine(/ready/);
    agent = new LanAgent(lab, 1, 'a');
    await agent.told((t) => t.event === 'started');
  });
  after(() => lab?.destroy());

  const resolved = (type: string): string[] =>
    avahi.lines.filter((line) => line.startsWith('=') && line.includes(`;${type};`));
  const browse = async (type: string): Promise<string[]> => {
    avahi.lines.length = 0;
    avahi.write(`avahi-browse -rptk ${type}; echo browsed`);
    await avahi.waitForLine(/^browsed/);
    return resolved(type);
  };

  /** Waits until the agent shows a printer of this name, or does not. */
  const shown = async (name: string, wanted: boolean): Promise<void> => {
    for (let tries = 0; tries < 40; tries++) {
      const { nearby = [] } = await agent.ask('nearby', 'nearby');
      if (nearby.some((one) => one.name === name) === wanted) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`${name} is ${wanted ? 'not ' : ''}shown`);
  };

  it('avahi-browse shows the agent and its printer with their TXT records', async () => {
    const [line = ''] = await browse('_hallway._tcp');
    const [, , , instance, , , , address = '', port, txt = ''] = line.split(';');
    assert.equal(instance, deviceOf('a'));
    assert.ok([lab.address(1), lab.address(1, 6)].includes(address), address);
    assert.equal(port, '4001');
    for (const item of [`"id=${deviceOf('a')}"`, '"wg=tag2"', '"st=s1"', '"v=1"'])
      assert.ok(txt.includes(item), `${item} in ${txt}`);
    const [printer = ''] = await browse('_hallway-printer._tcp');
    assert.match(printer, /"name=Drucker a0 f\\195\\188r alle"/);
  });

  it('avahi-browse sees a changed TXT record and no old one', async () => {
    agent.tell('agent', { state: 's2' });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const lines = await browse('_hallway._tcp');
    assert.ok(
      lines.length > 0 && lines.every((line) => line.includes('"st=s2"')),
      lines.join('\n'),
    );
  });

  it('on one PC, too, avahi shows exactly what the agent tells, and the agent what avahi tells', async () => {
    const beside = lab.pc(1).spawn(['bash', '--norc', '-c', AVAHI]);
    await beside.waitForLine(/ready/);
    beside.write('avahi-browse -rpt _hallway._tcp; echo browsed');
    await beside.waitForLine(/^browsed/);
    const line = beside.lines.find((one) => one.startsWith('=') && one.includes('_hallway._tcp'));
    const txt = /(?:"[^"]*" ?)+$/.exec(line ?? '')?.[0].match(/"[^"]*"/g) ?? [];
    const name = String.raw`"name=B\195\188ro a 1.5"`;
    const expected = ['"v=1"', `"id=${deviceOf('a')}"`, '"wg=tag2"', '"st=s2"', name];
    assert.deepEqual(txt.sort(), expected.sort());
    beside.write(`avahi-publish -s 'Laser 2.0 – Flur' _ipp._tcp 631 2>&1 & publisher=$!`);
    await beside.waitForLine(/Established/);
    await shown('Laser 2.0 – Flur', true);
    beside.write('kill $publisher');
    await shown('Laser 2.0 – Flur', false);
    await beside.kill();
    await agent.ask('nearby', 'nearby');
  });

  it('gives way to a name that avahi has, and avahi shows both', async () => {
    const wanted = 'Großer Drucker 1.5 im Flur, der mit dem langen Namen und 63 Bytes';
    const name = cutLabel(wanted);
    assert.equal(Buffer.byteLength(name), 63);
    avahi.write(`avahi-publish -s '${name}' _ipp._tcp 631 2>&1 & publisher=$!`);
    await avahi.waitForLine(/Established/);
    const advert = { type: '_ipp._tcp', instance: wanted, port: 4631, txt: { rp: 'ipp/print/x' } };
    agent.tell('others', { adverts: [{ ...advert, readable: true }] });
    const { now = '' } = await agent.told(({ event }) => event === 'renamed');
    assert.equal(now, `${name.slice(0, -4)} (2)`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const lines = await browse('_ipp._tcp');
    const ports = new Map(
      lines.map((line) => [unescaped(line.split(/(?<!\\);/)[3]), line.split(';')[8]]),
    );
    assert.deepEqual([ports.get(name), ports.get(now)], ['631', '4631'], lines.join('\n'));
    assert.ok(lines.some((line) => line.includes('"rp=ipp/print/x"')));
    avahi.write('kill $publisher');
    await shown(name, false);
    // What said goodbye stays for another second (RFC 6762 section 10.1).
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const left = await browse('_ipp._tcp');
    assert.deepEqual([...new Set(left.map((line) => line.split(';')[8]))], ['4631']);
    agent.tell('others', { adverts: [] });
    await shown(now, false);
  });

  it('hears what avahi publishes, also with dots and umlauts in the name, and its goodbye', async () => {
    avahi.write(`avahi-publish -s 'HP 1.5 (Büro)' _ipp._tcp 631 rp=ipp/print 2>&1 & publisher=$!`);
    await avahi.waitForLine(/Established/);
    const find = async (): Promise<object | undefined> => {
      const { nearby = [] } = await agent.ask('nearby', 'nearby');
      return nearby.find(({ kind }) => kind === 'network-printer');
    };
    const wait = async (wanted: boolean): Promise<object | undefined> => {
      for (let tries = 0; tries < 30 && !!(await find()) !== wanted; tries++)
        await new Promise((resolve) => setTimeout(resolve, 100));
      return find();
    };
    const found = await wait(true);
    assert.ok(found && 'name' in found && 'port' in found);
    assert.deepEqual([found.name, found.port], ['HP 1.5 (Büro)', 631]);
    avahi.write('kill $publisher');
    assert.equal(await wait(false), undefined);
  });
});
