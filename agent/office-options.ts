/** What an office is made of, and what it tells. */
import type { Topic } from '../src/api/events.ts';
import type { Clock } from '../src/base/clock.ts';
import type { Log } from '../src/base/log.ts';
import type { Identity } from '../src/identity/identity.ts';
import type { World } from '../src/internet/world.ts';
import type { ShareAccessOptions } from '../src/shares/share-access.ts';
import type { Database } from '../src/store/database.ts';

export interface OfficeOptions extends Pick<ShareAccessOptions, 'servers' | 'thumbnails'> {
  home: string;
  identity: Identity;
  database: Database;
  deviceName: () => string;
  peerPort: number;
  /** Names of the network adapters to be seen on; undefined: every usable one. */
  adapters: readonly string[] | undefined;
  /** How long what is being read from a peer waits for a broken connection to come back. */
  patienceMs: number | undefined;
  /** The internet, where it is another one than the real. */
  world: World | undefined;
  clock: Clock;
  log: Log;
}

export interface OfficeEvents {
  /** Topics that may have a new value. */
  changed: readonly Topic[];
  /** This device is out of its workgroup, and needs a new key if `spent`. */
  left: { spent: boolean };
}
