/** The same thing heard of in several ways is one line, and nobody slips into another's. */
import assert from 'node:assert/strict';
import type { Nearby } from '../../../src/model/nearby.ts';
import { asNearby } from '../../../src/discovery/nearby.ts';
import { nearbyLine, type LineParts } from '../../../src/discovery/devices/line.ts';
import { allowed } from '../../support/promised.ts';
import { mergeNearby } from '../../../src/discovery/devices/merge.ts';
import { smbFiles } from '../../../src/discovery/devices/web-address.ts';

const NAS = '192.168.1.20';
const OTHER = '192.168.1.66';

function service(type: string, instance: string, port: number, ...hosts: string[]): Nearby[] {
  const addresses = hosts.map((host) => ({ host, port }));
  return asNearby({ type, instance, port, txt: new Map(), addresses });
}

function heard(parts: Partial<LineParts>): Nearby {
  const addresses = parts.addresses ?? [NAS];
  return nearbyLine({
    key: 'uuid',
    kind: 'smb',
    name: 'DISKSTATION',
    addresses,
    port: 445,
    via: 'ws-discovery',
    files: parts.kind === undefined ? smbFiles(addresses) : null,
    ...parts,
  });
}

describe('discovery devices: one line for one thing', () => {
  it('takes time in proportion to the lines, whatever strangers announce', () => {
    const kinds = ['network-printer', 'web'] as const;
    const lines = Array.from({ length: 8000 }, (_, i) =>
      heard({ kind: kinds[i % 2] ?? 'web', key: `${i}`, name: `P${i}`, port: 80 }),
    );
    const started = performance.now();
    assert.equal(mergeNearby(lines).length, 4000);
    assert.ok(performance.now() - started < allowed(400));
  });

  it('joins a NAS heard of by multicast DNS, WS-Discovery and SSDP', () => {
    const page = `http://${NAS}:5000/`;
    const lines = mergeNearby([
      heard({ kind: 'web', via: 'ssdp', name: 'DS (DS220+)', model: 'Synology DS220+', page }),
      heard({ location: 'WORKGROUP', addresses: [NAS, 'fe80::20%eth0'] }),
      ...service('_smb._tcp', 'DiskStation', 445, 'fe80::20%eth0', NAS),
    ]);
    assert.equal(lines.length, 1);
    const [line] = lines;
    assert.ok(line);
    const { kind, name, model, location, addresses, via, can, files } = line;
    assert.deepEqual([kind, name, model, location], [
      'smb', 'DiskStation', 'Synology DS220+', 'WORKGROUP',
    ]); // biome-ignore format: one line
    assert.deepEqual(addresses, ['fe80::20%eth0', NAS]);
    assert.deepEqual(via, ['mdns', 'ws-discovery', 'ssdp']);
    assert.deepEqual(can, ['open', 'page']);
    assert.deepEqual([line.page, files?.url], [page, `smb://${NAS}/`]);
  });

  it('joins a printer with ipp, ipps and raw data, and prefers ipps', () => {
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2]]) {
      const types = ['_ipp._tcp', '_ipps._tcp', '_pdl-datastream._tcp'];
      const all = order.flatMap((i) => service(types[i] ?? '', 'HP', [631, 632, 9100][i] ?? 0, NAS));
      const lines = mergeNearby(all);
      assert.equal(lines.length, 1);
      assert.equal(lines[0]?.uri, `ipps://${NAS}:632/ipp/print`);
      assert.deepEqual(lines[0]?.can, ['add-printer']);
    }
  }); // biome-ignore format: three orders

  it('keeps several printers and things of one host apart', () => {
    const lines = mergeNearby([
      ...service('_ipp._tcp', 'Laser @ server', 631, NAS),
      ...service('_ipp._tcp', 'Ink @ server', 631, NAS),
      ...service('_webdavs._tcp', 'Plans', 5006, NAS),
      heard({ kind: 'media-server', via: 'ssdp', name: 'Media' }),
      heard({ kind: 'web', via: 'ssdp', name: 'Router', page: `http://${NAS}/`, key: 'other' }),
    ]);
    assert.deepEqual(
      lines.map(({ kind, name }) => `${kind} ${name}`),
      [
        'network-printer Ink @ server',
        'network-printer Laser @ server',
        'webdav Plans',
        'media-server Media',
      ],
    );
    assert.equal(lines.filter(({ can }) => can.includes('page')).length, 1);
  });

  it("never joins what has another's name but not its address", () => {
    const lines = mergeNearby([
      ...service('_ipp._tcp', 'HP', 631, NAS),
      ...service('_ipps._tcp', 'HP', 631, OTHER, NAS),
      ...service('_smb._tcp', 'NAS', 445, NAS),
      heard({ addresses: [OTHER], name: 'NAS' }),
    ]);
    assert.equal(lines.length, 4);
    assert.equal(new Set(lines.map(({ id }) => id)).size, 4);
    const uris = lines.flatMap(({ uri, addresses }) => (uri === null ? [] : [[uri, addresses[0]]]));
    for (const [uri = '', address = ''] of uris) assert.ok(uri.includes(address));
  });

  it('keeps agents and workgroups as they are', () => {
    const device = 'a'.repeat(52);
    const same = heard({ kind: 'agent', name: 'PC', device, via: 'mdns' });
    assert.equal(mergeNearby([same, { ...same, id: 'x' }]).length, 2);
  });

  it('gives a line the same id whichever way it was heard of again', () => {
    const ipp = service('_ipp._tcp', 'HP', 631, NAS);
    const both = [...service('_ipps._tcp', 'HP', 631, NAS), ...ipp];
    assert.equal(mergeNearby(ipp)[0]?.id, mergeNearby(both)[0]?.id);
    assert.match(mergeNearby(ipp)[0]?.id ?? '', /^[a-z2-7]{16}$/);
  });
});
