/**
 * What the LAN shows: Hallway's PCs, and printers, file servers and players without it. All of it
 * is a hint from strangers. Names are inert text; addresses to open are made by this PC of checked
 * parts and lead only to the device's own address on the LAN.
 */
import * as Type from 'typebox';

export const NearbyKind = Type.Union([
  /** A workgroup with an open pairing window: `name` is the workgroup's. */
  Type.Literal('workgroup'),
  Type.Literal('agent'),
  /** Open to the whole workgroup of the agent `device`. */
  Type.Literal('printer'),
  Type.Literal('share'),
  Type.Literal('drive'),
  // What follows needs no Hallway.
  Type.Literal('network-printer'),
  /** A PC or NAS with shared folders. */
  Type.Literal('smb'),
  Type.Literal('webdav'),
  /** A television or loudspeaker that plays what it is told to (UPnP MediaRenderer). */
  Type.Literal('renderer'),
  /** UPnP MediaServer. */
  Type.Literal('media-server'),
  /** A router or another device with a web page of its own. */
  Type.Literal('web'),
]);
export type NearbyKind = Type.Static<typeof NearbyKind>;

/** How it was heard of: DNS-SD over multicast DNS, WS-Discovery, SSDP (UPnP). */
export const NearbyVia = Type.Union([
  Type.Literal('mdns'),
  Type.Literal('ws-discovery'),
  Type.Literal('ssdp'),
]);
export type NearbyVia = Type.Static<typeof NearbyVia>;

/** What can be done with it; empty where it can only be shown. */
export const NearbyAction = Type.Union([
  /** Join the workgroup: `joinWorkgroup` with the code that is shown there. */
  Type.Literal('join'),
  /** Share it with the workgroup: `addPrinter` with `uri`. */
  Type.Literal('add-printer'),
  /** Open its folders in the file manager: `files`. */
  Type.Literal('open'),
  /** Open its own web page in a new tab: `page`. */
  Type.Literal('page'),
  /** Play on it. */
  Type.Literal('play'),
]);
export type NearbyAction = Type.Static<typeof NearbyAction>;

/** One address of folders, as different file managers take it. */
export const NearbyFiles = Type.Object({
  /** `smb://…/`, or `http(s)://…` for WebDAV. */
  url: Type.String(),
  /** For Windows: `\\host` for SMB, `\\host@SSL@port\DavWWWRoot\…` for WebDAV. */
  unc: Type.String(),
});
export type NearbyFiles = Type.Static<typeof NearbyFiles>;

export const Nearby = Type.Object({
  /** Opaque `[a-z2-7]`; the same for the same thing while it is listed. */
  id: Type.String(),
  kind: NearbyKind,
  name: Type.String(),
  /** Manufacturer and model, where told. */
  model: Type.Union([Type.String(), Type.Null()]),
  /** Where it stands, or for a PC its Windows workgroup, where told. */
  location: Type.Union([Type.String(), Type.Null()]),
  /** The best first. */
  addresses: Type.Array(Type.String()),
  port: Type.Integer(),
  /** Device id where the advert claims one. */
  device: Type.Union([Type.String(), Type.Null()]),
  via: Type.Array(NearbyVia),
  can: Type.Array(NearbyAction),
  /** Set if and only if `can` holds `add-printer`: `ipps://…` or `ipp://…`. */
  uri: Type.Union([Type.String(), Type.Null()]),
  /** Set if and only if `can` holds `open`. */
  files: Type.Union([NearbyFiles, Type.Null()]),
  /** Set if and only if `can` holds `page`: `http://…` or `https://…`. */
  page: Type.Union([Type.String(), Type.Null()]),
});
export type Nearby = Type.Static<typeof Nearby>;
