/** Peer directories with real doors on loopback, for tests. */
import { PeerServer } from '../../agent/http/peer-server.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import type { Target } from '../../src/net/tls-link.ts';
import type { OwnAdapters } from '../../src/peers/links/link-maker.ts';
import { PeerDirectory } from '../../src/peers/peer-directory.ts';

export interface TestPeer {
  identity: Identity;
  directory: PeerDirectory;
  server: PeerServer;
  /** Ids of the other members, as this one sees it. */
  members: Set<string>;
  remembered: Map<string, Target[]>;
  target: Target;
  stop(): Promise<void>;
}

export async function makePeer(
  options: { remember?: (device: string) => void; adapters?: Partial<OwnAdapters> } = {},
): Promise<TestPeer> {
  const identity = await createIdentity();
  const members = new Set<string>();
  const remembered = new Map<string, Target[]>();
  const wake = new Map<string, readonly string[]>();
  const directory = new PeerDirectory({
    identity,
    members: {
      others: () => Array.from(members, (id) => ({ id, name: id.slice(0, 4) })),
      isMember: (id) => members.has(id),
    },
    addresses: {
      remember: (device, host, port) => {
        options.remember?.(device);
        remembered.set(device, [{ host, port }]);
      },
      of: (device) => remembered.get(device) ?? [],
      drop: (device, host, port) => {
        const kept = (remembered.get(device) ?? []).filter(
          (one) => one.host !== host || one.port !== port,
        );
        remembered.set(device, kept);
      },
      forget: (device) => void remembered.delete(device),
    },
    wakeBook: {
      keep: (device, macs) => void wake.set(device, macs),
      of: (device) => wake.get(device) ?? [],
      forget: (device) => void wake.delete(device),
    },
    adapters: { current: () => [], adapterOf: () => undefined, ...options.adapters },
    defaultPort: 9,
    introduce: () => ({ name: 'PC', port: server.port, state: 'a'.repeat(52), resources: 'r' }),
    clock: systemClock,
    log: silentLog,
  });
  const server = new PeerServer({
    identity,
    port: 0,
    isMember: (device) => members.has(device),
    mayPair: () => false,
    onLink: (frames, device, origin) => directory.accept(frames, device, origin),
    routes: () => {},
    log: silentLog,
  });
  await server.start();
  directory.start();
  return {
    identity,
    directory,
    server,
    members,
    remembered,
    target: { host: '127.0.0.1', port: server.port },
    stop: async () => {
      await directory.stop();
      await server.stop();
    },
  };
}

/** All know all as members, and nobody's address. */
export function befriend(...peers: readonly TestPeer[]): void {
  for (const peer of peers)
    for (const other of peers)
      if (other !== peer) {
        peer.members.add(other.identity.id);
        peer.directory.membersChanged();
      }
}
