/** What the services on the LAN mean to a person or to the agent. All of it stays a hint. */
import { displayName, displayText } from '../base/text.ts';
import type { Nearby } from '../model/nearby.ts';
import type { ServiceAddress } from './address-list.ts';
import { AGENT_TYPE, PRINTER_TYPE, SHARE_TYPE } from './advertiser.ts';
import type { Service } from './service-cache.ts';

/** Devices and PCs without Hallway that a person may want to use. */
const OTHERS: Readonly<Record<string, Nearby['kind']>> = {
  '_ipp._tcp': 'network-printer',
  '_ipps._tcp': 'network-printer',
  '_smb._tcp': 'smb',
  '_webdav._tcp': 'webdav',
  '_webdavs._tcp': 'webdav',
};

export const BROWSED_TYPES = [AGENT_TYPE, PRINTER_TYPE, SHARE_TYPE, ...Object.keys(OTHERS)];

/** An agent as it advertises itself; only the pinned link proves who it is. */
export interface AgentSighting {
  device: string;
  /** The best first. */
  addresses: readonly ServiceAddress[];
  workgroup: string | null;
  state: string;
  /** Name of the workgroup whose pairing window is open there. */
  pairing: string | null;
}

const DEVICE = /^[a-z2-7]{52}$/;
const TAG = /^[\w-]{1,64}$/;
const NAME_LENGTH = 63;
/** Enough of a device id to tell PCs apart by eye. */
const SHORT_ID = 8;

/** Null when the advert makes no sense. */
export function asAgent(service: Service): AgentSighting | null {
  const device = service.txt.get('id') ?? '';
  const name = service.instance.toLowerCase();
  if (service.type !== AGENT_TYPE || !DEVICE.test(device) || name !== device) return null;
  const tag = service.txt.get('wg') ?? '';
  const state = service.txt.get('st') ?? '';
  return {
    device,
    addresses: service.addresses,
    workgroup: TAG.test(tag) ? tag : null,
    state: TAG.test(state) ? state : '',
    pairing: displayText(service.txt.get('pair'), NAME_LENGTH) || null,
  };
}

/** An agent gives two lines while its pairing window is open: the workgroup and itself. */
export function asNearby(service: Service): Nearby[] {
  const { port, txt } = service;
  const addresses = Array.from(service.addresses, ({ host }) => host);
  const where = { addresses, port };
  const agent = asAgent(service);
  if (agent) {
    const { device, pairing } = agent;
    const self: Nearby = { kind: 'agent', name: device.slice(0, SHORT_ID), device, ...where };
    return pairing === null
      ? [self]
      : [{ kind: 'workgroup', name: pairing, device, ...where }, self];
  }
  const other = OTHERS[service.type];
  if (other) {
    const name = displayText(service.instance, NAME_LENGTH);
    return name === '' ? [] : [{ kind: other, name, device: null, ...where }];
  }
  const device = txt.get('dev') ?? '';
  const kind = resourceKind(service);
  if (kind === null || !DEVICE.test(device)) return [];
  const name = displayName(txt.get('name'), '', NAME_LENGTH);
  return name === '' ? [] : [{ kind, name, device, ...where }];
}

function resourceKind({ type, txt }: Service): Nearby['kind'] | null {
  if (type === PRINTER_TYPE) return 'printer';
  if (type !== SHARE_TYPE) return null;
  return txt.get('kind') === 'drive' ? 'drive' : 'share';
}

/** A device that offers one thing by two protocols, such as ipp and ipps, is shown once. */
export function distinct(list: readonly Nearby[]): Nearby[] {
  const seen = new Set<string>();
  return list.filter(({ kind, name, device }) => {
    if (device !== null) return true;
    const key = `${kind} ${name}`;
    return !seen.has(key) && !!seen.add(key);
  });
}
