/** The peer door's part for the doctor: how a member sees the others. */
import * as Type from 'typebox';
import { AdapterKind } from '../model/adapter.ts';
import { DeviceId, Timestamp } from '../model/id.ts';
import { Presence, TroubleCode } from '../model/presence.ts';
import { endpoint } from './endpoint.ts';

/** How a member sees the others, for the doctor's matrix. */
export const PeerView = Type.Object({
  /** Its clock. */
  time: Timestamp,
  version: Type.String({ maxLength: 64 }),
  /** Operating system: `linux`, `darwin`, `win32`. */
  system: Type.String({ maxLength: 32 }),
  /** Its own networks in CIDR notation, as it is reached by them. */
  networks: Type.Array(
    Type.Object({ kind: AdapterKind, address: Type.String({ maxLength: 64 }) }),
    { maxItems: 64 },
  ),
  sees: Type.Array(
    Type.Object({
      device: DeviceId,
      presence: Presence,
      trouble: Type.Union([TroubleCode, Type.Null()]),
      latencyMs: Type.Union([Type.Number(), Type.Null()]),
      /** IP address at which it is linked. */
      host: Type.Optional(Type.String({ maxLength: 64 })),
      /** Own IP addresses in the network of a link-local `host`, which by itself tells nothing. */
      near: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 8 })),
    }),
    { maxItems: 1000 },
  ),
  /** Whose multicast it heard, and how many milliseconds ago. */
  heard: Type.Array(Type.Object({ device: DeviceId, agoMs: Type.Number() }), { maxItems: 1000 }),
  /** Whether it could open a connection to the asking member's door just now. */
  door: Type.Optional(Type.Boolean()),
});
export type PeerView = Type.Static<typeof PeerView>;

export const getPeerView = endpoint({
  method: 'GET',
  path: '/peer/v1/view',
  summary: 'How the answering member sees the others.',
  answer: PeerView,
});
