/** What finds the other PCs and reaches them: adapters, discovery, links, requests. */
import type { Clock } from '../../src/base/clock.ts';
import { InBackground, type Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import { NearbyDevices } from '../../src/discovery/devices/nearby-devices.ts';
import { Discovery } from '../../src/discovery/discovery.ts';
import { KnownAddresses } from '../../src/discovery/known-addresses.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { AdapterWatch } from '../../src/net/adapters.ts';
import { PEER_PORT } from '../../src/net/ports.ts';
import { PeerClients } from '../../src/peers/peer-clients.ts';
import {
  PeerDirectory,
  type Members,
  type PeerDirectoryOptions,
} from '../../src/peers/peer-directory.ts';
import { WakeBook } from '../../src/peers/waking/wake-book.ts';
import type { Database } from '../../src/store/database.ts';
import { composeAdapters } from '../adapters.ts';

export interface NetworkOptions {
  identity: Identity;
  database: Database;
  members: Members;
  introduce: PeerDirectoryOptions['introduce'];
  /** UUIDs of printers that this device has already. */
  isOurs: (uuid: string) => boolean;
  /** Names of the network adapters to be seen on; undefined: every usable one. */
  adapters: readonly string[] | undefined;
  clock: Clock;
  log: Log;
}

export interface Network {
  adapters: AdapterWatch;
  addresses: KnownAddresses;
  directory: PeerDirectory;
  clients: PeerClients;
  discovery: Discovery;
  nearby: NearbyDevices;
  /** Starts both of these. */
  looking: Lifecycle;
}

/** The doors are open first: whoever knows the address is answered, and nobody waits for this. */
const LOOK_MS = 100;

export function composeNetwork(options: NetworkOptions): Network {
  const { identity, database, members, introduce, isOurs, clock, log } = options;
  const adapters = composeAdapters({ database, clock, only: options.adapters });
  const addresses = new KnownAddresses(database, clock);
  const directory = new PeerDirectory({
    identity,
    members,
    addresses,
    wakeBook: new WakeBook(database),
    adapters,
    defaultPort: PEER_PORT,
    introduce,
    clock,
    log,
  });
  const clients = new PeerClients(directory, identity);
  const discovery = new Discovery({
    device: { id: identity.id },
    adapters,
    isOurs,
    clock,
    log,
  });
  const nearby = new NearbyDevices({ adapters, discovery, clock, log });
  const looking = new InBackground([discovery, nearby], {
    clock,
    afterMs: LOOK_MS,
    failed: (error) => log.error({ error }, 'the network could not be looked at'),
  });
  return { adapters, addresses, directory, clients, discovery, nearby, looking };
}
