/** What the services on the LAN mean to a person or to the agent. All of it stays a hint. */
import { displayName, displayText } from '../base/text.ts';
import { isDeviceId } from '../model/id.ts';
import type { Nearby, NearbyKind } from '../model/nearby.ts';
import type { Target } from '../net/tls-link.ts';
import { AGENT_TYPE, PRINTER_TYPE, SHARE_TYPE } from './advertiser.ts';
import { nearbyLine, type LineParts } from './devices/line.ts';
import { ownPage, printerUri, smbFiles, webDavFiles } from './devices/web-address.ts';
import type { Service } from './service-cache.ts';

/**
 * Devices and PCs without Hallway that a person may want to use. A printer that speaks nothing but
 * raw data (`_pdl-datastream`) is shown, too, so that nobody looks for it in vain.
 */
const OTHERS: Readonly<Record<string, NearbyKind>> = {
  '_ipp._tcp': 'network-printer',
  '_ipps._tcp': 'network-printer',
  '_pdl-datastream._tcp': 'network-printer',
  '_smb._tcp': 'smb',
  '_webdav._tcp': 'webdav',
  '_webdavs._tcp': 'webdav',
};

export const BROWSED_TYPES = [AGENT_TYPE, PRINTER_TYPE, SHARE_TYPE, ...Object.keys(OTHERS)];

/** An agent as it advertises itself; only the pinned link proves who it is. */
export interface AgentSighting {
  device: string;
  /** What its person calls it; null where it does not tell. */
  name: string | null;
  /** The best first. */
  addresses: readonly Target[];
  workgroup: string | null;
  state: string;
  /** Name of the workgroup whose pairing window is open there. */
  pairing: string | null;
}

const TAG = /^[\w-]{1,64}$/;
const NAME_LENGTH = 63;
/** Enough of a device id to tell PCs apart by eye. */
const SHORT_ID = 8;
/** Where IPP Everywhere printers answer (PWG 5100.14 section 4.2). */
const USUAL_PATH = 'ipp/print';

/** Null when the advert makes no sense. */
export function asAgent(service: Service): AgentSighting | null {
  const device = service.txt.get('id') ?? '';
  const name = service.instance.toLowerCase();
  if (service.type !== AGENT_TYPE || !isDeviceId(device) || name !== device) return null;
  const tag = service.txt.get('wg') ?? '';
  const state = service.txt.get('st') ?? '';
  return {
    device,
    name: displayName(service.txt.get('name'), '', NAME_LENGTH) || null,
    addresses: service.addresses,
    workgroup: TAG.test(tag) ? tag : null,
    state: TAG.test(state) ? state : '',
    pairing: displayText(service.txt.get('pair'), NAME_LENGTH) || null,
  };
}

/**
 * A printer that its owner opened to the LAN is told of as a printer for everybody and as one of
 * its workgroup. Members have it in their workgroup; others see what they can use. `isOurs` knows
 * the UUIDs of printers that this device has already.
 */
export function eachOnce(
  services: readonly Service[],
  isOurs: (uuid: string) => boolean,
): readonly Service[] {
  const uuidOf = ({ txt }: Service): string => (txt.get('uuid') ?? '').toLowerCase();
  const isForAll = ({ type }: Service): boolean => OTHERS[type] === 'network-printer';
  const forAll = new Set(services.filter(isForAll).map(uuidOf));
  return services.filter((service) => {
    const uuid = uuidOf(service);
    if (uuid === '') return true;
    if (isForAll(service)) return !isOurs(uuid);
    return service.type !== PRINTER_TYPE || isOurs(uuid) || !forAll.has(uuid);
  });
}

/** An agent gives two lines while its pairing window is open: the workgroup and itself. */
export function asNearby(service: Service): Nearby[] {
  const { port, txt, instance } = service;
  const addresses = Array.from(service.addresses, ({ host }) => host);
  const where = { addresses, port, via: 'mdns' as const, key: instance };
  const agent = asAgent(service);
  if (agent) {
    const { device, pairing } = agent;
    const name = agent.name ?? device.slice(0, SHORT_ID);
    const self = nearbyLine({ kind: 'agent', name, device, ...where });
    return pairing === null
      ? [self]
      : [nearbyLine({ kind: 'workgroup', name: pairing, device, ...where }), self];
  }
  const other = OTHERS[service.type];
  if (other) {
    // A printer is added by the name that it is shown with.
    const name = displayName(instance, '', NAME_LENGTH);
    return name === '' ? [] : [nearbyLine({ kind: other, name, ...where, ...offerOf(service) })];
  }
  const device = txt.get('dev') ?? '';
  const kind = resourceKind(service);
  if (kind === null || !isDeviceId(device)) return [];
  const name = displayName(txt.get('name'), '', NAME_LENGTH);
  return name === '' ? [] : [nearbyLine({ kind, name, device, ...where })];
}

function resourceKind({ type, txt }: Service): NearbyKind | null {
  if (type === PRINTER_TYPE) return 'printer';
  if (type !== SHARE_TYPE) return null;
  return txt.get('kind') === 'drive' ? 'drive' : 'share';
}

/** What a device without Hallway tells of itself, and what can be done with it. */
function offerOf({ type, port, txt, addresses }: Service): Partial<LineParts> {
  const at = Array.from(addresses, ({ host }) => host);
  const path = txt.get('path') ?? '';
  switch (type) {
    case '_ipp._tcp':
    case '_ipps._tcp': {
      const scheme = type === '_ipps._tcp' ? 'ipps' : 'ipp';
      return { ...printerOf(txt, at), uri: printerUri(scheme, at, port, pathOf(txt)) };
    }
    case '_pdl-datastream._tcp':
      return printerOf(txt, at);
    case '_smb._tcp':
      return { files: smbFiles(at) };
    default:
      return { files: webDavFiles(type === '_webdavs._tcp', at, port, path) };
  }
}

/** Bonjour Printing Specification 1.2.1, section 9. */
function printerOf(txt: Service['txt'], addresses: readonly string[]): Partial<LineParts> {
  const product = (txt.get('product') ?? '').replace(/^\((.*)\)$/, '$1');
  return {
    model: displayText(txt.get('ty') || product, NAME_LENGTH) || null,
    location: displayText(txt.get('note'), NAME_LENGTH) || null,
    page: ownPage(txt.get('adminurl') ?? '', addresses),
  };
}

function pathOf(txt: Service['txt']): string {
  return txt.get('rp') || USUAL_PATH;
}
