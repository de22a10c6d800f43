/**
 * Real agents for tests. Whatever a test does, its agents are ended and their homes removed when
 * the suite is over, and at the latest with mocha.
 */
import process from 'node:process';
import * as api from '../../src/api/local.ts';
import { eventually } from './eventually.ts';
import { TestAgent, type AgentStart } from './test-agent.ts';

export { eventually };
export { HALLWAY, TestAgent, type AgentStart } from './test-agent.ts';

const agents = new Set<TestAgent>();

/** A running agent. It ends with the suites (see `useAgents`) or with mocha. */
export async function startAgent(start: AgentStart): Promise<TestAgent> {
  const agent = new TestAgent(start);
  agents.add(agent);
  return agent.start();
}

/** Ends those agents, all by default, and removes their homes. */
export async function endAgents(ending: Iterable<TestAgent> = Array.from(agents)): Promise<void> {
  await Promise.all(
    Array.from(ending, async (agent) => {
      await agent.stop().catch(() => agent.killNow());
      agent.removeHome();
      agents.delete(agent);
    }),
  );
}

/** Call it at the head of a `describe`: agents that it starts end with that suite. */
export function useAgents(): UsedAgents {
  const mine: TestAgent[] = [];
  after(function () {
    this.timeout(30_000);
    return endAgents(mine);
  });
  const start = (about: AgentStart): Promise<TestAgent> => {
    const agent = new TestAgent(about);
    agents.add(agent);
    mine.push(agent);
    return agent.start();
  };
  return {
    start,
    async pair(first, second) {
      const both = await Promise.all([start({ name: first }), start({ name: second })]);
      await joinAll(both);
      return both;
    },
  };
}

export interface UsedAgents {
  start(start: AgentStart): Promise<TestAgent>;
  /** Two of these names, in a workgroup. */
  pair(first: string, second: string): Promise<[TestAgent, TestAgent]>;
}

/** Makes a workgroup of the first and lets the others in, one after the other. */
export async function joinAll(
  [first, ...others]: readonly TestAgent[],
  name = 'Test office',
): Promise<void> {
  if (!first) return;
  await first.call(api.createWorkgroup, { body: { name } });
  for (const agent of others) await letIn(first, agent);
  for (const agent of [first, ...others])
    await eventually(
      async () => (await agent.call(api.listPeers, {})).every(({ online }) => online),
      10_000,
      `${agent.name} sees all the others`,
    );
}

/** Lets one more PC into the workgroup of `host`. */
export async function letIn(host: TestAgent, newcomer: TestAgent): Promise<void> {
  const { code } = await host.call(api.openInvitation, { body: { approve: true } });
  await newcomer.call(api.joinWorkgroup, { body: { code, at: host.at } });
}

// Loaded by a test file, this is a hook of the root suite: nothing outlives mocha.
if (typeof after === 'function') after(() => endAgents());
process.once('exit', () => {
  for (const agent of agents) {
    agent.killNow();
    agent.removeHome();
  }
});
