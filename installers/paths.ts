/** Where the build reads and writes, which version it makes, and the one time that files get. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));
export const modules: string = join(root, 'node_modules');
export const dist: string = join(root, 'dist');

export interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
}

export function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

export const project: Manifest = readJson(root, 'package.json');

/**
 * Seconds since 1970 for every file: SOURCE_DATE_EPOCH (reproducible-builds.org), else the time of
 * the last commit, else a fixed one, so that two builds of one source are equal.
 */
export function sourceDate(env: Readonly<Record<string, string | undefined>>): number {
  const given = env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && /^\d{1,10}$/.test(given)) return Number(given);
  try {
    const said = execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(said.trim());
  } catch {
    return 1_767_225_600;
  }
}
