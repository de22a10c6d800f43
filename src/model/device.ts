/** A device is one installation of Hallway; a peer is another device of my workgroup. */
import * as Type from 'typebox';
import { DeviceId, Timestamp } from './id.ts';
import { PeerPath, Presence, Trouble } from './presence.ts';

export const DeviceName = Type.String({ minLength: 1, maxLength: 63 });

export const Device = Type.Object({
  id: DeviceId,
  name: DeviceName,
});
export type Device = Type.Static<typeof Device>;

/** A peer as this device sees it. */
export const Peer = Type.Object({
  id: DeviceId,
  name: DeviceName,
  online: Type.Boolean(),
  presence: Presence,
  /** `host:port` of the live link, or the last one that worked. */
  address: Type.Union([Type.String(), Type.Null()]),
  latencyMs: Type.Union([Type.Number(), Type.Null()]),
  lastSeen: Type.Union([Timestamp, Type.Null()]),
  /** The way that the link takes; null without one. */
  path: Type.Union([PeerPath, Type.Null()]),
  /** What stands in the way while it is not online. */
  trouble: Type.Union([Trouble, Type.Null()]),
  /** It told how it can be woken. */
  canWake: Type.Boolean(),
});
export type Peer = Type.Static<typeof Peer>;

/** This PC, as `status` shows it. */
export const Status = Type.Object({
  version: Type.String(),
  device: Device,
  workgroup: Type.Union([
    Type.Object({ id: Type.String(), name: Type.String(), members: Type.Integer() }),
    Type.Null(),
  ]),
  local: Type.Object({ url: Type.String(), port: Type.Integer(), contentUrl: Type.String() }),
  peer: Type.Object({
    port: Type.Integer(),
    /** `host:port` on each adapter, for a newcomer that multicast does not reach. */
    addresses: Type.Array(Type.String()),
  }),
  uptimeSeconds: Type.Number(),
  rssBytes: Type.Integer(),
  /** Why this PC is no longer in a workgroup, in words, if it was put out. */
  notice: Type.Union([Type.String(), Type.Null()]),
});
export type Status = Type.Static<typeof Status>;
