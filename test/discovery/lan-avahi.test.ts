/** Avahi, an independent implementation of DNS-SD, hears us right and is heard by us. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
    avahi = lab.pc(2).spawn(['bash', '-c', AVAHI]);
    await avahi.waitForLine(/ready/);
    agent = new LanAgent(lab, 1, 'a');
    await agent.told((t) => t.event === 'started');
  });
  after(() => lab?.destroy());

  const resolved = (type: string): string[] =>
    avahi.lines.filter((line) => line.startsWith('=') && line.includes(`;${type};`));
  const browse = async (type: string): Promise<string[]> => {
    avahi.lines.length = 0;
    avahi.write(`avahi-browse -rpt ${type}; echo browsed`);
    await avahi.waitForLine(/^browsed/);
    return resolved(type);
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
