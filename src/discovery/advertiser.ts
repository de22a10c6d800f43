/**
 * What this PC tells the LAN by DNS-SD (RFC 6763). Everybody on the LAN hears it, so it names only
 * what is open to the whole workgroup, and identifies by opaque names.
 */
import type { Emitter } from '../base/emitter.ts';
import { cutLabel } from './dns-name.ts';
import { txtRecord } from './txt-record.ts';

export const AGENT_TYPE = '_hallway._tcp';
export const PRINTER_TYPE = '_hallway-printer._tcp';
export const SHARE_TYPE = '_hallway-share._tcp';

/** One service instance to be advertised. */
export interface Advert {
  /** A service type over TCP such as `_ipp._tcp` (RFC 6763 section 7). */
  type: string;
  /** A DNS label of `[a-z0-9-]`, unique on the LAN; a person's words where it is `readable`. */
  instance: string;
  port: number;
  txt: Readonly<Record<string, string>>;
  /**
   * Other devices show the name, and another may have it: it is probed (RFC 6762 section 8.1), and
   * changed to `Name (2)` when it is taken (section 9).
   */
  readable?: true;
  /** Narrower kinds under which it is found as well, without `_` (RFC 6763 section 7.1). */
  subtypes?: readonly string[];
}

/** The name of a readable advert is another now, because of a conflict or after one. */
export interface Renamed {
  type: string;
  wanted: string;
  now: string;
}

export interface AdvertiserEvents {
  renamed: Renamed;
}

/** Speaks for this PC on the LAN. */
export interface Advertiser {
  readonly events: Emitter<AdvertiserEvents>;
  /** Announces what is new, says goodbye for what is missing, renews what changed. */
  set(adverts: readonly Advert[]): void;
  /** Resolves when the goodbyes are sent. */
  stop(): Promise<void>;
}

export interface OwnAgent {
  /** Where peers reach this agent. */
  port: number;
  /** What the person calls this PC. */
  name?: string | undefined;
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
  /** Of a printer, as it is told to devices without Hallway. */
  uuid?: string | undefined;
}

/** An id from elsewhere never breaks a label: other characters become `-`, 63 bytes at most. */
function label(...parts: readonly string[]): string {
  const text = parts.join('-').toLowerCase();
  return text.replace(/[^a-z0-9-]/g, '-').slice(0, 63);
}

/** The host name under which this PC gives its addresses. */
export function hostName(device: string): string {
  return `${label('hallway', device.slice(0, 16))}.local`;
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
      name: agent.name === undefined ? undefined : cutLabel(agent.name),
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
      uuid: resource.uuid,
    }),
  };
}
