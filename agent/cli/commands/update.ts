/** `update`: gets a newer Hallway from a colleague's PC and starts it. */
import { setTimeout as delay } from 'node:timers/promises';
import { getUpdate, startUpdate } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import type { UpdateState } from '../../../src/model/release.ts';
import type { Command, Context } from '../command.ts';
import { LocalClient } from '../local-client.ts';

const LOOK_MS = 500;
/** The new version has to start, and is given the time that the launcher gives it. */
const RESTART_MS = 120_000;

export const update: Command = {
  name: 'update',
  usage: '[--check]',
  summary: 'get a newer Hallway from a colleague who has it, and start it',
  details:
    '--check only says whether there is one. It is taken only if the release key signed it; if it\n' +
    'does not start, the version before comes back.',
  options: { check: { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const before = await context.client.call(getUpdate, {});
    if (context.flag('check')) {
      context.answer(before, words(before));
      return;
    }
    const wanted = (await context.client.call(startUpdate, {})).offer?.version;
    const after = await untilDone(context, before.version);
    if (after.version === before.version)
      throw new HallwayError('update.refused', after.problem ?? 'The new version did not start.', {
        fix: `Hallway ${before.version} goes on here.`,
      });
    context.answer(after, `Hallway ${after.version} runs (${wanted} came from a colleague).`);
  },
};

function words({ version, updatable, offer, refused }: UpdateState): string {
  if (offer) return `Hallway ${offer.version} is at ${offer.name}'s PC; this one is ${version}.`;
  const kept = refused === null ? '' : ` ${displayText(refused, 40)} did not start here before.`;
  return updatable
    ? `Hallway ${version} is the newest that is known here.${kept}`
    : `Hallway ${version} was not installed from a signed package: update it as you installed it.`;
}

async function untilDone(context: Context, version: string): Promise<UpdateState> {
  let patience = RESTART_MS;
  for (let gone = false; ; await delay(LOOK_MS)) {
    const state = await look(context.home);
    if (!state) gone = true;
    else if (state.version !== version || state.phase === 'failed') return state;
    else if (gone && state.phase === 'idle') return state;
    else if (state.phase === 'fetching' && context.io.err.terminal && !context.json)
      context.io.err.write(`\r${Math.floor((100 * state.bytes) / Math.max(1, state.total))} % `);
    if (gone && (patience -= LOOK_MS) < 0)
      throw new HallwayError('agent.not_running', 'Hallway did not come back after the update.', {
        fix: 'Start it with `hallway start`: the version before is still there.',
      });
  }
}

/** A fresh client each time: the agent comes back with another token. */
async function look(home: string): Promise<UpdateState | undefined> {
  let client: LocalClient | undefined;
  try {
    client = new LocalClient(home);
    return await client.call(getUpdate, {});
  } catch (error) {
    if (error instanceof HallwayError) return undefined;
    throw error;
  } finally {
    client?.close();
  }
}
