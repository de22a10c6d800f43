/** Takes the symbols out of programs and addons for Linux: of Node's 150 MB they are 33. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dist } from '../paths.ts';
import { isLinux, type Target } from '../targets.ts';

/** Of binutils or LLVM; those for another architecture have its name before theirs. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['x86_64-linux-gnu-strip', 'llvm-strip'],
  'linux-arm64': ['aarch64-linux-gnu-strip', 'llvm-strip'],
};

/** Path of a file like `original` that is smaller; kept for the next build of this `version`. */
export function withoutSymbols(original: string, version: string, target: Target): string {
  // Whoever signed a program for Windows or macOS signed all of it.
  if (!isLinux(target)) return original;
  const made = join(dist, 'cache', `${target.name}-${version}-${basename(original)}`);
  if (existsSync(made)) return made;
  mkdirSync(join(dist, 'cache'), { recursive: true });
  const temporary = `${made}.${process.pid}`;
  for (const tool of TOOLS[target.name] ?? []) {
    copyFileSync(original, temporary);
    try {
      execFileSync(tool, ['--strip-unneeded', temporary], { stdio: 'ignore' });
      renameSync(temporary, made);
      return made;
    } catch {
      rmSync(temporary, { force: true });
    }
  }
  process.stderr.write(`package: no strip for ${target.name} here: the package is larger\n`);
  return original;
}
