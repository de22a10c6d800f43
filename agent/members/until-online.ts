/** Waits for a peer's link, for a while. */
import type { Clock } from '../../src/base/clock.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { PeerDirectory } from '../../src/peers/peer-directory.ts';

/** Resolves when the peer is online, or after `ms`. */
export function untilOnline(
  directory: PeerDirectory,
  device: DeviceId,
  ms: number,
  clock: Clock,
): Promise<void> {
  if (directory.isOnline(device)) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancel();
      unsubscribe();
      resolve();
    };
    const cancel = clock.after(ms, finish);
    const unsubscribe = directory.on('online', (online) => {
      if (online.device === device) finish();
    });
  });
}
