/**
 * The owner's word that a device may have the pieces of one content, for a time, from whoever holds
 * them: signed by the owner's device key and bound to share, root and device. It is text:
 * `PAYLOAD.SIGNATURE`, both base64url; the payload is JSON.
 */
import { deviceIdOf } from '../identity/device-id.ts';
import { verifySignature, type Identity } from '../identity/identity.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';

export interface Grant {
  owner: DeviceId;
  share: ResourceId;
  root: string;
  /** Who may have them. */
  device: DeviceId;
  /** Milliseconds since 1970, by the clock of whoever checks it. */
  until: number;
}

const DOMAIN = 'hallway grant v1\n';
const MAX_CHARACTERS = 1024;

export function makeGrant(
  identity: Pick<Identity, 'id' | 'spki' | 'sign'>,
  grant: Omit<Grant, 'owner'>,
): string {
  const spki = Buffer.from(identity.spki).toString('base64url');
  const payload = Buffer.from(JSON.stringify({ ...grant, spki })).toString('base64url');
  const signature = identity.sign(signed(payload));
  return `${payload}.${Buffer.from(signature).toString('base64url')}`;
}

/** What it says, if its owner signed it; undefined for anything else. Says nothing about its time. */
export function readGrant(text: string): Grant | undefined {
  const [payload, signature, ...more] = text.split('.');
  if (text.length > MAX_CHARACTERS || !payload || !signature || more.length > 0) return undefined;
  try {
    const { spki, share, root, device, until } = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    ) as Record<string, unknown>;
    if (typeof spki !== 'string' || typeof until !== 'number') return undefined;
    if (typeof share !== 'string' || typeof root !== 'string' || typeof device !== 'string')
      return undefined;
    const key = Buffer.from(spki, 'base64url');
    if (!verifySignature(key, signed(payload), Buffer.from(signature, 'base64url')))
      return undefined;
    return { owner: deviceIdOf(key), share, root, device, until };
  } catch {
    return undefined;
  }
}

function signed(payload: string): Uint8Array {
  return Buffer.from(DOMAIN + payload);
}
