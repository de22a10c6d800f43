/** What stands in the network of the fake office without Hallway. */
import type { Nearby } from '../../src/model/nearby.ts';

export const NETWORK_PRINTER = 'ipps://192.168.1.50:631/ipp/print';

/** Something of which nothing but kind and name is known, with `change`. */
export function nearbyThing(
  kind: Nearby['kind'],
  name: string,
  change: Partial<Nearby> = {},
): Nearby {
  return {
    id: `${kind}${name}`.toLowerCase().replace(/[^a-z2-7]/g, ''),
    kind,
    name,
    model: null,
    location: null,
    addresses: [],
    port: 1,
    device: null,
    via: ['mdns'],
    can: [],
    uri: null,
    files: null,
    page: null,
    ...change,
  };
}

export function officeNearby(): Nearby[] {
  return [
    nearbyThing('network-printer', 'Kyocera ECOSYS M5526cdw', {
      model: 'Kyocera ECOSYS M5526cdw',
      location: 'Corridor',
      addresses: ['192.168.1.50'],
      port: 631,
      can: ['add-printer', 'page'],
      uri: NETWORK_PRINTER,
      page: 'http://192.168.1.50/',
    }),
    nearbyThing('smb', 'NAS', {
      model: 'Synology DS220+',
      addresses: ['192.168.1.20'],
      port: 445,
      via: ['mdns', 'ws-discovery'],
      can: ['open'],
      files: { url: 'smb://192.168.1.20/', unc: String.raw`\\192.168.1.20` },
    }),
    nearbyThing('webdav', 'Plans', {
      addresses: ['192.168.1.21'],
      port: 5006,
      can: ['open'],
      files: {
        url: 'https://192.168.1.21:5006/plans/',
        unc: String.raw`\\192.168.1.21@SSL@5006\DavWWWRoot\plans`,
      },
    }),
    nearbyThing('renderer', 'Meeting room TV', {
      model: 'Samsung QE55',
      addresses: ['192.168.1.61'],
      via: ['ssdp'],
      can: ['play'],
    }),
    nearbyThing('web', 'FRITZ!Box 7590', {
      model: 'AVM FRITZ!Box 7590',
      addresses: ['192.168.1.1'],
      port: 80,
      via: ['ssdp'],
      can: ['page'],
      page: 'http://192.168.1.1/',
    }),
    nearbyThing('workgroup', 'Praxis next door', { device: 'x'.repeat(52), can: ['join'] }),
    nearbyThing('agent', 'PC next door', { device: 'x'.repeat(52) }),
  ];
}
