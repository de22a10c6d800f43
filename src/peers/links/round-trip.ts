/** Measures the round trip of a connection by a few pings (RFC 6455 section 5.5.2). */
import type { Clock } from '../../base/clock.ts';
import type { FrameSocket } from '../../net/web-socket.ts';

const LONGEST_MS = 500;

/** Median in milliseconds of `times` pings, one after the other; undefined if none came back. */
export async function roundTrip(
  frames: FrameSocket,
  clock: Clock,
  times: number,
): Promise<number | undefined> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const ms = await once(frames, clock);
    if (ms === undefined) break;
    took.push(ms);
  }
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)];
}

function once(frames: FrameSocket, clock: Clock): Promise<number | undefined> {
  return new Promise((resolve) => {
    const finish = (ms: number | undefined): void => {
      cancel();
      for (const unsubscribe of subscriptions) unsubscribe();
      resolve(ms);
    };
    const cancel = clock.after(LONGEST_MS, () => finish(undefined));
    const subscriptions = [
      frames.on('latency', finish),
      frames.on('close', () => finish(undefined)),
    ];
    frames.ping();
  });
}
