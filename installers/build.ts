/**
 * `npm run package [-- KIND…] [--target NAME] [--quick] [--twice]`: builds packages into
 * dist/packages from this repository and the npm registry alone. Kinds: deb, rpm, tar, win, mac;
 * without one all that this machine can build. `--quick` packs fast and large, for a look; `--twice`
 * builds all once more, in other surroundings, and fails unless every file comes out the same; it
 * signs nothing, since no two signatures are alike.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linuxArchive, macArchive, windowsArchive } from './archives.ts';
import { deb, type BuiltFile } from './linux/deb.ts';
import { hasRpmbuild, rpm } from './linux/rpm.ts';
import { dist, project, sourceDate } from './paths.ts';
import { buildParts, stageProgram, type Program } from './stage/program.ts';
import { SIGNING_NAMES, signRpm, signSums, signWindows } from './sign.ts';
import { buildAgain } from './twice.ts';
import { isLinux, isWindows, TARGETS, targetNamed, type Target } from './targets.ts';
import { hasNsis, windowsInstaller } from './windows/nsis.ts';

type Kind = 'deb' | 'rpm' | 'tar' | 'win' | 'mac';

interface Job {
  /** Undefined: for this one there is none. */
  make(program: Program): BuiltFile[] | undefined;
  fits(target: Target): boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    output: { type: 'string', default: join(dist, 'packages') },
  },
});
const time = sourceDate(process.env);
const { quick } = values;
const maintainer =
  process.env['HALLWAY_MAINTAINER'] ?? 'The Hallway authors <hallway@hallway.invalid>';

const jobs: Readonly<Record<Kind, Job>> = {
  deb: {
    fits: ({ debian }) => debian !== undefined,
    make: (program) => [deb({ program, time, maintainer, quick })],
  },
  rpm: {
    fits: ({ rpm: architecture }) => architecture !== undefined,
    make: (program) =>
      hasRpmbuild() ? [rpm({ program, time, maintainer, quick })] : missing('rpm', 'rpmbuild'),
  },
  tar: { fits: isLinux, make: (program) => [linuxArchive(program, time, quick)] },
  win: {
    fits: isWindows,
    make: (program) => [
      windowsArchive(program, time),
      ...(hasNsis()
        ? [windowsInstaller(program, time, quick)]
        : (missing('exe', 'makensis') ?? [])),
    ],
  },
  mac: {
    fits: ({ name }) => name.startsWith('darwin'),
    make: (program) => [macArchive(program, time)],
  },
};

function missing(kind: string, program: string): undefined {
  process.stderr.write(`package: no ${kind}: ${program} is not on this machine\n`);
  if (positionals.length > 0) process.exitCode = 1;
}

function wanted(): Kind[] {
  const unknown = positionals.filter((kind) => !Object.hasOwn(jobs, kind));
  if (unknown.length > 0)
    throw new Error(`There is no package ${unknown[0]}: ${Object.keys(jobs).join(', ')}.`);
  const kinds = Object.keys(jobs) as Kind[];
  return positionals.length === 0 ? kinds : kinds.filter((kind) => positionals.includes(kind));
}

/** What SHA256SUMS of GNU's sha256sum looks like, of everything that lies there. */
function writeSums(folder: string): void {
  const lines = readdirSync(folder)
    .filter((name) => name !== 'SHA256SUMS' && !name.endsWith('.asc'))
    .sort()
    .map((name) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex');
      return `${hash}  ${name}\n`;
    });
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
}

function build(): void {
  const kinds = wanted();
  const own = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  // Kinds that are named are built for every system they fit, else this machine's own.
  const named =
    positionals.length > 0 && !positionals.includes('deb') && !positionals.includes('rpm');
  const fitting = TARGETS.filter((target) => kinds.some((kind) => jobs[kind].fits(target)));
  const targets =
    values.target?.map(targetNamed) ??
    (named ? fitting : TARGETS.filter(({ name }) => name === own));
  const folder = values.output;
  mkdirSync(folder, { recursive: true });
  if (values.twice) for (const name of SIGNING_NAMES) delete process.env[name];
  buildParts();
  for (const target of targets) {
    const program = stageProgram(target, time);
    const write = ({ name, bytes }: BuiltFile): void => {
      writeFileSync(join(folder, name), bytes);
      if (name.endsWith('.exe')) signWindows(join(folder, name), process.env);
      if (name.endsWith('.rpm')) signRpm(join(folder, name), process.env);
      process.stdout.write(`${join(folder, name)}  ${(bytes.length / 1e6).toFixed(1)} MB\n`);
    };
    for (const kind of kinds) {
      if (!jobs[kind].fits(target)) continue;
      for (const made of jobs[kind].make(program) ?? []) write(made);
    }
    writeFileSync(join(folder, `hallway-${project.version}-${target.name}.cdx.json`), program.sbom);
  }
  writeSums(folder);
  if (values.twice && !buildAgain(folder, process.argv.slice(2), time)) process.exitCode = 1;
  signSums(folder, process.env);
}

try {
  build();
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
