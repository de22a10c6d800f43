/** Calls an endpoint with a JSON answer over a pool of proven sockets. */
import type { Agent } from 'node:http';
import { call } from '../api/client.ts';
import { Stream, type Endpoint, type Input, type Output } from '../api/endpoint.ts';
import { readJson, sendRequest } from './json-request.ts';
import { checked } from './shape.ts';

export interface CallOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * The answer, checked against the endpoint's schema. Throws the other side's error,
 * `peer.unreachable`, `peer.protocol` or `request.cancelled`.
 */
export async function callEndpoint<E extends Endpoint>(
  agent: Agent,
  target: E,
  input: Input<E>,
  options: CallOptions,
): Promise<Output<E>> {
  const body: unknown = await call(
    async (request) => {
      const answer = await sendRequest(agent, { ...request, ...options });
      return { status: answer.statusCode ?? 500, body: await readJson(answer) };
    },
    target,
    input,
    'peer.protocol',
  );
  if (target.answer === undefined || target.answer === Stream) return undefined as Output<E>;
  return checked(target.answer, body, 'peer.protocol', 'The answer of the PC') as Output<E>;
}
