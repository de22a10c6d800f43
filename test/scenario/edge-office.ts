/** What the tests of the edges share: small steps of a person, and the proof that nobody was hurt. */
import assert from 'node:assert/strict';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, type TestAgent } from '../support/agents.ts';
import type { Finished } from '../support/finished.ts';

/** What an agent says when something broke that nobody foresaw. */
const TROUBLE =
  /unhandled|uncaught|(?:Type|Reference|Range|Syntax)Error|went wrong inside Hallway/i;
/** pino's levels: 50 and above are errors. */
const ERROR_LINE = /"level":[56]0/;

/** Each agent still is the process that was started, answers, and logged no trouble. */
export async function assertUnhurt(
  agents: readonly TestAgent[],
  { allowed = /^$/ }: { allowed?: RegExp } = {},
): Promise<void> {
  for (const agent of agents) {
    const status = await agent.call(api.getStatus, {});
    assert.equal(status.device.name, agent.name);
    const lines = agent.log().split('\n');
    const troubled = lines.filter(
      (line) => (TROUBLE.test(line) || ERROR_LINE.test(line)) && !allowed.test(line),
    );
    assert.deepEqual(troubled, [], `${agent.name} logged trouble`);
  }
}

export function addShare(
  owner: TestAgent,
  path: string,
  name: string,
  more: Partial<Pick<OwnShare, 'access' | 'with'>> = {},
): Promise<OwnShare> {
  return owner.call(api.addShare, { body: { path, name, ...more } });
}

/** Resolves when `agent` shows the share and its owner is there. */
export async function seesShare(agent: TestAgent, { id, name }: OwnShare): Promise<void> {
  await eventually(
    async () =>
      (await agent.call(api.listShares, {})).some((share) => share.id === id && share.available),
    10_000,
    `${agent.name} sees ${name}`,
  );
}

/** Resolves when `agent` has a link to `peer` (or has none). */
export async function seesPeer(agent: TestAgent, peer: TestAgent, online = true): Promise<void> {
  await eventually(
    async () =>
      (await agent.call(api.listPeers, {})).some(
        (one) => one.id === peer.deviceId && one.online === online,
      ),
    15_000,
    `${agent.name} sees ${peer.name} ${online ? 'online' : 'offline'}`,
  );
}

/** A command that must fail with exit status 1 and words for a person. */
export function assertFails({ code, stdout, stderr }: Finished, words: RegExp): void {
  assert.equal(code, 1, `${stdout}${stderr}`);
  assert.match(stderr, words);
  assert.doesNotMatch(stderr, /^\s+at /m, 'no stack for a person');
}

export function assertDone({ code, stdout, stderr }: Finished): void {
  assert.equal(code, 0, `${stdout}${stderr}`);
}
