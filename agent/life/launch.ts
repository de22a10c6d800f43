/**
 * What the launcher of an installation runs: this very version, or a newer one that came as an
 * update (src/update). A new one is watched until it has served for a while; if it ends or hangs
 * before, the one before starts again.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { confirmWithin, planLaunch, rollBack, type Launch } from '../../src/update/launch.ts';
import { VersionFolders } from '../../src/update/version-folders.ts';
import { homeFolder } from '../home.ts';
import { installRoot } from './install-root.ts';
import { VERSION } from '../version.ts';

/** How long a new version may take until it has served for a while. */
const TRIAL_MS = 90_000;
const LOOK_MS = 500;

const argv = process.argv.slice(2);
const windows = process.platform === 'win32';

function homeOption(): string | undefined {
  const at = argv.indexOf('--home');
  return at >= 0 ? argv[at + 1] : argv.find((one) => one.startsWith('--home='))?.slice(7);
}

const folders = new VersionFolders(homeFolder(homeOption()));
const base = { folder: installRoot, version: VERSION };

/** Node with the arguments of this process, for another installation. */
function commandOf({ folder }: Launch): [string, string[]] {
  const node = join(folder, 'bin', windows ? 'node.exe' : 'node');
  return [node, [...process.execArgv, join(folder, 'dist', 'agent', 'main.js'), ...argv]];
}

function environment({ restore, trial }: Launch): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HALLWAY_BASE: installRoot,
    HALLWAY_LAUNCHER:
      process.env['HALLWAY_LAUNCHER'] ?? join(installRoot, windows ? 'hallway.cmd' : 'hallway'),
    HALLWAY_RESTORE: restore ? '1' : undefined,
    HALLWAY_TRIAL: trial ? '1' : undefined,
  };
}

async function run(launch: Launch): Promise<void> {
  if (launch.folder === installRoot) {
    Object.assign(process.env, environment(launch));
    for (const name of ['HALLWAY_RESTORE', 'HALLWAY_TRIAL'])
      if (!environment(launch)[name]) delete process.env[name];
    process.argv[1] = join(installRoot, 'dist', 'agent', 'main.js');
    await import('../main.ts');
    return;
  }
  if (launch.trial) return watch(launch);
  const [node, args] = commandOf(launch);
  if (typeof process.execve === 'function' && !windows) {
    process.removeAllListeners('warning');
    process.execve(node, [node, ...args], defined(environment(launch)));
  }
  process.exitCode = await ended(start(launch));
}

function start(launch: Launch): ChildProcess {
  const [node, args] = commandOf(launch);
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: environment(launch),
    windowsHide: true,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      stopped = true;
      child.kill(signal);
    });
  return child;
}

/** Somebody told Hallway to stop: its end says nothing of the version. */
let stopped = false;

async function watch(launch: Launch): Promise<void> {
  const child = start(launch);
  const exit = ended(child);
  const proven = await confirmWithin(folders, TRIAL_MS, LOOK_MS, exit);
  if (!proven && !stopped) {
    child.kill('SIGKILL');
    await exit;
    rollBack(folders);
    process.stderr.write('hallway: the new version does not start; the one before is back\n');
    return run(planLaunch(folders, base, true));
  }
  process.exitCode = await exit;
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 1)));
  });
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

void run(planLaunch(folders, base, argv.find((one) => !one.startsWith('-')) === 'agent'));
