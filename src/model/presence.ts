/** Whether a peer is there, and what stands in the way if not. */
import * as Type from 'typebox';
import { AdapterKind } from './adapter.ts';
import { Timestamp } from './id.ts';

export const Presence = Type.Union([
  Type.Literal('online'),
  /** It said that it goes to sleep, or its system answers while its programs stand still. */
  Type.Literal('asleep'),
  Type.Literal('offline'),
]);
export type Presence = Type.Static<typeof Presence>;

/** Why a peer is not reached, as far as this PC can tell. */
export const TroubleCode = Type.Union([
  /** It said goodbye. */
  Type.Literal('stopped'),
  Type.Literal('asleep'),
  /** Nobody told an address where it might be. */
  Type.Literal('no_address'),
  /** This PC has no network. */
  Type.Literal('no_network'),
  /** No route, or nobody answers at the address on its own network. */
  Type.Literal('no_route'),
  /** Its system answers: nothing listens on the port. */
  Type.Literal('refused'),
  /** Nothing comes back: switched off, unplugged, or dropped by a firewall. */
  Type.Literal('timeout'),
  /** Another device answers at its address. */
  Type.Literal('impostor'),
  /** It closes the connection to this PC: there this PC is no member. */
  Type.Literal('rejected'),
  /** It speaks in a way that this version does not understand. */
  Type.Literal('protocol'),
]);
export type TroubleCode = Type.Static<typeof TroubleCode>;

export const Trouble = Type.Object({
  code: TroubleCode,
  /** `host:port` that was tried last. */
  address: Type.Union([Type.String(), Type.Null()]),
  since: Timestamp,
});
export type Trouble = Type.Static<typeof Trouble>;

/** The way that a link takes. */
export const PeerPath = Type.Object({
  /** `host:port` of the peer. */
  address: Type.String(),
  /** This PC's adapter, where it is known. */
  adapter: Type.Union([Type.String(), Type.Null()]),
  kind: AdapterKind,
});
export type PeerPath = Type.Static<typeof PeerPath>;
