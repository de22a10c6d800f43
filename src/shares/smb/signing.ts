/** Signatures of SMB messages ([MS-SMB2] section 3.1.4.1): HMAC-SHA256, AES-CMAC, AES-GMAC. */
import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { COMMAND, FLAG } from './wire.ts';

export const SIGNING = { hmacSha256: 0, aesCmac: 1, aesGmac: 2 } as const;
export type Signing = (typeof SIGNING)[keyof typeof SIGNING];

const SIGNATURE_AT = 48;
const SIGNATURE_BYTES = 16;

export class Signer {
  readonly #key: Buffer;
  readonly #kind: Signing;

  constructor(kind: Signing, key: Buffer) {
    this.#kind = kind;
    this.#key = key;
  }

  /** Signs a message whose header is `parts[0]`, in place. */
  sign(parts: readonly Buffer[]): void {
    const [header] = parts;
    if (!header) return;
    header.writeUInt32LE(header.readUInt32LE(16) | FLAG.Signed, 16);
    header.fill(0, SIGNATURE_AT, SIGNATURE_AT + SIGNATURE_BYTES);
    this.#mac(parts, false).copy(header, SIGNATURE_AT);
  }

  /** Whether a whole message of the server is signed, and rightly. */
  verify(message: Buffer): boolean {
    if ((message.readUInt32LE(16) & FLAG.Signed) === 0) return false;
    const field = message.subarray(SIGNATURE_AT, SIGNATURE_AT + SIGNATURE_BYTES);
    const claimed = Buffer.from(field);
    field.fill(0);
    const right = timingSafeEqual(claimed, this.#mac([message], true));
    claimed.copy(field);
    return right;
  }

  #mac(parts: readonly Buffer[], fromServer: boolean): Buffer {
    if (this.#kind === SIGNING.aesGmac) return this.#gmac(parts, fromServer);
    if (this.#kind === SIGNING.aesCmac) {
      const [only] = parts;
      return aesCmac(this.#key, only && parts.length === 1 ? only : Buffer.concat(parts));
    }
    const hmac = createHmac('sha256', this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest().subarray(0, SIGNATURE_BYTES);
  }

  #gmac(parts: readonly Buffer[], fromServer: boolean): Buffer {
    const header = parts[0] ?? Buffer.alloc(64);
    const nonce = Buffer.alloc(12);
    header.copy(nonce, 0, 24, 32);
    const cancel = header.readUInt16LE(12) === COMMAND.Cancel;
    nonce.writeUInt32LE((fromServer ? 1 : 0) | (cancel ? 2 : 0), 8);
    const cipher = createCipheriv('aes-128-gcm', this.#key, nonce);
    for (const part of parts) cipher.setAAD(part);
    cipher.final();
    return cipher.getAuthTag();
  }
}

/** RFC 4493. */
export function aesCmac(key: Buffer, message: Buffer): Buffer {
  const block = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const one = doubled(block.update(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const head = message.length - (whole ? 16 : message.length % 16);
  const last = Buffer.alloc(16);
  message.copy(last, 0, head);
  if (!whole) last[message.length - head] = 0x80;
  const mask = whole ? one : doubled(one);
  for (const [index, byte] of mask.entries()) last[index] = (last[index] ?? 0) ^ byte;
  const chain = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  if (head > 0) chain.update(message.subarray(0, head));
  return chain.update(last);
}

function doubled(block: Buffer): Buffer {
  const out = Buffer.alloc(16);
  let carry = 0;
  for (let index = 15; index >= 0; index--) {
    const byte = block[index] ?? 0;
    out[index] = ((byte << 1) & 255) | carry;
    carry = byte >> 7;
  }
  if (carry) out[15] = (out[15] ?? 0) ^ 0x87;
  return out;
}
