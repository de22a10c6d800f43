/** What finds the other PCs and reaches them: adapters, discovery, links, requests. */
import type { Clock } from '../src/base/clock.ts';
import type { Log } from '../src/base/log.ts';
import { Discovery } from '../src/discovery/discovery.ts';
import { KnownAddresses } from '../src/discovery/known-addresses.ts';
import type { Identity } from '../src/identity/identity.ts';
import { AdapterWatch } from '../src/net/adapters.ts';
import { PeerClients } from '../src/peers/peer-clients.ts';
import {
  PeerDirectory,
  type Members,
  type PeerDirectoryOptions,
} from '../src/peers/peer-directory.ts';
import type { Database } from '../src/store/database.ts';
import { chosenInterfaces } from './advertising.ts';

export interface NetworkOptions {
  identity: Identity;
  database: Database;
  members: Members;
  introduce: PeerDirectoryOptions['introduce'];
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
}

export function composeNetwork(options: NetworkOptions): Network {
  const { identity, database, members, introduce, clock, log } = options;
  const names = options.adapters;
  const adapters = new AdapterWatch({ clock, read: names && (() => chosenInterfaces(names)) });
  const addresses = new KnownAddresses(database, clock);
  const directory = new PeerDirectory({ identity, members, addresses, introduce, clock, log });
  const clients = new PeerClients(directory, identity);
  const discovery = new Discovery({ device: { id: identity.id }, adapters, clock, log });
  return { adapters, addresses, directory, clients, discovery };
}
