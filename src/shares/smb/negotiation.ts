/**
 * Agreeing on a dialect and on ciphers ([MS-SMB2] sections 2.2.3, 2.2.4 and 3.2.5.2). For 3.1.1 the
 * hash over what both said goes into every key, so that nobody between can talk both down.
 */
import { createHash, randomBytes } from 'node:crypto';
import { HallwayError } from '../../base/errors.ts';
import { REPLY_OVERHEAD, type SmbConnection } from './connection.ts';
import { CREDIT_BYTES } from './credits.ts';
import { malformed, part } from './hostile-bytes.ts';
import { HEAD_BYTES } from './message-head.ts';
import { CIPHER, type Cipher, isCipher } from './sealing.ts';
import { SIGNING, type Signing } from './signing.ts';
import { checkOffer } from './spnego.ts';
import { COMMAND, DIALECT, LAYOUT } from './wire.ts';

export interface Negotiated {
  dialect: number;
  /** The server wants every message signed. */
  signingRequired: boolean;
  signing: Signing;
  /** Undefined where the server cannot encrypt. */
  cipher: Cipher | undefined;
  /** Most bytes of one read, one write and one listing. */
  maxRead: number;
  maxWrite: number;
  maxTransact: number;
  /** Hash over what was said so far; 3.1.1 only. */
  preauth: Preauth | undefined;
  /** What was offered and heard, to have it confirmed for older dialects. */
  offered: { capabilities: number; guid: Buffer; dialects: readonly number[] };
  heard: { capabilities: number; guid: Buffer; securityMode: number };
}

/** Section 3.2.5.2: SHA-512 over each message in turn. */
class Preauth {
  #hash = Buffer.alloc(64);

