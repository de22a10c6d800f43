/** Links for people without Hallway: what each one may do here, until when, and what came of it. */
import * as Type from 'typebox';
import { DeviceId, JobId, ResourceId, Timestamp } from './id.ts';

const Nothing = Type.Null();

/** A file, or a folder as one archive, that the guest may take. */
export const GuestItem = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
  /** Of a folder: of everything in it, when the link was made. */
  bytes: Type.Integer({ minimum: 0 }),
});
export type GuestItem = Type.Static<typeof GuestItem>;

/** How often a link was used. */
export const GuestUse = Type.Object({
  printed: Type.Integer({ minimum: 0 }),
  dropped: Type.Integer({ minimum: 0 }),
  droppedBytes: Type.Integer({ minimum: 0 }),
  taken: Type.Integer({ minimum: 0 }),
});
export type GuestUse = Type.Static<typeof GuestUse>;

export const GuestLink = Type.Object({
  id: ResourceId,
  /** Whom or what it is for, in the words of its owner. */
  name: Type.String(),
  created: Timestamp,
  expires: Timestamp,
  /** When it was taken back or ended by itself; null while it may be used. */
  ended: Type.Union([Timestamp, Nothing]),
  print: Type.Union([
    Type.Object({ device: DeviceId, printer: ResourceId, name: Type.String() }),
    Nothing,
  ]),
  /** Absolute path of the folder that takes the guest's files. */
  drop: Type.Union([Type.String(), Nothing]),
  take: Type.Array(Type.Object({ ...GuestItem.properties, path: Type.String() })),
  used: GuestUse,
});
export type GuestLink = Type.Static<typeof GuestLink>;

/** A link that was just made: the only time that its address is known. */
export const GuestInvitation = Type.Object({
  link: GuestLink,
  /** The addresses at which it opens, the likeliest first. */
  urls: Type.Array(Type.String(), { minItems: 1 }),
  /** The first address as a QR code (ISO/IEC 18004): a row a text, `1` for dark. */
  qr: Type.Array(Type.String({ pattern: '^[01]+$' })),
});
export type GuestInvitation = Type.Static<typeof GuestInvitation>;

export const NewGuestLink = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 63 }),
  /** Seconds until it ends. */
  expiresIn: Type.Integer({ minimum: 60, maximum: 31 * 86_400 }),
  print: Type.Optional(Type.Object({ device: DeviceId, printer: ResourceId })),
  drop: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
  take: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), { maxItems: 50 })),
});
export type NewGuestLink = Type.Static<typeof NewGuestLink>;

/** What the guest's page is told: nothing of paths, printers' ids or other links. */
export const GuestView = Type.Object({
  name: Type.String(),
  /** What the PC is called. */
  device: Type.String(),
  expires: Timestamp,
  /** Milliseconds that are left, since the guest's clock may be wrong. */
  left: Type.Integer({ minimum: 0 }),
  print: Type.Union([
    Type.Object({
      name: Type.String(),
      color: Type.Boolean(),
      duplex: Type.Boolean(),
      most: Type.Integer(),
    }),
    Nothing,
  ]),
  drop: Type.Union([Type.Object({ most: Type.Integer() }), Nothing]),
  take: Type.Array(GuestItem),
});
export type GuestView = Type.Static<typeof GuestView>;

/** A document of the guest on its way through the printer. */
export const GuestJob = Type.Object({
  id: JobId,
  name: Type.String(),
  state: Type.String(),
  message: Type.String(),
});
export type GuestJob = Type.Static<typeof GuestJob>;
