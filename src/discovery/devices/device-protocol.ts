/** What SSDP and WS-Discovery have in common: ask a group, hear of devices, read descriptions. */
import type { NearbyVia } from '../../model/nearby.ts';

/** A device says that it is there. */
export interface Seen {
  type: 'seen';
  /** Its UUID, in lower case. */
  device: string;
  /** Its description, at the sender's own address; undefined where it must be asked for that. */
  url: URL | undefined;
  /** How long that holds, in ms; null: until it says otherwise. */
  lifeMs: number | null;
  /** Another one means another description. */
  revision: string;
}

export interface Gone {
  type: 'gone';
  device: string;
}

/** How a renderer is told to play (UPnP AVTransport and RenderingControl), at its own address. */
export interface RendererControl {
  avTransport: string;
  renderingControl: string | null;
}

/** One thing that a device offers, in words that are safe to show. */
export interface Thing {
  kind: 'smb' | 'renderer' | 'media-server' | 'web';
  name: string;
  model: string | null;
  location: string | null;
  port: number;
  /** Its web page as it was told; checked when it is shown. */
  page: string | null;
  control: RendererControl | null;
}

export interface DeviceProtocol {
  via: NearbyVia;
  port: number;
  /** What asks for everybody, each in a datagram of its own. */
  questions: () => Uint8Array[];
  /** Asks one device where its description is; undefined where every device tells that. */
  whereIs: (device: string) => Uint8Array | undefined;
  /** What a datagram says; nothing for nonsense and for what lies about its address. */
  read: (bytes: Uint8Array, sender: string) => (Seen | Gone)[];
  /** What is posted for the description; undefined where it is fetched by GET. */
  request: (device: string) => string | undefined;
  /** What a description says; undefined for nonsense, empty for a device of no use here. */
  describe: (body: Uint8Array, url: URL, sender: string) => Thing[] | undefined;
}

const UUID = /^(?:urn:)?uuid:([\w-]{1,68})$/i;

/** The UUID of `uuid:…` or `urn:uuid:…`. */
export function uuidOf(text: string): string | undefined {
  return UUID.exec(text)?.[1]?.toLowerCase();
}
