/** Encryption of SMB 3 ([MS-SMB2] sections 2.2.41 and 3.1.4.3): AES-GCM and AES-CCM. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { malformed } from './hostile-bytes.ts';

/** Ids of section 2.2.3.1.2. */
export const CIPHER = { ccm128: 1, gcm128: 2, ccm256: 3, gcm256: 4 } as const;
export type Cipher = (typeof CIPHER)[keyof typeof CIPHER];

export function isCipher(id: number): id is Cipher {
  return id >= 1 && id <= 4;
}

export function keyBits(cipher: Cipher): 128 | 256 {
  return cipher >= CIPHER.ccm256 ? 256 : 128;
}

/** The first four bytes of a sealed message. */
export const SEALED = 0xfd534d42;
const HEADER_BYTES = 52;
const TAG_BYTES = 16;

export class Sealer {
  readonly #name: string;
  readonly #nonceBytes: number;
  readonly #session: bigint;
  readonly #outKey: Buffer;
  readonly #inKey: Buffer;
  /** A counter below a random part: no nonce comes twice under one key. */
  readonly #salt = randomBytes(4);
  #counter = 0n;

  constructor(cipher: Cipher, session: bigint, keys: { toServer: Buffer; fromServer: Buffer }) {
    const ccm = cipher === CIPHER.ccm128 || cipher === CIPHER.ccm256;
    this.#name = `aes-${keyBits(cipher)}-${ccm ? 'ccm' : 'gcm'}`;
    this.#nonceBytes = ccm ? 11 : 12;
    this.#session = session;
    this.#outKey = keys.toServer;
    this.#inKey = keys.fromServer;
  }

  seal(parts: readonly Buffer[]): Buffer[] {
    const plain = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(SEALED, 0);
    header.writeBigUInt64LE(this.#counter++, 20);
    this.#salt.copy(header, 28, 0, this.#nonceBytes - 8);
    header.writeUInt32LE(plain.length, 36);
    header.writeUInt16LE(1, 42);
    header.writeBigUInt64LE(this.#session, 44);
    const nonce = header.subarray(20, 20 + this.#nonceBytes);
    const options = { authTagLength: TAG_BYTES };
    // Both modes take the same calls; the types know GCM's by a text that is known beforehand.
    const cipher = createCipheriv(this.#name as 'aes-128-gcm', this.#outKey, nonce, options);
    cipher.setAAD(header.subarray(20), { plaintextLength: plain.length });
    const sealed = cipher.update(plain);
    cipher.final();
    cipher.getAuthTag().copy(header, 4);
    return [header, sealed];
  }

  /** Throws `host.protocol` for what this session's server did not seal. */
  open(message: Buffer): Buffer {
    const sealed = message.subarray(HEADER_BYTES);
    const fits =
      message.length > HEADER_BYTES &&
      message.readUInt32LE(36) === sealed.length &&
      message.readUInt16LE(42) === 1 &&
      message.readBigUInt64LE(44) === this.#session;
    if (!fits) throw malformed();
    const nonce = message.subarray(20, 20 + this.#nonceBytes);
    const options = { authTagLength: TAG_BYTES };
    const cipher = createDecipheriv(this.#name as 'aes-128-gcm', this.#inKey, nonce, options);
    cipher.setAuthTag(message.subarray(4, 20));
    cipher.setAAD(message.subarray(20, HEADER_BYTES), { plaintextLength: sealed.length });
    try {
      const plain = cipher.update(sealed);
      cipher.final();
      return plain;
    } catch (error) {
      throw malformed(error);
    }
  }
}
