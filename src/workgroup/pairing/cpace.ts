/**
 * CPace with ristretto255 and SHA-512 (draft-irtf-cfrg-cpace, CPACE-RISTR255-SHA512, initiator and
 * responder): two sides that share a short code agree on a key; a wrong guess costs one whole run
 * and a listener learns nothing. The draft's own test vectors hold it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';

const DSI = Buffer.from('CPaceRistretto255');
const DSI_ISK = Buffer.from('CPaceRistretto255_ISK');
/** Input block of SHA-512, which the generator string fills before the secret's neighbours. */
const BLOCK_BYTES = 128;
const { Point } = ristretto255;
const ORDER = Point.Fn.ORDER;

/** Length of a public share, in bytes. */
export const SHARE_BYTES = 32;

/** Each part after its length as LEB128 (`lv_cat`). */
export function lengthPrefixed(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part.length), part]));
}

function lengthOf(length: number): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  do {
    const low = rest & 127;
    rest >>>= 7;
    bytes.push(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** `generator_string` of the draft. */
export function generatorString(
  secret: Uint8Array,
  channel: Uint8Array,
  session: Uint8Array,
): Buffer {
  const used = lengthPrefixed(secret).length + lengthPrefixed(DSI).length;
  const zeros = Buffer.alloc(Math.max(0, BLOCK_BYTES - 1 - used));
  return lengthPrefixed(DSI, secret, zeros, channel, session);
}

/** One side's ephemeral secret and what it sends. */
export interface CpaceShare {
  readonly scalar: bigint;
  readonly bytes: Buffer;
}

/** `calculate_generator`, encoded. */
export function generator(secret: Uint8Array, channel: Uint8Array, session: Uint8Array): Buffer {
  return Buffer.from(derive(secret, channel, session).toBytes());
}

function derive(secret: Uint8Array, channel: Uint8Array, session: Uint8Array) {
  const seed = createHash('sha512')
    .update(generatorString(secret, channel, session))
    .digest();
  return ristretto255_hasher.deriveToCurve?.(seed) ?? unreachable();
}

function unreachable(): never {
  throw new TypeError('ristretto255 has no element derivation');
}

/** `random` is an argument for the draft's vectors only: 32 bytes, little endian. */
export function makeShare(
  secret: Uint8Array,
  channel: Uint8Array,
  session: Uint8Array,
  random?: Uint8Array,
): CpaceShare {
  const scalar = random ? littleEndian(random) : randomScalar();
  const point = derive(secret, channel, session).multiply(scalar);
  return { scalar, bytes: Buffer.from(point.toBytes()) };
}

function randomScalar(): bigint {
  for (;;) {
    const scalar = littleEndian(randomBytes(64)) % ORDER;
    if (scalar !== 0n) return scalar;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** False for anything but the one encoding of a point other than the identity. */
export function isValidShare(bytes: Uint8Array): boolean {
  return decode(bytes) !== undefined;
}

function decode(bytes: Uint8Array) {
  if (bytes.length !== SHARE_BYTES) return undefined;
  try {
    const point = Point.fromBytes(Uint8Array.from(bytes));
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}

/** `scalar_mult_vfy`; undefined where the draft demands to abort. */
export function sharedPoint(own: CpaceShare, theirs: Uint8Array): Buffer | undefined {
  const point = decode(theirs)?.multiply(own.scalar);
  return !point || point.is0() ? undefined : Buffer.from(point.toBytes());
}

/** What each side said: its public share and its associated data. */
export interface CpaceMessage {
  share: Uint8Array;
  data: Uint8Array;
}

/** The intermediate session key (64 bytes) over `transcript_ir`. */
export function sessionKey(
  session: Uint8Array,
  point: Uint8Array,
  initiator: CpaceMessage,
  responder: CpaceMessage,
): Buffer {
  return createHash('sha512')
    .update(lengthPrefixed(DSI_ISK, session, point))
    .update(lengthPrefixed(initiator.share, initiator.data))
    .update(lengthPrefixed(responder.share, responder.data))
    .digest();
}
