/**
 * The identity that this device has now. A key that left a workgroup, or was removed from it, never
 * comes back: the device goes on with a new one.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadIdentity, type Identity } from '../src/identity/identity.ts';
import type { DeviceId } from '../src/model/id.ts';

export class CurrentIdentity {
  readonly #home: string;
  #now: Identity;

  private constructor(home: string, now: Identity) {
    this.#home = home;
    this.#now = now;
  }

  static async load(home: string): Promise<CurrentIdentity> {
    return new CurrentIdentity(home, await loadIdentity(home));
  }

  get now(): Identity {
    return this.#now;
  }

  get id(): DeviceId {
    return this.#now.id;
  }

  /**
   * Puts the old key aside and takes a new one. If the disk refuses it, everything stays as it is;
   * ended halfway, there is no key, and the next start makes one.
   */
  async renew(): Promise<void> {
    const fresh = join(this.#home, 'next-key');
    rmSync(fresh, { recursive: true, force: true });
    try {
      mkdirSync(fresh, { mode: 0o700 });
      const next = await loadIdentity(fresh);
      const [key, certificate] = ['device-key.pem', 'device-certificate.pem'];
      for (const name of [key, certificate])
        renameSync(join(this.#home, name), join(this.#home, `${name}.old`));
      for (const name of [certificate, key]) renameSync(join(fresh, name), join(this.#home, name));
      this.#now = next;
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
}
