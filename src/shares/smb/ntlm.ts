/** NTLMv2 with a message integrity code ([MS-NLMP]). Nothing older is ever answered. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { HallwayError } from '../../base/errors.ts';
import { malformed, part, toFileTime, toUtf16, utf16 } from './hostile-bytes.ts';
import { md4, rc4 } from './legacy-ciphers.ts';

export interface Credentials {
  /** Empty for anonymous. */
  user: string;
  password: string;
  /** Empty unless the account is a domain's. */
  domain: string;
}

/** Section 2.2.2.5. */
const FLAGS = {
  unicode: 0x1,
  requestTarget: 0x4,
  sign: 0x10,
  ntlm: 0x200,
  anonymous: 0x800,
  alwaysSign: 0x8000,
  extendedSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  use128: 0x20000000,
  keyExchange: 0x40000000,
} as const;
const OFFERED =
  FLAGS.unicode | FLAGS.requestTarget | FLAGS.sign | FLAGS.ntlm | FLAGS.alwaysSign |
  FLAGS.extendedSecurity | FLAGS.targetInfo | FLAGS.version | FLAGS.use128 | FLAGS.keyExchange; // biome-ignore format: a list of flags
/** Kinds of target information, section 2.2.2.1. */
const AV = {
  end: 0,
  netbiosName: 1,
  dnsName: 3,
  flags: 6,
  time: 7,
  target: 9,
  bindings: 10,
} as const;
const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** Windows 10 without a build, NTLM revision 15. */
const VERSION = Buffer.from([10, 0, 0, 0, 0, 0, 0, 15]);
const MOST_PAIRS = 64;

export interface Challenge {
  flags: number;
  nonce: Buffer;
  pairs: { id: number; value: Buffer }[];
  /** What the server calls itself; nothing proves it. */
  computer: string;
  message: Buffer;
}

export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(40);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(OFFERED >>> 0, 12);
  VERSION.copy(message, 32);
  return message;
}

/** Throws `host.protocol` for what is no challenge, or one that asks for less than NTLMv2. */
export function readChallenge(message: Buffer): Challenge {
  if (!part(message, 0, 8).equals(SIGNATURE) || message.readUInt32LE(8) !== 2) throw malformed();
  const flags = message.readUInt32LE(20);
  const needed = FLAGS.unicode | FLAGS.extendedSecurity | FLAGS.targetInfo;
  if ((flags & needed) !== needed)
    throw new HallwayError('host.protocol', 'This server knows only an unsafe way to sign in.', {
      fix: 'Its administrator has to allow NTLMv2.',
    });
  const info = part(message, message.readUInt32LE(44), message.readUInt16LE(40));
  const pairs: Challenge['pairs'] = [];
  for (let at = 0; at + 4 <= info.length; ) {
    const id = info.readUInt16LE(at);
    if (id === AV.end) break;
    const value = part(info, at + 4, info.readUInt16LE(at + 2));
    pairs.push({ id, value });
    if (pairs.length > MOST_PAIRS) throw malformed();
    at += 4 + value.length;
  }
  const nameOf = (id: number): string => utf16(pairs.find((one) => one.id === id)?.value ?? NONE);
  const computer = (nameOf(AV.dnsName) || nameOf(AV.netbiosName)).toLowerCase().slice(0, 255);
  return { flags, nonce: part(message, 24, 8), pairs, computer, message };
}

