/**
 * The pinned Node of a target. That of this machine is in node_modules; others come from the npm
 * registry by npm itself, and must have the hash of the lockfile.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dist, modules, readJson, root } from '../paths.ts';
import { TARGETS, type Target } from '../targets.ts';
import { leanProgram } from './lean-program.ts';
import { withoutSymbols } from './strip.ts';

export interface Runtime {
  /** The program itself, without what Hallway has no use for: see lean-program.ts and strip.ts. */
  program: string;
  version: string;
  license: string;
  /** Absolute path of its licence's text. */
  notice: string;
}

interface Lockfile {
  packages: Record<string, { version: string; integrity?: string }>;
}

export function runtimeOf(target: Target): Runtime {
  const folder = packageFolder(target);
  const { version, license } = readJson<{ version: string; license: string }>(
    folder,
    'package.json',
  );
  const program = join(folder, target.program);
  return {
    program: leanProgram(withoutSymbols(program, version, target), target),
    version,
    license,
    notice: noticeIn(folder),
  };
}

function packageFolder({ runtime }: Target): string {
  const installed = join(modules, runtime);
  if (existsSync(join(installed, 'package.json'))) return installed;
  const wanted = readJson<Lockfile>(root, 'package-lock.json').packages[`node_modules/${runtime}`];
  if (!wanted?.integrity) throw new Error(`package-lock.json does not pin ${runtime}.`);
  const folder = join(dist, 'cache', `${runtime}-${wanted.version}`);
  if (existsSync(join(folder, 'package.json'))) return folder;
  const temporary = `${folder}.${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  try {
    const said = execFileSync(
      'npm',
      ['pack', '--silent', '--pack-destination', temporary, `${runtime}@${wanted.version}`],
      { cwd: temporary, encoding: 'utf8', shell: process.platform === 'win32' },
    );
    const archive = join(temporary, said.trim().split('\n').at(-1) ?? '');
    const hash = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (wanted.integrity !== `sha512-${hash}`)
      throw new Error(`${runtime}@${wanted.version} is not what package-lock.json pins.`);
    execFileSync('tar', ['-xzf', archive, '-C', temporary, '--strip-components=1']);
    rmSync(archive);
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

/** Not every one of these packages carries the text, which is the same for all. */
function noticeIn(folder: string): string {
  const places = [folder, ...TARGETS.map(({ runtime }) => join(modules, runtime))];
  const found = places.map((place) => join(place, 'LICENSE')).find((file) => existsSync(file));
  if (found === undefined) throw new Error("Node's licence is in none of its packages.");
  return found;
}
