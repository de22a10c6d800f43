/** The installer for Windows, by NSIS (makensis): per person, silent with /S. Run by Wine, never on a real Windows so far. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesOf } from '../archive/entry.ts';
import type { BuiltFile } from '../linux/deb.ts';
import { project, root } from '../paths.ts';
import { signWindows } from '../sign.ts';
import type { Program } from '../stage/program.ts';
import { windowsIcon } from './icon.ts';

export const hasNsis = (): boolean => spawnSync('makensis', ['-VERSION']).status === 0;

/** `version`: what it says of itself. */
export function windowsInstaller(
  program: Program,
  time: number,
  quick: boolean,
  version: string = project.version,
): BuiltFile {
  const work = mkdtempSync(join(tmpdir(), 'hallway-win-'));
  try {
    const tree = join(work, 'tree');
    for (const entry of program.entries) {
      const at = join(tree, entry.path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, bytesOf(entry));
    }
    writeFileSync(join(tree, 'hallway.ico'), windowsIcon(pictureOf(program)));
    signWindows(join(tree, 'bin', 'node.exe'), process.env);
    // NSIS notes each file's time.
    execFileSync('find', [tree, '-exec', 'touch', '-h', '-d', `@${time}`, '{}', '+']);
    const name = `hallway-${version}-${program.target.name}.exe`;
    const output = join(work, name);
    const defines = {
      OUTPUT: output,
      TREE: tree,
      VERSION: version,
      SUBSYSTEM: String(subsystemAt(readFileSync(join(tree, 'bin', 'node.exe')))),
    };
    execFileSync(
      'makensis',
      [
        '-V1',
        ...(quick ? ['-DQUICK'] : []),
        ...Object.entries(defines).map(([key, value]) => `-D${key}=${value}`),
        join(root, 'installers', 'windows', 'hallway.nsi'),
      ],
      { stdio: ['ignore', 2, 2], env: { ...process.env, SOURCE_DATE_EPOCH: String(time) } },
    );
    // Its status says nothing of the file.
    if (!existsSync(output)) throw new Error('makensis made no installer.');
    return { name, bytes: readFileSync(output) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pictureOf({ entries }: Program): Buffer {
  const found = entries.find(({ path }) => path === 'dist/dashboard/icon-512.png');
  if (!found) throw new Error('The dashboard has no icon.');
  return bytesOf(found);
}

/** Where the subsystem stands: the PE header's place is at 0x3c, the field 92 bytes behind it. */
function subsystemAt(program: Buffer): number {
  const header = program.readUInt32LE(0x3c);
  if (
    program.toString('latin1', header, header + 4) !== 'PE\0\0' ||
    program.readUInt16LE(header + 92) !== 3
  )
    throw new Error('This node.exe is built otherwise than was thought.');
  return header + 92;
}
