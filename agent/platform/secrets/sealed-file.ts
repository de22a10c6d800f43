/**
 * Secrets in a file of Hallway's home, for systems without a keyring: AES-256-GCM under a key that
 * stands beside it, both for this person alone. That keeps a secret out of a copied file, a search
 * and a glance; whoever may read everything of this person can read it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../../../src/identity/private-file.ts';

const KEY_FILE = 'server-passwords.key';
const FILE = 'server-passwords.json';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class SealedFile {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  put(name: string, secret: string): void {
    const key = this.#key() ?? this.#newKey();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final()]);
    const entry = Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64');
    this.#write({ ...this.#entries(), [name]: entry });
  }

  /** Undefined for what is not there, or was sealed under another key. */
  get(name: string): string | undefined {
    const key = this.#key();
    const entry = this.#entries()[name];
    if (!key || entry === undefined) return undefined;
    const bytes = Buffer.from(entry, 'base64');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    try {
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      cipher.setAAD(Buffer.from(name));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const text = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, cipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  remove(name: string): void {
    const { [name]: removed, ...rest } = this.#entries();
    if (removed === undefined) return;
    if (Object.keys(rest).length > 0) this.#write(rest);
    else rmSync(join(this.#home, FILE), { force: true });
  }

  #entries(): Record<string, string> {
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.#home, FILE), 'utf8'));
      const pairs = Object.entries(value ?? {}).filter(([, entry]) => typeof entry === 'string');
      return Object.fromEntries(pairs);
    } catch {
      return {};
    }
  }

  #write(entries: Record<string, string>): void {
    writePrivateFile(join(this.#home, FILE), JSON.stringify(entries));
  }

  #key(): Buffer | undefined {
    try {
      const key = Buffer.from(readFileSync(join(this.#home, KEY_FILE), 'utf8'), 'base64');
      return key.length === 32 ? key : undefined;
    } catch {
      return undefined;
    }
  }

  #newKey(): Buffer {
    const key = randomBytes(32);
    writePrivateFile(join(this.#home, KEY_FILE), key.toString('base64'));
    return key;
  }
}
