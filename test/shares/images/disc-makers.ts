/** The programs that make images of discs. */
import { execFileSync, spawnSync } from 'node:child_process';

/** Whether all of these programs are here. */
export function hasPrograms(...names: string[]): boolean {
  return names.every((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0);
}

/** Runs a program that must succeed; its output. */
export function make(program: string, ...args: string[]): string {
  // They read the names of files by the locale.
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
}
