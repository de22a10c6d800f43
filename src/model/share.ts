/** A share: a folder or drive of one device that others may use. */
import * as Type from 'typebox';
import { DeviceId, ResourceId, Timestamp } from './id.ts';

export const ShareAccess = Type.Union([Type.Literal('read'), Type.Literal('write')]);
export type ShareAccess = Type.Static<typeof ShareAccess>;

/** Who may use a share: every member, or these. */
export const Audience = Type.Union([
  Type.Literal('everyone'),
  Type.Array(DeviceId, { maxItems: 200 }),
]);
export type Audience = Type.Static<typeof Audience>;

export const ResourceName = Type.String({ minLength: 1, maxLength: 63, pattern: '^[^/]+$' });

/** A share as those see it who may use it; its path stays with the owner. */
export const Share = Type.Object({
  id: ResourceId,
  device: DeviceId,
  name: ResourceName,
  kind: Type.Union([Type.Literal('folder'), Type.Literal('drive')]),
  access: ShareAccess,
  /** False while its folder or drive cannot be read at the owner's PC. */
  available: Type.Boolean(),
});
export type Share = Type.Static<typeof Share>;

/** A share of this device, with what only its owner sees. */
export const OwnShare = Type.Object({
  ...Share.properties,
  path: Type.String(),
  /** The path is an image of a disc; what is shared is what is in it. */
  image: Type.Optional(Type.Boolean()),
  with: Audience,
  until: Type.Union([Timestamp, Type.Null()]),
  /** Whether others see hidden files: dot files, and what systems keep for themselves. */
  hidden: Type.Boolean(),
  /** Bytes that it may hold, its trash included; null for as much as the disk takes. */
  limit: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
});
export type OwnShare = Type.Static<typeof OwnShare>;