/** The proof that the password is known, and the key that both sides then share (16 bytes). */
export function authenticateMessage(
  challenge: Challenge,
  negotiate: Buffer,
  { user, password, domain }: Credentials,
  { host, now }: { host: string; now: number },
): { message: Buffer; key: Buffer } {
  const anonymous = user === '';
  const told = challenge.pairs.find(({ id }) => id === AV.time)?.value;
  const withCode = told?.length === 8 && !anonymous;
  const clientNonce = randomBytes(8);
  const owner = hmacMd5(md4(toUtf16(password)), toUtf16(user.toUpperCase() + domain));
  let ntResponse: Buffer = NONE;
  let lmResponse: Buffer = Buffer.alloc(1);
  let base: Buffer = Buffer.alloc(16);

  if (!anonymous) {
    const blob = Buffer.concat([
      Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]),
      withCode ? told : fileTime(now),
      clientNonce,
      Buffer.alloc(4),
      targetInfo(challenge, host, withCode),
      Buffer.alloc(4),
    ]);
    const proof = hmacMd5(owner, challenge.nonce, blob);
    ntResponse = Buffer.concat([proof, blob]);
    lmResponse = withCode
      ? Buffer.alloc(24)
      : Buffer.concat([hmacMd5(owner, challenge.nonce, clientNonce), clientNonce]);
    base = hmacMd5(owner, proof);
  }
  let key: Buffer = base;
  let sessionKey: Buffer = NONE;
  if ((challenge.flags & FLAGS.keyExchange) !== 0) {
    key = randomBytes(16);
    sessionKey = rc4(base, key);
  }
  const flags = (challenge.flags & OFFERED) | (anonymous ? FLAGS.anonymous : 0);
  const message = layOut(
    [lmResponse, ntResponse, toUtf16(domain), toUtf16(user), toUtf16(WORKSTATION), sessionKey],
    flags,
  );
  if (withCode) hmacMd5(key, negotiate, challenge.message, message).copy(message, CODE_AT);
  return { message, key };
}

/**
 * NTLM's own signature over what SPNEGO said before (sections 3.4.4.2 and 3.4.5), with the first
 * sequence number.
 */
export function signedBy(key: Buffer, challenge: Challenge, message: Buffer): Buffer {
  const keyFor = (purpose: string): Buffer =>
    createHash('md5')
      .update(key)
      .update(`session key to client-to-server ${purpose} key magic constant\0`)
      .digest();
  const sum = hmacMd5(keyFor('signing'), Buffer.alloc(4), message).subarray(0, 8);
  const sealed = (challenge.flags & FLAGS.keyExchange) !== 0;
  const check = sealed ? rc4(keyFor('sealing'), sum) : sum;
  return Buffer.concat([Buffer.from([1, 0, 0, 0]), check, Buffer.alloc(4)]);
}

const NONE = Buffer.alloc(0);
/** A PC's name is nothing that a file server needs to know. */
const WORKSTATION = 'HALLWAY';
const HEAD_BYTES = 88;
const CODE_AT = 72;

/** Section 2.2.1.3: six fields by offset, then their bytes. */
function layOut(fields: readonly Buffer[], flags: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  SIGNATURE.copy(head);
  head.writeUInt32LE(3, 8);
  let at = HEAD_BYTES;
  for (const [index, field] of fields.entries()) {
    head.writeUInt16LE(field.length, 12 + index * 8);
    head.writeUInt16LE(field.length, 14 + index * 8);
    head.writeUInt32LE(at, 16 + index * 8);
    at += field.length;
  }
  head.writeUInt32LE(flags >>> 0, 60);
  VERSION.copy(head, 64);
  return Buffer.concat([head, ...fields]);
}

/** The server's own, and what this side adds (section 3.1.5.1.2). */
function targetInfo({ pairs }: Challenge, host: string, withCode: boolean): Buffer {
  const kept = pairs.filter(({ id }) => id !== AV.flags && id !== AV.target && id !== AV.bindings);
  const own = [
    { id: AV.flags, value: Buffer.from([withCode ? 2 : 0, 0, 0, 0]) },
    { id: AV.bindings, value: Buffer.alloc(16) },
    { id: AV.target, value: toUtf16(`cifs/${host}`) },
  ];
  const blocks = [...kept, ...own].map(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, value]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(4)]);
}

function fileTime(now: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(toFileTime(now));
  return bytes;
}

function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
