/**
 * The key and certificate under which this PC's printers are spoken to over TLS by devices without
 * Hallway. It is not the device's key: that one is for members alone. Clients remember it, so it
 * stays; nobody signs it.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { makeCertificate } from '../../src/identity/certificate.ts';
import { writePrivateFile } from '../../src/identity/private-file.ts';

const KEY = 'printer-key.pem';
const CERTIFICATE = 'printer-certificate.pem';

export interface LanCertificate {
  key: string;
  cert: string;
}

/** That of the data folder, made on first use; `host` is the name under which this PC is found. */
export async function lanCertificate(home: string, host: string): Promise<LanCertificate> {
  const key = read(join(home, KEY)) ?? makeKey(home);
  const privateKey = createPrivateKey(key);
  const publicKey = createPublicKey(privateKey);
  const kept = read(join(home, CERTIFICATE));
  if (kept !== undefined && fits(kept, host)) return { key, cert: kept };
  const cert = await makeCertificate(privateKey, publicKey, host);
  writePrivateFile(join(home, CERTIFICATE), cert);
  return { key, cert };
}

/**
 * TLS 1.2 and no other: the client of CUPS 2.4 with GnuTLS loses the answer in TLS 1.3, and asks
 * again without end. Keys are of this connection alone, and ciphers authenticated.
 */
export function tlsOptions({ key, cert }: LanCertificate): TlsOptions {
  return {
    key,
    cert,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: 10_000,
  };
}

function makeKey(home: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writePrivateFile(join(home, KEY), pem);
  return pem;
}

function read(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function fits(pem: string, host: string): boolean {
  try {
    return new X509Certificate(pem).checkHost(host) !== undefined;
  } catch {
    return false;
  }
}
