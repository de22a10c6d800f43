/**
 * The identity that this device has now. A key that left a workgroup, or was removed from it, never
 * comes back: the device goes on with a new one.
 */
import { renameSync } from 'node:fs';
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

  /** Puts the old key aside and makes a new one. */
  async renew(): Promise<void> {
    for (const name of ['device-certificate.pem', 'device-key.pem'])
      renameSync(join(this.#home, name), join(this.#home, `${name}.old`));
    this.#now = await loadIdentity(this.#home);
  }
}
