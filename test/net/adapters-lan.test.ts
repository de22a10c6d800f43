/** Real agents on a LAN speak on the office's networks and on no other, as the person chooses. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import { chooseAdapter, listAdapters } from '../../src/api/local-network.ts';
import type { AdapterChoice } from '../../src/model/adapter.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import type { PcProcess } from '../lan/pc.ts';
import { LabOffice } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';

const script = fileURLToPath(new URL('mdns-listener.ts', import.meta.url));

/** What multicast DNS says in the hearing of one PC. */
class Listener {
  readonly #process: PcProcess;
  #from = 0;

  private constructor(running: PcProcess) {
    this.#process = running;
  }

  static async start(office: LabOffice, pc: number): Promise<Listener> {
    const running = office.lab.pc(pc).spawn([process.execPath, script]);
    await running.waitForLine(/listening/);
    running.write('ask');
    return new Listener(running);
  }

  /** Forgets what was heard and asks anew. */
  ask(): void {
    this.#from = this.#process.lines.length;
    this.#process.write('ask');
  }

  /** Whether an answer came from this address, or holds it in an A or AAAA record. */
  heard(address: string): boolean {
    const record = address.includes(':') ? undefined : `00010004${hexOf(address)}`;
    return this.#process.lines
      .slice(this.#from)
      .filter((line) => line.startsWith('{"from"'))
      .map((line) => JSON.parse(line) as { from: string; hex: string })
      .filter(({ hex }) => (Number.parseInt(hex.slice(4, 6), 16) & 0x80) !== 0)
      .some(({ from, hex }) => from === address || hex.includes(record ?? hexOf(address)));
  }
}

/** An address as a record carries it; the class of an A record and its life come before. */
function hexOf(address: string): string {
  return Buffer.from(address.split('.').map(Number)).toString('hex');
}

describe('net: adapters on a LAN', function () {
  this.timeout(60_000);
  let office: LabOffice;

  before(async function () {
    skipWithoutLab(this);
    office = await LabOffice.create(3);
  });
  after(() => office?.destroy());

  /** An adapter of this name that is up and leads nowhere. */
  async function addAdapter(pc: number, name: string, address: string): Promise<void> {
    const bridge = name.startsWith('docker');
    const near = bridge ? 'vethx0' : name;
    for (const words of [
      ...(bridge ? [`link add ${name} type bridge`, `link set ${name} up`] : []),
      `link add ${near} type veth peer name veth-${name}`,
      `link set veth-${name} up`,
      ...(bridge ? [`link set ${near} master ${name}`] : []),
      `link set ${near} up`,
      `address add ${address}/24 dev ${name}`,
    ]) {
      const { code, stderr } = await office.lab.pc(pc).exec(['ip', ...words.split(' ')]);
      assert.equal(code, 0, `${words}: ${stderr}`);
    }
  }

  it('serves two networks at once, and says nothing on strange ones', async () => {
    const { lab } = office;
    const second = await lab.secondNic(1);
    await lab.moveToSecondSwitch(3);
    const strange = { tun0: '10.8.0.6', docker0: '172.17.0.1', wg0: '10.9.0.2' };
    for (const [name, address] of Object.entries({ ...strange, wlan0: '10.99.0.1' }))
      await addAdapter(1, name, address);
    const listeners = [await Listener.start(office, 1), await Listener.start(office, 2)];
    await Promise.all(office.pcs.map((pc) => pc.start()));
    await office.pc(1).call(api.createWorkgroup, { body: { name: 'Office' } });
    for (const number of [2, 3]) {
      const { code } = await office.pc(1).call(api.openInvitation, { body: { approve: true } });
      await office.pc(number).call(api.joinWorkgroup, { body: { code } });
    }
    const ids = [2, 3].map((number) => office.pc(number).id);
    await office.pc(1).untilPeers(true, ids, 10_000);
    for (const number of [2, 3])
      await office.pc(number).untilPeers(true, [office.pc(1).id], 10_000);

    const { addresses } = office.pc(1).shown('status')?.peer ?? { addresses: [] };
    const hosts = addresses.map((address) => address.slice(0, address.lastIndexOf(':')));
    assert.deepEqual(hosts.sort(), ['10.77.0.1', second, '10.99.0.1'].sort());
    const kinds = new Map(
      (await office.pc(1).call(listAdapters, {})).map(({ name, kind, used }) => [
        name,
        [kind, used],
      ]),
    );
    for (const name of Array.from(kinds.keys())) if (name.startsWith('veth')) kinds.delete(name);
    assert.deepEqual(Object.fromEntries(kinds), {
      lo: ['loopback', false],
      eth0: ['wired', true],
      eth1: ['wired', true],
      wlan0: ['wireless', true],
      tun0: ['tunnel', false],
      wg0: ['tunnel', false],
      docker0: ['virtual', false],
    });
    const [here, office2] = listeners;
    here?.ask();
    office2?.ask();
    await eventually(() => office2?.heard('10.77.0.1'), 5000, 'PC 1 answers in the office');
    await eventually(() => here?.heard(second), 5000, 'PC 1 answers on the second network');
    await wait(1000);
    for (const address of Object.values(strange))
      for (const listener of listeners)
        assert.equal(listener.heard(address), false, `${address} was said`);
  });

  it('speaks on an adapter while it is chosen, and is silent when it is not', async () => {
    const pc = office.pc(1);
    const choose = (choice: AdapterChoice): Promise<unknown> =>
      pc.call(chooseAdapter, { params: { name: 'tun0' }, body: { choice } });
    const inStatus = (yes: boolean): Promise<number> =>
      pc.until(
        'status',
        ({ peer }) => peer.addresses.some((address) => address.startsWith('10.8.0.6:')) === yes,
        3000,
      );
    const listener = await Listener.start(office, 1);
    await choose('use');
    await inStatus(true);
    await eventually(
      () => {
        if (listener.heard('10.8.0.6')) return true;
        listener.ask();
        return false;
      },
      5000,
      'it is advertised there',
    );
    await choose('auto');
    await inStatus(false);
    await wait(500);
    listener.ask();
    await wait(1500);
    assert.equal(listener.heard('10.8.0.6'), false);
    await office.pc(1).untilPeers(
      true,
      [2, 3].map((number) => office.pc(number).id),
      5000,
    );
  });

  it('is steered by the command line, which names what there is', async () => {
    const pc = office.pc(1);
    const skipped = await pc.cli('adapters', 'skip', 'wlan0');
    assert.equal(skipped.code, 0, skipped.stderr);
    assert.match(
      skipped.stdout,
      /^wlan0 +wireless +10\.99\.0\.1\/24.* no +Skipped: you chose so\.$/m,
    );
    await pc.until(
      'adapters',
      (all) => all.some(({ name, used }) => name === 'wlan0' && !used),
      2000,
    );
    const odd = await pc.cli('adapters', 'use', 'eth7');
    assert.equal(odd.code, 1);
    assert.match(odd.stderr, /no network adapter “eth7”[^]*It has: .*eth0.*wlan0/);
    for (const name of ['eth0', 'eth1']) await pc.cli('adapters', 'skip', name);
    const { stdout, stderr } = await pc.cli('adapters', 'skip', 'eth0');
    assert.match(stdout, /No adapter is used: nobody finds this PC\./);
    assert.match(stderr, /nobody finds this PC/);
    for (const name of ['eth0', 'eth1', 'wlan0']) await pc.cli('adapters', 'auto', name);
    const list = await pc.cli('adapters', '--json');
    const all = JSON.parse(list.stdout) as { name: string; choice: string }[];
    assert.ok(all.every(({ choice }) => choice === 'auto'));
    await pc.untilPeers(
      true,
      [2, 3].map((number) => office.pc(number).id),
      15_000,
    );
  });
});
