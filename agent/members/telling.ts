/** Tells PCs that were put out while nobody reached them: the workgroup's part with its way out. */
import * as api from '../../src/api/peer.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Discovery } from '../../src/discovery/discovery.ts';
import type { Identity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { PEER_PORT } from '../../src/net/ports.ts';
import { DepartureTeller } from '../../src/workgroup/departure/departure-teller.ts';
import type { WorkgroupService } from '../../src/workgroup/workgroup-service.ts';
import { workgroupTag } from './advertising.ts';

export interface TellingOptions {
  identity: Identity;
  workgroup: WorkgroupService;
  discovery: Discovery;
  clock: Clock;
  log: Log;
}

const ANSWER_MS = 5000;

export function composeTeller(options: TellingOptions): DepartureTeller {
  const { identity, workgroup, discovery, clock, log } = options;
  return new DepartureTeller({
    workgroup,
    push: async (device, target, statements) => {
      const client = new PinnedClient(device, identity, () => target);
      try {
        await client.call(api.pushStatements, { body: { statements } }, { timeoutMs: ANSWER_MS });
      } finally {
        client.close();
      }
    },
    heardAt: (device) =>
      discovery
        .agents()
        .filter((agent) => agent.device === device)
        .flatMap(({ addresses }) => addresses),
    defaultPort: PEER_PORT,
    clock,
    log,
  });
}

/** Tells whoever advertises itself as one of this workgroup and is out. */
export function tellWhoeverIsHeard(
  teller: DepartureTeller,
  workgroup: WorkgroupService,
  discovery: Discovery,
): void {
  discovery.events.on('agent', ({ device, addresses, workgroup: tag }) => {
    const current = workgroup.current();
    if (current && tag === workgroupTag(current.id)) teller.heard(device, addresses);
  });
}
