/** Fields of `--json` documents are snake_case, and times are ISO 8601, wherever the agent has other. */
import assert from 'node:assert/strict';
import { getLanPrinting, getReceiveRules, listOwnShares } from '../../src/api/local.ts';
import { ANNA, BEN, DOCUMENTS, FakeOffice, MODIFIED, PRINTER, share } from './fake-office.ts';

describe('cli: names in documents', () => {
  let office: FakeOffice;

  async function document(...argv: string[]): Promise<unknown> {
    const ran = await office.run(...argv, '--json');
    assert.deepEqual([ran.status, ran.err], [0, '']);
    return ran.json();
  }

  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  it('printer opened', async () => {
    const one = { id: PRINTER, name: 'Laser', uris: ['ipps://10.0.0.1:631/x'], driverless: true };
    const adapters = [{ name: 'eth0', addresses: ['10.0.0.1'] }];
    const facts = { ready: true, message: '', port: 631, adapters };
    office.on(getLanPrinting, () => ({
      ...facts,
      securePort: 632,
      printers: [{ ...one, shownAs: 'Laser (2)' }],
    }));
    assert.deepEqual(await document('printer', 'opened'), {
      ...facts,
      secure_port: 632,
      printers: [{ ...one, shown_as: 'Laser (2)' }],
    });
  });

  it('offers rule', async () => {
    const rules = {
      rule: 'ask' as const,
      folder: '/home/anna/Downloads',
      devices: [{ device: BEN, name: 'Ben', rule: 'accept' as const, folder: null }],
    };
    office.on(getReceiveRules, () => ({ ...rules, giveOn: true }));
    assert.deepEqual(await document('offers', 'rule'), { ...rules, give_on: true });
  });

  it('share list, with the end of a share', async () => {
    const own = { path: '/plans', with: [BEN], until: MODIFIED, hidden: true, limit: 20 };
    office.on(listOwnShares, () => [{ ...share(DOCUMENTS, ANNA, 'Plans'), ...own }]);
    assert.deepEqual(await document('share', 'list'), [
      {
        ...own,
        name: 'Plans',
        kind: 'folder',
        access: 'write',
        until: new Date(MODIFIED).toISOString(),
      },
    ]);
  });
});
