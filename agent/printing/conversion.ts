/** Puts conversion together: the converter's process, and the programs of this system that help. */
import type { ChildProcess } from 'node:child_process';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { ConversionTools } from '../../src/printing/conversion/formats.ts';
import { JobConversion } from '../../src/printing/conversion/job-conversion.ts';
import {
  ProcessRunner,
  type ProcessRunnerOptions,
} from '../../src/printing/conversion/process-runner.ts';
import { installRoot, programFile } from '../life/install-root.ts';

export interface ConversionOptions {
  home: string;
  letter: boolean;
  clock: Clock;
  log: Log;
}

/** A program may be installed while the agent runs. */
const LOOK_AGAIN_MS = 60_000;

export function composeConversion({ home, letter, clock, log }: ConversionOptions): JobConversion {
  const tools = toolFinder(clock);
  const runner = conversionRunner({ clock, log, tools });
  return new JobConversion({ folder: join(home, 'converted'), runner, tools, letter });
}

/** As this system is, but for what is given. */
export function conversionRunner(
  given: Pick<ConversionOptions, 'clock' | 'log'> & Partial<ProcessRunnerOptions>,
): ProcessRunner {
  return new ProcessRunner({
    node: process.execPath,
    entry: programFile('converter'),
    code: [installRoot],
    fonts: fontFolders(),
    tools: toolFinder(given.clock),
    env: systemEnvironment(),
    confine: confinement(),
    end: endTree,
    ...given,
  });
}

function toolFinder(clock: Clock): () => ConversionTools {
  let found: ConversionTools = {};
  let looked = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock.monotonic() - looked > LOOK_AGAIN_MS) {
      looked = clock.monotonic();
      found = findTools();
    }
    return found;
  };
}

/** LibreOffice and Ghostscript where each system has them. */
function findTools(): ConversionTools {
  if (process.platform === 'win32') {
    const programs = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)']].flatMap(
      (folder) => folder ?? [],
    );
    return {
      office: programs
        .map((at) => join(at, 'LibreOffice', 'program', 'soffice.com'))
        .find(existsSync),
      ghostscript: programs.flatMap(ghostscripts).find(existsSync),
    };
  }
  const mac = '/Applications/LibreOffice.app/Contents/MacOS/soffice';
  return {
    office: onPath('soffice') ?? onPath('libreoffice') ?? (existsSync(mac) ? mac : undefined),
    ghostscript: onPath('gs'),
  };
}

function ghostscripts(programs: string): string[] {
  try {
    const folder = join(programs, 'gs');
    return readdirSync(folder).map((version) => join(folder, version, 'bin', 'gswin64c.exe'));
  } catch {
    return [];
  }
}

function onPath(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/opt/homebrew/bin'];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find(existsSync);
}

function fontFolders(): string[] {
  switch (process.platform) {
    case 'win32':
      return [join(process.env['WINDIR'] ?? 'C:\\Windows', 'Fonts')];
    case 'darwin':
      return ['/System/Library/Fonts', '/Library/Fonts', join(homedir(), 'Library', 'Fonts')];
    default:
      return ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.local/share/fonts')];
  }
}

/** What programs need to run, and nothing of what this person's environment holds. */
export function systemEnvironment(): Record<string, string> {
  const names = ['PATH', 'SystemRoot', 'WINDIR', 'ProgramFiles', 'COMSPEC'];
  const kept = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LANG: 'C.UTF-8' };
}

/** Four gigabytes of addresses, a quarter of an hour of work, four gigabytes in a file. */
const LIMITS = ['prlimit', '--as=4294967296', '--cpu=900', '--fsize=4294967296', '--core=0'];
/** A namespace without a network; not every system lets a person make one. */
const NAMESPACE = ['unshare', '--user', '--map-current-user', '--net'];

/** Asked of the system when the first such document comes. */
function confinement(): () => Promise<readonly string[]> {
  let asked: Promise<readonly string[]> | undefined;
  return () => {
    if (process.platform !== 'linux') return Promise.resolve([]);
    asked ??= Promise.all([works(LIMITS), works(NAMESPACE)]).then(([limits, namespace]) => [
      ...(limits ? LIMITS : []),
      ...(namespace ? NAMESPACE : []),
    ]);
    return asked;
  };
}

function works([program = '', ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, [...args, 'true'], { timeout: 5000 }, (error) => resolve(error === null));
  });
}

/** On Windows a process has no group; `taskkill` knows what it started. */
function endTree(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/T', '/F', '/PID', String(pid)], { windowsHide: true }, () => {});
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
