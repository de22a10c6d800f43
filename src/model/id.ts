/** Identifiers. All are lower-case base32 (RFC 4648 without padding), so they fit a DNS label. */
import * as Type from 'typebox';

const DEVICE_ID = /^[a-z2-7]{52}$/;

/** SHA-256 of a device's public key (SPKI): 52 characters. */
export const DeviceId = Type.String({ pattern: DEVICE_ID.source });
export type DeviceId = Type.Static<typeof DeviceId>;

/** True for what may be a whole id of a device, known or not. */
export function isDeviceId(text: string): boolean {
  return DEVICE_ID.test(text);
}

/** SHA-256 of a workgroup's first statement: 52 characters. */
export const WorkgroupId = Type.String({ pattern: '^[a-z2-7]{52}$' });
export type WorkgroupId = Type.Static<typeof WorkgroupId>;

/** A printer or share of one device: 16 random characters, unique on that device only. */
export const ResourceId = Type.String({ pattern: '^[a-z2-7]{16}$' });
export type ResourceId = Type.Static<typeof ResourceId>;

/** A print job, made by its sender: a version 4 UUID. */
export const JobId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
});
export type JobId = Type.Static<typeof JobId>;

/** Milliseconds since 1970, for display. */
export const Timestamp = Type.Integer({ minimum: 0 });
export type Timestamp = Type.Static<typeof Timestamp>;

/** SHA-256 in lower-case hex. */
export const ContentHash = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Identifies bytes that the caller offers and the other side pulls from `readOffer`. */
export const OfferId = Type.String({ pattern: '^[a-z2-7]{32}$' });
