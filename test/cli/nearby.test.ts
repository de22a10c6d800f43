/** `nearby` says what can be done with each thing, in words that can be copied. */
import assert from 'node:assert/strict';
import { platform } from 'node:os';
import { listNearby } from '../../src/api/local.ts';
import { nearbyThing } from '../support/fake-nearby.ts';
import { FakeOffice } from './fake-office.ts';

describe('cli: nearby', () => {
  let office: FakeOffice;
  before(async () => {
    office = new FakeOffice();
    await office.start();
  });
  after(() => office.stop());

  const line = async (thing: Parameters<typeof nearbyThing>): Promise<string> => {
    office.on(listNearby, () => [nearbyThing(...thing)]);
    const { out } = await office.run('nearby');
    return out.trim().split('\n')[1] ?? '';
  };

  it('tells how a printer is added, with its model and place', async () => {
    const uri = 'ipps://10.0.0.7:631/ipp/print';
    const more = { model: 'Kyocera M5526', location: 'Corridor', addresses: ['10.0.0.7'] };
    const told = await line(['network-printer', 'Laser', { uri, can: ['add-printer'], ...more }]);
    assert.match(told, /^network-printer +Laser +Kyocera M5526, Corridor +10\.0\.0\.7 +/);
    assert.ok(told.endsWith(`hallway printer add ${uri} --name NAME`), told);
    const six = 'ipp://[fd77::1]:631/ipp/print';
    const quoted = await line(['network-printer', 'Laser', { uri: six, can: ['add-printer'] }]);
    assert.ok(quoted.endsWith(`hallway printer add "${six}" --name NAME`), quoted);
  });

  it('tells why an old printer cannot be added', async () => {
    assert.match(await line(['network-printer', 'Old']), /speaks no IPP/);
  });

  it('tells how a workgroup is joined, and where folders and pages are', async () => {
    const joined = await line(['workgroup', 'Praxis', { can: ['join'] }]);
    assert.ok(joined.endsWith('hallway workgroup join CODE'), joined);
    const files = { url: 'smb://10.0.0.9/', unc: String.raw`\\10.0.0.9` };
    const nas = await line(['smb', 'NAS', { files, can: ['open'] }]);
    assert.ok(nas.endsWith('hallway connect smb://10.0.0.9/ --user NAME'), nas);
    const dav = await line(['webdav', 'Cloud', { files, can: ['open'] }]);
    assert.ok(dav.endsWith(platform() === 'win32' ? files.unc : files.url), dav);
    const router = await line(['web', 'Router', { page: 'http://10.0.0.1/', can: ['page'] }]);
    assert.ok(router.endsWith('http://10.0.0.1/'), router);
    assert.match(await line(['renderer', 'TV', { can: ['play'] }]), /-$/);
  });
});
