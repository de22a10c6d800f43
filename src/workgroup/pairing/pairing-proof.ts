/**
 * What both sides of a pairing compute: CPace over the six digits, bound to the TLS channel, and
 * the tags that prove to each other that the digits were the same.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { lengthPrefixed, makeShare, sessionKey, sharedPoint, type CpaceShare } from './cpace.ts';

export const SESSION_BYTES = 16;
export const TAG_BYTES = 32;
export const MAX_NAME_LENGTH = 256;

/** The TLS connection that a pairing runs in. */
export interface PairingChannel {
  /** The socket, or whatever stands for it: one run per key. */
  readonly key: object;
  /** 32 bytes of keying material of the connection, which no third party has. */
  readonly exporter: Uint8Array;
  /** Public key (SPKI) that the other side proved in the handshake. */
  readonly peerSpki: Uint8Array;
  /** Where the other side is, for people. */
  readonly address: string;
}

/** The two ends of the channel: a relay in the middle cannot make both sides see the same. */
export function channelIdentifier(
  exporter: Uint8Array,
  guestSpki: Uint8Array,
  inviterSpki: Uint8Array,
): Buffer {
  return lengthPrefixed(Buffer.from('hallway-pair-v1'), exporter, guestSpki, inviterSpki);
}

export function shareFor(code: string, channel: Uint8Array, session: Uint8Array): CpaceShare {
  return makeShare(Buffer.from(code), channel, session);
}

/** What the guest (a) and the inviter (b) said. */
export interface PairingTranscript {
  session: Uint8Array;
  ya: Uint8Array;
  yb: Uint8Array;
  /** The guest's name exactly as sent. */
  name: string;
  workgroup: string;
}

export interface PairingTags {
  /** Guest to inviter, and inviter to guest. */
  a: Buffer;
  b: Buffer;
}

/** Undefined where the other side's share is no valid point. */
export function tagsFor(
  own: CpaceShare,
  theirs: Uint8Array,
  said: PairingTranscript,
): PairingTags | undefined {
  const point = sharedPoint(own, theirs);
  if (!point) return undefined;
  const key = sessionKey(
    said.session,
    point,
    { share: said.ya, data: Buffer.from(said.name) },
    { share: said.yb, data: Buffer.from(said.workgroup) },
  );
  const tag = (info: string) => {
    const macKey = Buffer.from(hkdfSync('sha256', key, '', info, TAG_BYTES));
    return createHmac('sha256', macKey).update(lengthPrefixed(said.ya, said.yb)).digest();
  };
  return { a: tag('hallway confirm A'), b: tag('hallway confirm B') };
}

export function isSameTag(expected: Uint8Array, got: Uint8Array): boolean {
  return got.length === expected.length && timingSafeEqual(expected, got);
}

/** Bytes of base64 text (RFC 4648 section 4) that is exactly `length` long; undefined otherwise. */
export function exactBytes(text: unknown, length: number): Buffer | undefined {
  if (typeof text !== 'string' || text.length > length * 2) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}
