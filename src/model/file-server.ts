/** A PC or NAS without Hallway whose shared folders a person connected to (SMB). */
import * as Type from 'typebox';
import { DeviceId } from './id.ts';

/** Where the password is kept: the system's keyring, a sealed file of Hallway's, or nowhere. */
export const SecretPlace = Type.Union([
  Type.Literal('keyring'),
  Type.Literal('file'),
  Type.Literal('memory'),
]);
export type SecretPlace = Type.Static<typeof SecretPlace>;

export const FileServer = Type.Object({
  /** In the form of a device's, so that its shares are addressed as everybody's. */
  id: DeviceId,
  name: Type.String({ minLength: 1, maxLength: 63, pattern: '^[^/]+$' }),
  /** Name or IP address. */
  host: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** Null for a guest. */
  user: Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Type.Null()]),
  domain: Type.String({ maxLength: 256 }),
  kept: SecretPlace,
  /** What stands in the way now, in words; null while nothing does. */
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type FileServer = Type.Static<typeof FileServer>;

/** As it is remembered. */
export const KnownServers = Type.Array(
  Type.Object({
    ...FileServer.properties,
    /** What it called itself when the person signed in. */
    computer: Type.String({ maxLength: 255 }),
    /** Names of its shares, as they were last. */
    shares: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 10_000 }),
  }),
  { maxItems: 200 },
);
export type KnownServers = Type.Static<typeof KnownServers>;
