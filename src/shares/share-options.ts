/** What the shares of this PC need to know of it. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { Database } from '../store/database.ts';
import type { ReadHeld } from './local/held-bytes.ts';

export interface ShareRegistryOptions {
  database: Database;
  /** This PC. */
  device: DeviceId;
  /** Hallway's data folder: never shared, and hidden in what contains it. */
  home: string;
  clock: Clock;
  log: Log;
  /** As people call a PC. */
  nameOf: (device: DeviceId) => string;
  /** Whether a drive is mounted at this real path. */
  isDrive: (path: string) => Promise<boolean>;
  /** As in `LocalFileSystemOptions`. */
  readHeld?: ReadHeld | undefined;
}
