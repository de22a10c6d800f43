/** A device's id is the SHA-256 of its public key, so that nobody can claim another's. */
import { createHash } from 'node:crypto';
import { base32 } from '../base/base32.ts';
import type { DeviceId } from '../model/id.ts';

/** `spki`: the public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
export function deviceIdOf(spki: Uint8Array): DeviceId {
  return base32(createHash('sha256').update(spki).digest());
}
