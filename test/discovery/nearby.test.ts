/** Adverts come back as what they were, and strangers' nonsense as nothing. */
import assert from 'node:assert/strict';
import {
  agentAdvert,
  resourceAdvert,
  type Advert,
  type OwnAgent,
} from '../../src/discovery/advertiser.ts';
import { asAgent, asNearby, distinct } from '../../src/discovery/nearby.ts';
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
    assert.deepEqual(open[0], {
      kind: 'workgroup',
      name: 'Praxis Müller',
      addresses: ['10.0.0.7'],
      port: 4000,
      device,
    });
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

  it('shows a printer with two protocols once', () => {
    const service = { instance: 'HP', port: 631, txt: new Map<string, string>(), addresses };
    const both = ['_ipp._tcp', '_ipps._tcp'].flatMap((type) => asNearby({ ...service, type }));
    assert.equal(both.length, 2);
    assert.equal(distinct(both).length, 1);
  });
});
