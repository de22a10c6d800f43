/**
 * The identity of this installation: one ECDSA P-256 key, its certificate, and signing.
 * Files in the data folder: `device-key.pem` (mode 0600) and `device-certificate.pem`.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceId } from '../model/id.ts';
import { makeCertificate } from './certificate.ts';
import { deviceIdOf } from './device-id.ts';
import { writePrivateFile } from './private-file.ts';

export interface Identity {
  readonly id: DeviceId;
  /** Public key, DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** ECDSA P-256 over SHA-256, 64 bytes r‖s (IEEE P1363). */
  sign(data: Uint8Array): Uint8Array;
}

/** Checks a signature of `Identity.sign`; false for anything malformed. */
export function verifySignature(
  spki: Uint8Array,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
      return false;
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** A new identity that is kept nowhere. */
export function createIdentity(): Promise<Identity> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return fromPem(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** The identity of the data folder `home`, made on first use. */
export async function loadIdentity(home: string): Promise<Identity> {
  const keyFile = join(home, 'device-key.pem');
  const certificateFile = join(home, 'device-certificate.pem');
  if (existsSync(keyFile)) {
    chmodSync(keyFile, 0o600);
    const certificate = existsSync(certificateFile)
      ? readFileSync(certificateFile, 'utf8')
      : undefined;
    return fromPem(readFileSync(keyFile, 'utf8'), certificate);
  }
  const identity = await createIdentity();
  writePrivateFile(certificateFile, identity.certificatePem);
  writePrivateFile(keyFile, identity.privateKeyPem);
  return identity;
}

async function fromPem(privateKeyPem: string, certificatePem?: string): Promise<Identity> {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    id: deviceIdOf(spki),
    spki,
    privateKeyPem,
    certificatePem: certificatePem ?? (await makeCertificate(privateKey, publicKey)),
    sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}
