/** The typed caller of endpoints, over any transport that can carry a request. */
import type { ErrorCode } from '../base/errors.ts';
import { endpointPath, type Endpoint, type Input, type Output } from './endpoint.ts';
import { fromProblem } from './problem.ts';

/** One exchange. `body` is JSON text; the answer's `body` is parsed JSON, or undefined for 204. */
export type Exchange = (request: {
  method: string;
  path: string;
  body: string | undefined;
}) => Promise<{ status: number; body: unknown }>;

/** Throws the other side's `HallwayError`, or what `exchange` throws when it cannot reach it. */
export async function call<E extends Endpoint>(
  exchange: Exchange,
  target: E,
  input: Input<E>,
  fallback: ErrorCode = 'agent.internal',
): Promise<Output<E>> {
  const { params, query, body } = input as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
  };
  const answer = await exchange({
    method: target.method,
    path: endpointPath(target, params, query),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status >= 400) throw fromProblem(answer.body, fallback);
  return answer.body as Output<E>;
}
