/** What the peer directory consumes; whoever composes the agent passes the suppliers. */
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type { Target } from '../net/tls-link.ts';
import type { Introduction, OwnAdapters } from './links/link-maker.ts';

/** What the directory asks of the workgroup. */
export interface Members {
  /** The other members, with the names that the log gives them. */
  others(): readonly { id: DeviceId; name: string }[];
  isMember(device: DeviceId): boolean;
}

/** Addresses that survive a restart. */
export interface AddressBook {
  remember(device: DeviceId, host: string, port: number): void;
  /** Newest first. */
  of(device: DeviceId): readonly Target[];
  /** Another device has this address now. */
  drop(device: DeviceId, host: string, port: number): void;
  forget(device: DeviceId): void;
}

/** Hardware addresses that members told; see `WakeBook`. */
export interface WakeAddresses {
  keep(device: DeviceId, macs: readonly string[]): void;
  of(device: DeviceId): readonly string[];
  forget(device: DeviceId): void;
}

export interface PeerDirectoryOptions {
  identity: Identity;
  members: Members;
  addresses: AddressBook;
  wakeBook: WakeAddresses;
  adapters: OwnAdapters;
  /** Port of an ordinary installation, where a sweep asks. */
  defaultPort: number;
  /** What this device says of itself to `device`. */
  introduce: (device: DeviceId) => Introduction;
  clock: Clock;
  log: Log;
}
