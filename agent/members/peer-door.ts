/** How others come in: the peer door, and this PC's own joining of a workgroup. */
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { KnownAddresses } from '../../src/discovery/known-addresses.ts';
import { PeerServer } from '../http/peer-server.ts';
import { peerRoutes } from '../http/routes/peer.ts';
import type { Office } from '../office.ts';
import { Joining } from './joining.ts';
import { untilOnline } from './until-online.ts';

/** How long joining waits for the link to the member that let this device in. */
const FIRST_LINK_MS = 3000;

export function composePeerServer(
  office: Office,
  { identity, peerPort, log }: { identity: Identity; peerPort: number; log: Log },
): PeerServer {
  return new PeerServer({
    identity,
    port: peerPort,
    isMember: (peer) => peer !== identity.id && office.workgroup.isMember(peer),
    mayPair: (peer) => office.pairing.invitation() !== null || office.pairing.isPending(peer),
    onTurnedAway: (peer, host) => office.teller.turnedAway(peer, host),
    onLink: (frames, peer, origin) => office.directory.accept(frames, peer, origin),
    onConnect: (peer, authority, socket, head) =>
      void office.internet.lender.connect(peer, authority, socket, head),
    routes: (app) => peerRoutes(app, office),
    log,
  });
}

export function composeJoining(
  { workgroup, discovery, directory, deviceName }: Office,
  parts: { identity: Identity; addresses: KnownAddresses; clock: Clock },
): Joining {
  const { identity, addresses, clock } = parts;
  return new Joining({
    identity,
    workgroup,
    discovery,
    deviceName,
    link: (peer, target) => {
      addresses.remember(peer, target.host, target.port);
      directory.heard(peer, [target]);
      return untilOnline(directory, peer, FIRST_LINK_MS, clock);
    },
    clock,
  });
}
