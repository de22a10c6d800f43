/** Locks that peers' programs hold on this device's shares. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as api from '../../../src/api/peer.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import type { Lock } from '../../../src/model/lock.ts';
import type { ShareLocks } from '../../../src/shares/dav/lock-book.ts';
import type { Office } from '../../office.ts';
import { route, type Exchange } from '../route.ts';

export function peerLockRoutes(
  app: FastifyInstance,
  office: Office,
  from: (request: FastifyRequest) => string,
): void {
  /** Throws `share.not_found` without a right, and `share.read_only` for what changes something. */
  const locks = ({ request }: Exchange, share: string, change: boolean): ShareLocks => {
    const device = from(request);
    const found = office.shares.visibleTo(device).find(({ id }) => id === share);
    if (!found) throw new HallwayError('share.not_found', 'There is no such share.');
    if (change && found.access !== 'write')
      throw new HallwayError('share.read_only', 'This share can only be read.');
    return office.locks.forPeer(device, share);
  };
  const left = (lock: Lock): Lock => ({ ...lock, expires: Math.max(0, lock.expires - Date.now()) });

  route(app, api.listPeerLocks, async ({ params }, exchange) =>
    (await locks(exchange, params.share, false).all()).map(left),
  );
  route(app, api.addPeerLock, async ({ params, body: { lock, seconds } }, exchange) => {
    const added = await locks(exchange, params.share, true).add(lock, seconds);
    return added ? left(added) : null;
  });
  route(app, api.refreshPeerLock, async ({ params, body: { token, seconds } }, exchange) => {
    const renewed = await locks(exchange, params.share, true).refresh(token, seconds);
    return renewed ? left(renewed) : null;
  });
  route(app, api.removePeerLock, async ({ params, body }, exchange) => ({
    removed: await locks(exchange, params.share, true).remove(body.token),
  }));
  route(app, api.forgetPeerLocks, ({ params, body }, exchange) =>
    locks(exchange, params.share, true).forget(body.path),
  );
}
