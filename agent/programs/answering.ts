/** The other side of `../files/idle-thread.ts`: answers one question after the other. */
import { parentPort, type Transferable } from 'node:worker_threads';
import type { ThreadAnswer, ThreadQuestion } from '../files/idle-thread.ts';

/** `work` tells its answer, and what of it moves instead of being copied. */
export function answerEach<Asked, Answer>(
  work: (asked: Asked) => Promise<[Answer, Transferable[]]> | [Answer, Transferable[]],
): void {
  let before = Promise.resolve();
  parentPort?.on('message', ({ id, asked }: ThreadQuestion<Asked>) => {
    before = before.then(async () => {
      const [answer, moved] = await work(asked);
      const told: ThreadAnswer<Answer> = { id, answer };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
      parentPort?.postMessage(told, moved);
    });
  });
}
