/** A package for a test: built now, or before. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, file } from '../../installers/archive/entry.ts';
import { project } from '../../installers/paths.ts';
import type { Program } from '../../installers/stage/program.ts';
import { root } from '../support/sources.ts';

/** Larger is not wanted (docs/decisions/packages.md). */
const MOST_BYTES = 32_000_000;
/** A version that a package is told to be of, to be upgraded from. */
export const BEFORE = '0.0.9';
/** Files of that version which later ones do not have. */
export const GONE = ['dist/agent/gone.js', 'node_modules/gone/index.js'];

/** The same program as an earlier one, which says so of itself. */
export function earlier(program: Program): Program {
  const about = program.entries.find(({ path }) => path === 'package.json');
  assert.ok(about);
  const text = bytesOf(about).toString().replace(project.version, BEFORE);
  const others = program.entries.filter((one) => one !== about);
  const gone = GONE.map((path) => file(path, '// Of an earlier version.\n'));
  return { ...program, entries: [...others, file('package.json', text), ...gone] };
}

/** That HALLWAY_TEST_PACKAGE names, if it is of this kind. */
export function namedPackage(kind: 'deb' | 'rpm' | 'exe'): string | undefined {
  const named = process.env['HALLWAY_TEST_PACKAGE'];
  return named?.endsWith(`.${kind}`) ? named : undefined;
}

/** The one that HALLWAY_TEST_PACKAGE names if it is of this kind, else built into `folder`. */
export function packageFile(kind: 'deb' | 'rpm', folder: string): string {
  const named = namedPackage(kind);
  if (named !== undefined) return named;
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'installers', 'build.ts'), kind, '--output', folder],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  const name = readdirSync(folder).find((one) => one.endsWith(`.${kind}`));
  assert.ok(name, stderr);
  return join(folder, name);
}

/** Holds a package to what all may have at most, and says how large it is. */
export function isSmall(file: string): void {
  const bytes = statSync(file).size;
  console.log(`      ${(bytes / 1e6).toFixed(1)} MB`);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
}
