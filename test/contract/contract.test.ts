/** The contract holds: what it lists is served, documented, and answered in the shape it promises. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import type * as Type from 'typebox';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { endpointPath } from '../../src/api/endpoint.ts';
import { EVENTS_PATH, Topics, type LocalEvent } from '../../src/api/events.ts';
import * as local from '../../src/api/local.ts';
import { Problem } from '../../src/api/problem.ts';
import { shapeError } from '../../src/net/shape.ts';
import { WebSocket } from 'ws';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { FakeAgent } from '../support/fake-agent.ts';

const endpoints = Object.entries(local as unknown as Record<string, Endpoint>).filter(
  ([, value]) => typeof value === 'object' && 'method' in value,
);
/** Endpoints that only look, and need no parameter. */
const looks = endpoints.filter(([, { method, params }]) => method === 'GET' && !params);

function get(url: string, bearer: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers: { authorization: `Bearer ${bearer}` } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Every topic that a fresh connection gets. */
function topicsOf(url: string, bearer: string): Promise<Map<string, unknown>> {
  return new Promise((resolve, reject) => {
    const seen = new Map<string, unknown>();
    const protocols = ['hallway.v1', `bearer.${bearer}`];
    const socket = new WebSocket(`${url.replace('http', 'ws')}${EVENTS_PATH}`, protocols);
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const event = JSON.parse(data.toString('utf8')) as LocalEvent;
      seen.set(event.topic, event.value);
      if (seen.size < Object.keys(Topics).length) return;
      socket.close();
      resolve(seen);
    });
  });
}

describe('contract of the local door', function () {
  this.timeout(90_000);
  const agents = useAgents();
  let agent: TestAgent;
  before(async () => {
    agent = await agents.start({ name: 'Anna' });
    await agent.call(local.createWorkgroup, { body: { name: 'Office' } });
  });

  it('documents every endpoint, with a summary, in its OpenAPI document', async () => {
    const { status, body } = await get(`${agent.url}/api/v1/openapi.json`, agent.token);
    assert.equal(status, 200);
    const { openapi, paths } = body as {
      openapi: string;
      paths: Record<string, Record<string, { summary?: string }>>;
    };
    assert.match(openapi, /^3\./);
    for (const [name, { method, path, summary }] of endpoints) {
      const documented = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      assert.equal(documented?.summary, summary, `${name} is missing`);
    }
  });

  it('answers in the promised shapes', async () => {
    for (const [name, target] of looks) {
      const { status, body } = await get(`${agent.url}${endpointPath(target)}`, agent.token);
      assert.equal(status, 200, name);
      assert.equal(shapeError(target.answer as Type.TSchema, body), undefined, name);
    }
  });

  it('pushes every topic in its shape', async () => {
    for (const [topic, value] of await topicsOf(agent.url, agent.token))
      assert.equal(shapeError(Topics[topic as keyof typeof Topics], value), undefined, topic);
  });

  it('answers every failure as a problem', async () => {
    const missing = await get(
      `${agent.url}/api/v1/jobs/0357c21c-1111-4222-8333-123456789012`,
      agent.token,
    );
    assert.equal(missing.status, 404);
    assert.equal(shapeError(Problem, missing.body), undefined);
    const malformed = await get(`${agent.url}/api/v1/jobs/7`, agent.token);
    assert.equal(malformed.status, 400);
    assert.equal(shapeError(Problem, malformed.body), undefined);
  });

  it('is what the fake of the dashboard tests keeps to as well', async () => {
    const fake = new FakeAgent({});
    await fake.start();
    try {
      const signIn = new URL(fake.signInUrl());
      const bearer = await new Promise<string>((resolve, reject) => {
        const outgoing = request(`${fake.url}/api/v1/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        });
        outgoing.on('error', reject).on('response', (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () => resolve((JSON.parse(text) as { bearer: string }).bearer));
        });
        outgoing.end(JSON.stringify({ token: signIn.hash.slice(3) }));
      });
      for (const [topic, value] of await topicsOf(fake.url, bearer))
        assert.equal(shapeError(Topics[topic as keyof typeof Topics], value), undefined, topic);
    } finally {
      await fake.stop();
    }
  });
});
