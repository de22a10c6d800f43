/** Adverts come back as what they were, and strangers' nonsense as nothing. */
import assert from 'node:assert/strict';
import {
  agentAdvert,
  resourceAdvert,
  type Advert,
  type OwnAgent,
} from '../../src/discovery/advertiser.ts';
import { mergeNearby } from '../../src/discovery/devices/merge.ts';
import { asAgent, asNearby } from '../../src/discovery/nearby.ts';
import type { Service } from '../../src/discovery/service-cache.ts';
import { parseTxt } from '../../src/discovery/txt-record.ts';
import { deviceOf } from './lan-devices.ts';

const device = deviceOf('a');
const addresses = [{ host: '10.0.0.7', port: 4000 }];
const agent: OwnAgent = { port: 4000, workgroup: 'tag2', state: 's7', pairing: null };

function heard({ type, instance, port, txt }: Advert): Service {
  const items = Object.entries(txt).map(([key, value]) => Buffer.from(`${key}=${value}`));
  return { type, instance, port, txt: parseTxt(items), addresses };
}

describe('discovery: nearby', () => {
  it('tells an agent with its tag and state, and its workgroup while that is open', () => {
    const closed = heard(agentAdvert(device, agent));
    assert.deepEqual(asAgent(closed), {
      device,
      name: null,
      addresses,
      workgroup: 'tag2',
      state: 's7',
      pairing: null,
    });
    assert.deepEqual(
      asNearby(closed).map(({ kind }) => kind),
      ['agent'],
    );
    const open = asNearby(heard(agentAdvert(device, { ...agent, pairing: 'Praxis Müller' })));
    const { id = '', ...workgroup } = open[0] ?? {};
    assert.match(id, /^[a-z2-7]{16}$/);
    assert.deepEqual(workgroup, {
      kind: 'workgroup',
      name: 'Praxis Müller',
      model: null,
      location: null,
      addresses: ['10.0.0.7'],
      port: 4000,
      device,
      via: ['mdns'],
      can: ['join'],
      uri: null,
      files: null,
      page: null,
    });
  });

  it('calls an agent by its name, and by its id where it tells none', () => {
    const service = heard(agentAdvert(device, agent));
    assert.equal(asNearby({ ...service, txt: new Map([['id', device]]) })[0]?.name, 'aaaaaaaa');
    const txt = new Map([...service.txt, ['name', 'Empfang/1\u202e']]);
    assert.equal(asAgent({ ...service, txt })?.name, 'Empfang-1');
    assert.equal(asNearby({ ...service, txt })[0]?.name, 'Empfang-1');
  });

  it('tells printers, folders and drives with their names', () => {
    const id = 'abcdefgh234567ab';
    for (const [kind, told] of [
      ['printer', 'printer'],
      ['folder', 'share'],
      ['drive', 'drive'],
    ] as const) {
      const advert = resourceAdvert(device, 4000, { kind, id, name: 'Büro/Empfang' });
      assert.match(advert.instance, /^[a-z0-9-]{1,63}$/);
      const [near] = asNearby(heard(advert));
      assert.equal(near?.kind, told);
      assert.equal(near?.name, 'Büro-Empfang');
      assert.equal(near?.device, device);
    }
  });

  it('gives every service a label that DNS allows', () => {
    const odd = { kind: 'folder' as const, id: 'Ä.b c'.repeat(30), name: 'x' };
    assert.match(resourceAdvert(device, 1, odd).instance, /^[a-z0-9-]{1,63}$/);
  });

  it('does not believe an agent whose name is not its device id', () => {
    const service = heard(agentAdvert(device, agent));
    assert.equal(asAgent({ ...service, instance: deviceOf('b') }), null);
    assert.equal(asAgent({ ...service, txt: new Map() }), null);
    assert.deepEqual(asNearby({ ...service, txt: new Map([['id', '../../etc']]) }), []);
  });

  it('shows printers of others as inert text', () => {
    const service = { type: '_ipp._tcp', port: 631, txt: new Map<string, string>(), addresses };
    const [near] = asNearby({ ...service, instance: 'HP\u202e 1.5\n<img onerror=x>' });
    assert.equal(near?.kind, 'network-printer');
    assert.equal(near.name, 'HP 1.5 <img onerror=x>');
    assert.deepEqual(asNearby({ ...service, instance: '\u200b' }), []);
  });

  it('tells what a printer is, where it stands, and how it is added and set up', () => {
    const txt = new Map([
      ['rp', 'printers/HP 1.5'],
      ['ty', 'HP Color LaserJet M553'],
      ['note', 'Corridor, 2nd floor'],
      ['adminurl', 'https://HP1234.local./#hId-pgAirPrint'],
    ]);
    const [near] = asNearby({ type: '_ipps._tcp', instance: 'HP', port: 443, txt, addresses });
    assert.equal(near?.uri, 'ipps://10.0.0.7:443/printers/HP%201.5');
    assert.equal(near?.page, 'https://10.0.0.7/');
    assert.deepEqual([near?.model, near?.location], [txt.get('ty'), txt.get('note')]);
    assert.deepEqual(near?.can, ['add-printer', 'page']);
    const [bare] = asNearby({
      type: '_ipp._tcp',
      instance: 'HP',
      port: 631,
      txt: new Map([['product', '(HP M553)']]),
      addresses,
    });
    assert.deepEqual([bare?.uri, bare?.model], ['ipp://10.0.0.7:631/ipp/print', 'HP M553']);
  });

  it('shows a printer without IPP, which cannot be added', () => {
    const type = '_pdl-datastream._tcp';
    const [near] = asNearby({ type, instance: 'Old', port: 9100, txt: new Map(), addresses });
    assert.deepEqual([near?.kind, near?.can], ['network-printer', []]);
  });

  it("opens folders at the host's own address, whatever it says", () => {
    const service = { instance: 'NAS', port: 5006, addresses };
    const txt = new Map([
      ['path', '//evil.example/../x'],
      ['u', 'user'],
      ['p', 'secret'],
    ]);
    const [dav] = asNearby({ ...service, type: '_webdavs._tcp', txt });
    assert.equal(dav?.files?.url, 'https://10.0.0.7:5006/evil.example/x');
    const [smb] = asNearby({ ...service, type: '_smb._tcp', txt });
    assert.deepEqual(smb?.files, { url: 'smb://10.0.0.7/', unc: String.raw`\\10.0.0.7` });
    assert.deepEqual(smb?.can, ['open']);
  });

  it('shows a printer with two protocols once', () => {
    const service = { instance: 'HP', port: 631, txt: new Map<string, string>(), addresses };
    const both = ['_ipp._tcp', '_ipps._tcp'].flatMap((type) => asNearby({ ...service, type }));
    assert.equal(both.length, 2);
    assert.equal(mergeNearby(both).length, 1);
  });
});
