/**
 * What this PC tells the LAN by DNS-SD (RFC 6763). Everybody on the LAN hears it, so it names only
 * what is open to the whole workgroup, and identifies by opaque names.
 */
import { txtRecord } from './txt-record.ts';

export const AGENT_TYPE = '_hallway._tcp';
export const PRINTER_TYPE = '_hallway-printer._tcp';
export const SHARE_TYPE = '_hallway-share._tcp';
export type AdvertType = typeof AGENT_TYPE | typeof PRINTER_TYPE | typeof SHARE_TYPE;

/** One service instance to be advertised. */
export interface Advert {
  type: AdvertType;
  /** A DNS label of `[a-z0-9-]`, unique on the LAN. */
  instance: string;
  port: number;
  txt: Readonly<Record<string, string>>;
}

/** Speaks for this PC on the LAN. */
export interface Advertiser {
  /** Announces what is new, says goodbye for what is missing, renews what changed. */
  set(adverts: readonly Advert[]): void;
  /** Resolves when the goodbyes are sent. */
  stop(): Promise<void>;
}

export interface OwnAgent {
  /** Where peers reach this agent. */
  port: number;
  /** Tag by which members know their own workgroup; null without one. */
  workgroup: string | null;
  /** Short hash of the membership log, so that a stale PC notices. */
  state: string;
  /** The workgroup's name while its pairing window is open. */
  pairing: string | null;
}

/** A printer or share that the whole workgroup may use. */
export interface OwnResource {
  kind: 'printer' | 'folder' | 'drive';
  id: string;
  name: string;
}

/** An id from elsewhere never breaks a label: other characters become `-`, 63 bytes at most. */
function label(...parts: readonly string[]): string {
  const text = parts.join('-').toLowerCase();
  return text.replace(/[^a-z0-9-]/g, '-').slice(0, 63);
}

export function agentAdvert(device: string, agent: OwnAgent): Advert {
  return {
    type: AGENT_TYPE,
    instance: label(device),
    port: agent.port,
    txt: txtRecord({
      v: '1',
      id: device,
      wg: agent.workgroup ?? undefined,
      st: agent.state,
      pair: agent.pairing ?? undefined,
    }),
  };
}

export function resourceAdvert(device: string, port: number, resource: OwnResource): Advert {
  const printer = resource.kind === 'printer';
  return {
    type: printer ? PRINTER_TYPE : SHARE_TYPE,
    instance: label(resource.id, device.slice(0, 16)),
    port,
    txt: txtRecord({
      v: '1',
      id: resource.id,
      dev: device,
      kind: printer ? undefined : resource.kind,
      name: resource.name,
    }),
  };
}
