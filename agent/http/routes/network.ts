/** Ways to the other members: link to one at an address, wake one that sleeps. */
import type { FastifyInstance } from 'fastify';
import * as api from '../../../src/api/local-network.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { Reception } from '../../members/reception.ts';
import { typedTarget } from '../../members/joining.ts';
import type { Office } from '../../office.ts';
import { route } from '../route.ts';

/** How long a person waits for a PC to wake, see `wakePeer`. */
const WAKE_MS = 60_000;

export function networkRoutes(app: FastifyInstance, reception: Reception): void {
  route(app, api.connectPeer, async ({ body }) => {
    const { directory } = await joined(reception);
    return directory.connect(typedTarget(body.at));
  });
  route(app, api.wakePeer, async ({ params }) => {
    const { directory } = await joined(reception);
    // Who is no member is not waited for.
    const { id } = directory.peer(params.device);
    await directory.waker.wake(id, WAKE_MS);
    return directory.peer(id);
  });
}

async function joined(reception: Reception): Promise<Office> {
  const office = await reception.office();
  if (office.workgroup.current()) return office;
  throw new HallwayError('workgroup.none', 'This PC is in no workgroup yet.', {
    fix: 'Create one, or join one with a code.',
  });
}
