/** `start`, `stop`: the agent in the background, kept by the system where it can do that. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { createHandover, getStatus, stopAgent } from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { homeFolder } from '../../home.ts';
import { commandName, entryFile } from '../../life/install-root.ts';
import { openBrowser } from '../../platform/browser.ts';
import { UserService } from '../../platform/startup/user-service.ts';
import type { Command, Context } from '../command.ts';
import { LocalClient } from '../local-client.ts';

const PATIENCE_MS = 60_000;
const LOOK_MS = 100;

export const start: Command = {
  name: 'start',
  usage: '[--open]',
  summary: 'start the agent of this PC in the background, unless it runs',
  details:
    'Returns once it serves. Where the package brought a service of systemd, that keeps it running.\n' +
    '--open opens the dashboard.',
  options: { open: { type: 'boolean' } },
  arguments: [0, 0],
  async run(context) {
    const { url, started } = await ensureRunning(context);
    if (context.flag('open')) await open(context);
    context.answer({ url, started }, `Hallway runs: ${url}`);
  },
};

export const stop: Command = {
  name: 'stop',
  usage: '',
  summary: 'end the agent of this PC until it is started again',
  arguments: [0, 0],
  async run(context) {
    await endAgent(context.home);
    context.answer({ stopped: true }, 'Hallway does not run any more.');
  },
};

/** Starts the agent in the background unless it runs, and waits until it serves. */
export async function ensureRunning(context: Context): Promise<{ url: string; started: boolean }> {
  const before = await address(context.home);
  if (before !== undefined) return { url: before, started: false };
  await startInBackground(context);
  return { url: await untilServing(context.home), started: true };
}

/** Says goodbye to the workgroup and waits for the end. Throws `agent.not_running`. */
export async function endAgent(home: string): Promise<void> {
  const client = new LocalClient(home);
  try {
    await client.call(stopAgent, {});
  } finally {
    client.close();
  }
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if ((await address(home)) === undefined) return;
    await delay(LOOK_MS);
  }
  throw new HallwayError('agent.internal', 'Hallway does not end.', {
    fix: 'Wait a moment and try again, or restart this PC.',
  });
}

/** Where the agent answers; undefined where none does. */
async function address(home: string): Promise<string | undefined> {
  let client: LocalClient | undefined;
  try {
    client = new LocalClient(home);
    return (await client.call(getStatus, {})).local.url;
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'agent.not_running') {
      if (error.details?.['hangs'] === true) throw error;
      return undefined;
    }
    if (error instanceof HallwayError && error.code === 'transfer.interrupted') return undefined;
    throw error;
  } finally {
    client?.close();
  }
}

async function startInBackground({ home, io }: Context): Promise<void> {
  const service = new UserService();
  const usual = home === homeFolder(undefined, {}, io.cwd) && !io.env['HALLWAY_HOME'];
  if (usual && (await service.isThere()) && (await service.start())) return;
  const argv = [...process.execArgv, entryFile, 'agent', '--home', home];
  const child = spawn(process.execPath, argv, {
    detached: true,
    stdio: 'ignore',
    cwd: home.startsWith('/') ? '/' : undefined,
    env: { ...process.env },
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
}

async function untilServing(home: string): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const url = await address(home);
    if (url !== undefined) return url;
    await delay(LOOK_MS);
  }
  throw new HallwayError('agent.not_running', 'Hallway was started, but does not answer yet.', {
    fix: `Run \`${commandName} agent\` to see what keeps it.`,
  });
}

async function open(context: Context): Promise<void> {
  const { url } = await context.client.call(createHandover, {});
  if (context.io.env['CI'] || !(await openBrowser(url, context.home)))
    context.note(`Open ${url} in a browser (good for 30 seconds).`);
}
