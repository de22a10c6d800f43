/** `adapters` shows what is used and why, and sets what the person wants. */
import assert from 'node:assert/strict';
import { chooseAdapter, listAdapters } from '../../src/api/local-network.ts';
import type { NetworkAdapter } from '../../src/model/adapter.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { FakeOffice } from './fake-office.ts';

const eth0: NetworkAdapter = {
  name: 'eth0',
  kind: 'wired',
  addresses: ['10.0.0.5/24', 'fd00::5/64', 'fe80::1/64'],
  choice: 'auto',
  fixed: false,
  used: true,
  reason: 'Used: wired.',
};
const tun0: NetworkAdapter = {
  name: 'tun0',
  kind: 'tunnel',
  addresses: [],
  choice: 'skip',
  fixed: false,
  used: false,
  reason: 'Skipped: you chose so.',
};

describe('cli: adapters', () => {
  let office: FakeOffice;
  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
    office.on(listAdapters, () => [eth0, tun0]);
  });
  afterEach(() => office.stop());

  it('shows every adapter with the reason', async () => {
    const { out, err, status } = await office.run('adapters');
    assert.deepEqual([status, err], [0, '']);
    assert.match(out, /^NAME +KIND +ADDRESSES +USED +WHY$/m);
    assert.match(out, /^eth0 +wired +10\.0\.0\.5\/24, fd00::5\/64 +yes +Used: wired\.$/m);
    assert.match(out, /^tun0 +tunnel +- +no +Skipped: you chose so\.$/m);
    assert.deepEqual((await office.run('adapters', '--json')).json(), [eth0, tun0]);
  });

  it('sets what the person wants, and warns where nothing is left', async () => {
    const asked: string[] = [];
    let left = [eth0, tun0];
    office.on(chooseAdapter, ({ params, body }) => {
      asked.push(`${params['name']} ${(body as { choice: string }).choice}`);
      return left;
    });
    for (const choice of ['use', 'skip', 'auto']) {
      const { status, err } = await office.run('adapters', choice, 'Wi-Fi 2');
      assert.deepEqual([status, err], [0, '']);
    }
    assert.deepEqual(asked, ['Wi-Fi 2 use', 'Wi-Fi 2 skip', 'Wi-Fi 2 auto']);
    left = [tun0];
    const { status, err } = await office.run('adapters', 'skip', 'eth0');
    assert.deepEqual([status, err], [0, 'No adapter is used: nobody finds this PC.\n']);
  });

  it('says that a choice waits while the environment decides', async () => {
    office.on(chooseAdapter, () => [{ ...eth0, fixed: true }]);
    const { status, err } = await office.run('adapters', 'skip', 'eth0');
    assert.equal(status, 0);
    assert.match(err, /^HALLWAY_ADAPTERS decides for now\./);
  });

  it('says which adapters there are instead of one that is not', async () => {
    office.on(chooseAdapter, () => {
      throw new HallwayError('request.not_found', 'This PC has no network adapter “x”.', {
        fix: 'It has: eth0, tun0.',
      });
    });
    const { status, err } = await office.run('adapters', 'use', 'x');
    assert.equal(status, 1);
    assert.match(err, /no network adapter “x”[^]*It has: eth0, tun0\./);
    assert.equal((await office.run('adapters', 'use')).status, 2);
  });
});
