/** Who belongs to the workgroup, as the office has it: the signed log, the way in, the exchange. */
import * as peerApi from '../../src/api/peer.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Identity } from '../../src/identity/identity.ts';
import type { PeerTransport } from '../../src/net/peer-transport.ts';
import type { PeerDirectory } from '../../src/peers/peer-directory.ts';
import type { Database } from '../../src/store/database.ts';
import { PairingInviter } from '../../src/workgroup/pairing/pairing-inviter.ts';
import { Replication } from '../../src/workgroup/log/replication.ts';
import { WorkgroupService } from '../../src/workgroup/workgroup-service.ts';

export interface MembershipOptions {
  database: Database;
  identity: Identity;
  deviceName: () => string;
  directory: () => PeerDirectory;
  /** Brings statements to every linked peer while the links still stand. */
  deliver: (statements: string[]) => Promise<void>;
  clock: Clock;
  log: Log;
}

export function composeMembership(options: MembershipOptions): {
  workgroup: WorkgroupService;
  pairing: PairingInviter;
} {
  const { database, identity, deviceName, directory, deliver, clock, log } = options;
  const workgroup = new WorkgroupService({
    database,
    identity,
    clock,
    log,
    deviceName,
    passOn: deliver,
    peerNames: () =>
      new Map(
        directory()
          .peers()
          .map(({ id, name }) => [id, name]),
      ),
  });
  const pairing = new PairingInviter({ workgroup, spki: () => identity.spki, clock, log });
  return { workgroup, pairing };
}

export function composeReplication(options: {
  workgroup: WorkgroupService;
  transport: PeerTransport;
  directory: PeerDirectory;
  clock: Clock;
  log: Log;
}): Replication {
  const { workgroup, transport, directory, clock, log } = options;
  return new Replication({
    workgroup,
    transport: {
      pull: (peer, heads) => transport.call(peer, peerApi.pullStatements, { body: { heads } }),
      announce: (state) => directory.broadcast({ type: 'log', state }),
    },
    clock,
    log,
  });
}
