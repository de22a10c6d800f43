/** `mv` and `cp` from one share to another: the agent carries, and tells how far it is. */
import { lastSegment } from '../../src/base/safe-path.ts';
import { carryEntry } from '../../src/api/local.ts';
import type { Carried, CarryProgress } from '../../src/model/carry.ts';
import { answerLines } from './answer-lines.ts';
import { agentEnded } from './find-agent.ts';
import type { Context } from './command.ts';
import { Progress } from './progress.ts';
import { shareParams, type RemotePlace } from './remote-path.ts';

/** What the agent says, one line each. */
type Line = { progress: CarryProgress } | { done: Carried };

/** Throws the agent's error, or `transfer.interrupted` if it ended before it was done. */
export async function carryTo(
  { client, io }: Context,
  source: RemotePlace,
  target: RemotePlace,
  how: { move: boolean; replace: boolean },
): Promise<Carried> {
  const to = { ...shareParams(target), path: target.path };
  const input = { params: shareParams(source), body: { from: source.path, to, ...how } };
  let bar: Progress | undefined;
  let shown = 0;
  try {
    for await (const line of answerLines<Line, typeof carryEntry>(client, carryEntry, input)) {
      if ('done' in line) return line.done;
      const { bytes, totalBytes } = line.progress;
      bar ??= new Progress(io.err, totalBytes, lastSegment(source.path));
      bar.add(bytes - shown);
      shown = bytes;
    }
  } finally {
    bar?.end();
  }
  throw agentEnded({ again: ' with --replace' });
}
