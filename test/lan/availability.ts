/** Whether this machine can run the lab; tests that need it say so and are skipped elsewhere. */
import { spawnSync } from 'node:child_process';

let missing: string | undefined;
let known = false;

/** True when namespaces, `ip`, `tc` and `bridge` can be used (Linux, root). */
export function labAvailable(): boolean {
  return labMissing() === undefined;
}

/** What the lab lacks here, in words, or undefined. */
export function labMissing(): string | undefined {
  if (!known) {
    known = true;
    missing = look();
  }
  return missing;
}

/** For `before(function () { skipWithoutLab(this); … })`. */
export function skipWithoutLab(context: Mocha.Context): void {
  const why = labMissing();
  if (why === undefined) return;
  console.log(`      skipped: the LAN lab needs ${why}`);
  context.skip();
}

function look(): string | undefined {
  if (process.platform !== 'linux') return 'Linux';
  if (process.getuid?.() !== 0) return 'root';
  for (const [tool, flag] of [
    ['ip', '-V'],
    ['tc', '-V'],
    ['bridge', '-V'],
    ['unshare', '--version'],
  ] as const)
    if (spawnSync(tool, [flag]).status !== 0) return `the command ${tool}`;
  const probe = `hwprobe${process.pid}`;
  if (spawnSync('ip', ['netns', 'add', probe]).status !== 0) return 'network namespaces';
  spawnSync('ip', ['netns', 'del', probe]);
  return undefined;
}
