/**
 * The identity of this installation: one ECDSA P-256 key, its certificate, and signing.
 * Files in the data folder: `device-key.pem` (mode 0600) and `device-certificate.pem`.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceId } from '../model/id.ts';
import { makeCertificate } from './certificate.ts';
import { deviceIdOf } from './device-id.ts';
import { writePrivateFile } from './private-file.ts';

const KEY = 'device-key.pem';
const CERTIFICATE = 'device-certificate.pem';

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

/**
 * The identity of the data folder `home`, made on first use. The key alone decides: a certificate
 * that is missing, or is another key's, is made anew.
 */
export async function loadIdentity(home: string): Promise<Identity> {
  const keyFile = join(home, KEY);
  if (!existsSync(keyFile)) return replaceIdentity(home);
  chmodSync(keyFile, 0o600);
  const kept = readIfThere(join(home, CERTIFICATE));
  const identity = await fromPem(readFileSync(keyFile, 'utf8'), kept);
  if (identity.certificatePem !== kept) keepCertificate(home, identity);
  return identity;
}

/**
 * A new identity in place of the one that `home` holds, if any. Ended at any moment, `home` holds
 * the old key or the new one; if the disk refuses the new one, everything stays as it is.
 */
export async function replaceIdentity(home: string): Promise<Identity> {
  const identity = await createIdentity();
  writePrivateFile(join(home, KEY), identity.privateKeyPem);
  keepCertificate(home, identity);
  return identity;
}

/** Without room on the disk it is made anew at the next start: peers look at its key alone. */
function keepCertificate(home: string, { certificatePem }: Identity): void {
  try {
    writePrivateFile(join(home, CERTIFICATE), certificatePem);
  } catch {
    rmSync(join(home, CERTIFICATE), { force: true });
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function fromPem(privateKeyPem: string, kept?: string): Promise<Identity> {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const certificatePem =
    kept !== undefined && isFor(kept, privateKey)
      ? kept
      : await makeCertificate(privateKey, publicKey);
  return {
    id: deviceIdOf(spki),
    spki,
    privateKeyPem,
    certificatePem,
    sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

function isFor(certificatePem: string, privateKey: KeyObject): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(privateKey);
  } catch {
    return false;
  }
}
