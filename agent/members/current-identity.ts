/**
 * The identity that this device has now. A key that left a workgroup, or was removed from it, never
 * comes back: the device goes on with a new one.
 */
import { loadIdentity, replaceIdentity, type Identity } from '../../src/identity/identity.ts';
import type { DeviceId } from '../../src/model/id.ts';

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

  /** Takes a new key in place of the old one. If the disk refuses it, everything stays as it is. */
  async renew(): Promise<void> {
    this.#now = await replaceIdentity(this.#home);
  }
}
