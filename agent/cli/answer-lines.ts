/** Answers that the agent gives in lines of JSON while it works. */
import { createInterface } from 'node:readline';
import type { Endpoint, Input } from '../../src/api/endpoint.ts';
import { fromProblem } from '../../src/api/problem.ts';
import type { LocalClient } from './local-client.ts';

/** Each line; one with an `error` is thrown. Whoever stops listening ends the work. */
export async function* answerLines<Line extends object, E extends Endpoint>(
  client: LocalClient,
  target: E,
  input: Input<E>,
): AsyncGenerator<Line> {
  const { body } = await client.download(target, input);
  try {
    for await (const text of createInterface({ input: body })) {
      const line = JSON.parse(text) as Line | { error: object };
      if ('error' in line) throw fromProblem(line, 'agent.internal');
      yield line;
    }
  } finally {
    body.destroy();
  }
}