  add(parts: readonly Buffer[]): void {
    const hash = createHash('sha512').update(this.#hash);
    for (const bytes of parts) hash.update(bytes);
    this.#hash = Buffer.from(hash.digest());
  }

  get value(): Buffer {
    return this.#hash;
  }
}

const DIALECTS = [DIALECT.Smb202, DIALECT.Smb210, DIALECT.Smb300, DIALECT.Smb302, DIALECT.Smb311];
/** Section 2.2.3.1. */
const CONTEXT = { preauth: 1, encryption: 2, signing: 8 } as const;
const CAPABILITY = { largeMtu: 0x4, encryption: 0x40 } as const;
export const SECURITY_MODE = { enabled: 1, required: 2 } as const;
/** More at once gains nothing and holds memory. */
const MOST_BYTES = 1 << 20;
const MOST_CONTEXTS = 16;

export async function negotiate(
  connection: SmbConnection,
  ciphers: readonly Cipher[] = [CIPHER.gcm128, CIPHER.gcm256, CIPHER.ccm128, CIPHER.ccm256],
): Promise<Negotiated> {
  const guid = randomBytes(16);
  const capabilities = CAPABILITY.largeMtu | CAPABILITY.encryption;
  const preauth = new Preauth();
  const reply = await connection.request({
    command: COMMAND.Negotiate,
    parts: requestOf(guid, capabilities, ciphers),
    sent: (message) => preauth.add(message),
  });
  if (reply.status !== 0) throw tooOld();
  preauth.add([reply.message]);
  const view = LAYOUT.negotiateReply.read(reply.body);
  const dialect = view.number('dialectRevision');
  if (!DIALECTS.includes(dialect)) throw tooOld();
  checkOffer(
    part(reply.message, view.number('securityBufferOffset'), view.number('securityBufferLength')),
  );
  const serverCapabilities = view.number('capabilities');
  const modern = dialect === DIALECT.Smb311;
  const contexts = modern
    ? readContexts(
        reply.message,
        reply.message.readUInt32LE(HEAD_BYTES + 60),
        view.number('reserved'),
      )
    : { cipher: undefined, signing: undefined };
  const threes = dialect >= DIALECT.Smb300;
  const canSeal = threes && (serverCapabilities & CAPABILITY.encryption) !== 0;
  const limit = (name: string): number =>
    Math.max(CREDIT_BYTES, Math.min(MOST_BYTES, view.number(name)));
  connection.credits.multi =
    dialect !== DIALECT.Smb202 && (serverCapabilities & CAPABILITY.largeMtu) !== 0;
  connection.limit = MOST_BYTES + REPLY_OVERHEAD;
  const securityMode = view.number('securityMode');
  return {
    dialect,
    signingRequired: (securityMode & SECURITY_MODE.required) !== 0,
    signing: contexts.signing ?? (threes ? SIGNING.aesCmac : SIGNING.hmacSha256),
    cipher: modern ? contexts.cipher : canSeal ? CIPHER.ccm128 : undefined,
    maxRead: limit('maxReadSize'),
    maxWrite: limit('maxWriteSize'),
    maxTransact: limit('maxTransactSize'),
    preauth: modern ? preauth : undefined,
    offered: { capabilities, guid, dialects: DIALECTS },
    heard: {
      capabilities: serverCapabilities,
      guid: Buffer.from(view.bytes('serverGuid')),
      securityMode,
    },
  };
}

function requestOf(guid: Buffer, capabilities: number, ciphers: readonly Cipher[]): Buffer[] {
  const dialects = words(...DIALECTS);
  const start = LAYOUT.negotiateRequest.size + dialects.length;
  const padding = Buffer.alloc((8 - ((HEAD_BYTES + start) % 8)) % 8);
  const contexts = [
    context(CONTEXT.preauth, words(1, 32, 1), randomBytes(32)),
    context(CONTEXT.encryption, words(ciphers.length, ...ciphers)),
    context(CONTEXT.signing, words(3, SIGNING.aesGmac, SIGNING.aesCmac, SIGNING.hmacSha256)),
  ];
  const fixed = LAYOUT.negotiateRequest.pack({
    dialectCount: DIALECTS.length,
    securityMode: SECURITY_MODE.enabled,
    capabilities,
    clientGuid: guid,
  });
  // For 3.1.1 the time gives way to where the contexts are, and how many.
  fixed.writeUInt32LE(HEAD_BYTES + start + padding.length, 28);
  fixed.writeUInt16LE(contexts.length, 32);
  return [fixed, dialects, padding, ...contexts];
}

function context(type: number, ...data: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(data);
  const head = words(type, bytes.length, 0, 0);
  return Buffer.concat([head, bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
}

function readContexts(
  message: Buffer,
  start: number,
  count: number,
): { cipher: Cipher | undefined; signing: Signing | undefined } {
  if (count > MOST_CONTEXTS) throw malformed();
  let cipher: Cipher | undefined;
  let signing: Signing | undefined;
  let hashed = false;
  let at = start;
  for (let left = count; left > 0; left--) {
    const head = part(message, at, 8);
    const data = part(message, at + 8, head.readUInt16LE(2));
    const type = head.readUInt16LE(0);
    if (type === CONTEXT.preauth) hashed = data.readUInt16LE(0) === 1 && data.readUInt16LE(4) === 1;
    if (type === CONTEXT.encryption) {
      const id = data.readUInt16LE(2);
      if (isCipher(id)) cipher = id;
    }
    if (type === CONTEXT.signing) {
      const id = data.readUInt16LE(2);
      if (id > SIGNING.aesGmac) throw malformed();
      signing = id as Signing;
    }
    at += 8 + data.length + ((8 - (data.length % 8)) % 8);
  }
  if (!hashed) throw malformed();
  return { cipher, signing };
}

/** Numbers of two bytes each. */
function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

export function tooOld(cause?: unknown): HallwayError {
  return new HallwayError('host.protocol', 'This server speaks no SMB 2 or newer.', {
    fix: 'Switch SMB 2 or SMB 3 on in its settings. SMB 1 is unsafe, and Hallway does not speak it.',
    cause,
  });
}
