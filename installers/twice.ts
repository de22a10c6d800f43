/**
 * Whether a build comes out the same again: it is run anew, in a process with another time zone,
 * language, mask of permissions and folder for what is temporary, and the sums are compared.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `args`: those of the build that made `folder`; `time` in seconds since 1970. Says what it found. */
export function buildAgain(folder: string, args: readonly string[], time: number): boolean {
  const work = mkdtempSync(join(tmpdir(), 'hallway-again-'));
  const [again, temporary] = [join(work, 'packages'), join(work, 'temporary')];
  mkdirSync(temporary);
  try {
    const mask = process.umask(0o027);
    const { status } = spawnSync(
      process.execPath,
      [process.argv[1] ?? '', ...args.filter((one) => one !== '--twice'), '--output', again],
      {
        stdio: ['ignore', 2, 2],
        env: {
          ...process.env,
          SOURCE_DATE_EPOCH: String(time),
          TZ: 'Pacific/Chatham',
          LC_ALL: 'C',
          TMPDIR: temporary,
        },
      },
    );
    process.umask(mask);
    if (status !== 0) throw new Error('The second build failed.');
    const first = sums(folder);
    let equal = true;
    for (const [name, hash] of sums(again)) {
      const same = first.get(name) === hash;
      equal &&= same;
      process.stdout.write(`${same ? 'equal' : 'DIFFERENT'}  ${hash}  ${name}\n`);
    }
    return equal;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function sums(folder: string): Map<string, string> {
  const lines = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}
