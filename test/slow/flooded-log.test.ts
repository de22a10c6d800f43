/** One malicious member writes as much as it can: links stand, and others can still join. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import * as peerApi from '../../src/api/peer.ts';
import { createIdentity, loadIdentity, type Identity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { PullCursor } from '../../src/workgroup/log/pull-cursor.ts';
import { parseStatement, signStatement } from '../../src/workgroup/log/statement.ts';
import { eventually, joinAll, letIn, useAgents, type TestAgent } from '../support/agents.ts';

/** Keys that the member invents, each of which writes. */
const PUPPETS = 620;
/** Puppets that write as much as they may. */
const CHATTERERS = 25;

describe('a log that one member floods', function () {
  this.timeout(150_000);
  const agents = useAgents();
  let host: TestAgent;
  let colleague: TestAgent;
  let evil: Identity;
  let door: PinnedClient;
  let workgroup: string;

  before(async () => {
    host = await agents.start({ name: 'Host' });
    colleague = await agents.start({ name: 'Colleague' });
    const member = await agents.start({ name: 'Evil' });
    await joinAll([host, colleague, member]);
    await member.stop();
    evil = await loadIdentity(member.home);
    workgroup = (await host.call(api.getStatus, {})).workgroup?.id ?? '';
    const target = { host: '127.0.0.1', port: host.peerPort };
    door = new PinnedClient(host.deviceId, evil, () => target);
  });
  after(() => door?.close());

  /** Continues the chain of `identity`, which rests on the admission in `heads`. */
  function writer(identity: Identity, heads: Record<string, string>) {
    let [seq, prev, rest] = [0, '', heads];
    return (type: string, body: Record<string, unknown>) => {
      const signed = signStatement(identity, { workgroup, seq, prev, heads: rest, type, body });
      [seq, prev, rest] = [seq + 1, signed.id, {}];
      return signed;
    };
  }

  async function push(texts: readonly string[]): Promise<void> {
    for (let from = 0; from < texts.length; ) {
      let to = from;
      for (let room = 200_000; to < texts.length && to - from < 400; to += 1)
        if ((room -= JSON.stringify(texts[to]).length) < 0) break;
      await door.call(peerApi.pushStatements, { body: { statements: texts.slice(from, to) } });
      from = to;
    }
  }

  async function log(): Promise<string[]> {
    const texts = new Set<string>();
    const cursor = new PullCursor();
    for (;;) {
      const before = texts.size;
      const body = { heads: cursor.heads({}) };
      const { statements, more } = await door.call(peerApi.pullStatements, { body });
      for (const text of statements) texts.add(text);
      if (!cursor.passed(statements, texts.size - before) || !more) return Array.from(texts);
    }
  }

  const seesOther = async (agent: TestAgent, other: TestAgent) =>
    (await agent.call(api.listPeers, {})).some(({ id, online }) => online && id === other.deviceId);
  const members = async (agent: TestAgent) => (await agent.call(api.listMembers, {})).length;

  it('stays in one piece and takes in a newcomer', async () => {
    const admission = (await log())
      .map(parseStatement)
      .find(({ statement: { type, body } }) => type === 'admit' && body['name'] === 'Evil');
    assert.ok(admission);
    const texts: string[] = [];
    const puppets: ReturnType<typeof writer>[] = [];
    const admit = async (by: Identity, write: ReturnType<typeof writer>, count: number) => {
      for (let i = 0; i < count; i += 1) {
        const puppet = await createIdentity();
        const key = Buffer.from(puppet.spki).toString('base64url');
        const { id, text } = write('admit', { key, name: `x${puppets.length}` });
        const own = writer(puppet, { [by.id]: id });
        puppets.push(own);
        texts.push(text, own('note', {}).text);
        if (puppets.length <= 3) await admit(puppet, own, PUPPETS / 4);
      }
    };
    await admit(evil, writer(evil, { [admission.statement.by]: admission.id }), PUPPETS / 4);
    for (const own of puppets.slice(-CHATTERERS))
      for (let i = 0; i < 165; i += 1) texts.push(own('note', { a: 'x'.repeat(2000) }).text);
    const started = performance.now();
    await push(texts);
    const pushed = performance.now() - started;
    const total = 3 + puppets.length;
    await eventually(
      async () => (await members(colleague)) === total && (await members(host)) === total,
      30_000,
      'both know all members',
    );
    assert.ok(await seesOther(host, colleague), 'the link stood');

    // Links that begin anew stand as well.
    await colleague.stop();
    await colleague.start();
    await eventually(() => seesOther(host, colleague), 10_000, 'the host sees the colleague');
    await eventually(() => seesOther(colleague, host), 10_000, 'the colleague sees the host');

    const newcomer = await agents.start({ name: 'Newcomer' });
    const asked = performance.now();
    await letIn(host, newcomer);
    const joined = performance.now() - asked;
    await eventually(() => seesOther(colleague, newcomer), 15_000, 'all see the newcomer');
    assert.equal(await members(newcomer), total + 1);
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    console.log(
      `      ${texts.length} statements, ${puppets.length} keys, ${(bytes / 1e6).toFixed(1)} MB: ` +
        `taken in ${(pushed / 1000).toFixed(1)} s, a newcomer joins in ${(joined / 1000).toFixed(1)} s`,
    );

    await host.call(api.removeMember, { params: { device: evil.id }, query: {} });
    await assert.rejects(log(), 'who was put out is not answered');
    await eventually(async () => (await members(newcomer)) === total, 10_000, 'all hear of it');
  });
});
