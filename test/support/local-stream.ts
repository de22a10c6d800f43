/** Bytes through an agent's local door, chunk by chunk, as slowly as a test wants. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { endpointPath, type Endpoint, type Input } from '../../src/api/endpoint.ts';
import { fromProblem } from '../../src/api/problem.ts';
import type { TestAgent } from './agents.ts';

/**
 * A request whose body the caller writes; the answer is `answerOf` it. Over a connection of its own,
 * unless `via` keeps some.
 */
export function openRequest<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
  headers: Readonly<Record<string, string | number>> = {},
  via: Agent | false = false,
): ClientRequest {
  const { params, query } = input as Record<string, Record<string, unknown>>;
  return request({
    host: '127.0.0.1',
    port: agent.port,
    agent: via,
    method: target.method,
    path: endpointPath(target, params, query),
    headers: { authorization: `Bearer ${agent.token}`, ...headers },
  });
}

/** The answer's head, its body unread; an error status is the agent's `HallwayError`. */
export async function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  outgoing.on('error', () => {});
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  if ((answer.statusCode ?? 500) >= 400)
    throw fromProblem(JSON.parse((await bytesOf(answer)).toString('utf8')), 'agent.internal');
  return answer;
}

export async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The bytes that an endpoint answers with. */
export async function download<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
  via: Agent | false = false,
): Promise<Buffer> {
  const outgoing = openRequest(agent, target, input, {}, via);
  outgoing.end();
  return bytesOf(await answerOf(outgoing));
}

/** Sends `body` whole; resolves with the JSON of the answer. */
export async function upload<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
  body: Buffer,
  via: Agent | false = false,
): Promise<unknown> {
  const headers = { 'content-length': body.length };
  const outgoing = openRequest(agent, target, input, headers, via);
  outgoing.end(body);
  return JSON.parse((await bytesOf(await answerOf(outgoing))).toString('utf8'));
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
