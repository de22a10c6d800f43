/** Passwords of file servers: in the keyring of the system, else sealed in Hallway's home. */
import type { SecretPlace } from '../../../src/model/file-server.ts';
import type { SecretStore } from '../../../src/shares/smb/smb-hosts.ts';
import { type Keyring, systemKeyring } from './keyring.ts';
import { SealedFile } from './sealed-file.ts';

export class ServerPasswords implements SecretStore {
  readonly #file: SealedFile;
  readonly #keyring: Keyring;

  constructor(home: string, keyring = systemKeyring()) {
    this.#file = new SealedFile(home);
    this.#keyring = keyring;
  }

  async put(key: string, secret: string): Promise<SecretPlace> {
    if (await this.#keyring.put(key, secret)) {
      this.#file.remove(key);
      return 'keyring';
    }
    this.#file.put(key, secret);
    return 'file';
  }

  async get(key: string): Promise<string | undefined> {
    return this.#file.get(key) ?? (await this.#keyring.get(key));
  }

  async remove(key: string): Promise<void> {
    this.#file.remove(key);
    await this.#keyring.remove(key);
  }
}
