/** Locks of a peer's share: its owner keeps them. What it tells is checked like everything of a peer. */
import * as api from '../../api/peer.ts';
import type { Endpoint, Input, Output } from '../../api/endpoint.ts';
import type { Clock } from '../../base/clock.ts';
import type { Lock } from '../../model/lock.ts';
import type { PeerTransport } from '../../net/peer-transport.ts';
import type { ShareKey } from './dav-tree.ts';
import { cleanOwner, type ShareLocks } from './lock-book.ts';

export function peerLocks(
  transport: PeerTransport,
  { device, share }: ShareKey,
  clock: Clock,
): ShareLocks {
  const call = <E extends Endpoint>(target: E, body: object): Promise<Output<E>> =>
    transport.call(device, target, { params: { share }, ...body } as Input<E>, { wake: true });
  /** The owner's clock may be wrong; what is left is not. */
  const here = (lock: Lock): Lock => ({
    ...lock,
    owner: cleanOwner(lock.owner),
    expires: clock.now() + lock.expires,
  });
  return {
    all: async () => (await call(api.listPeerLocks, {})).map(here),
    add: async (lock, seconds) => {
      const added = await call(api.addPeerLock, { body: { lock, seconds } });
      return added && added.token !== '' ? here(added) : undefined;
    },
    refresh: async (token, seconds) => {
      const renewed = await call(api.refreshPeerLock, { body: { token, seconds } });
      return renewed ? here(renewed) : undefined;
    },
    remove: async (token) => (await call(api.removePeerLock, { body: { token } })).removed,
    forget: (path) => call(api.forgetPeerLocks, { body: { path } }),
  };
}
