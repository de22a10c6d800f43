/** The folder that this installation lives in, for the sources and for the bundle alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the package.json of a folder says; that of the bundle names no version. */
function versionIn(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
}

/** The nearest folder above this file whose package.json names a version, and that version. */
const installation = ((): { folder: string; version: string } => {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const version = versionIn(folder);
    if (version !== undefined) return { folder, version };
    if (dirname(folder) === folder) throw new Error('This is no whole installation of Hallway.');
    folder = dirname(folder);
  }
})();

export const installRoot: string = installation.folder;

/** The version of this installation, as package.json has it. */
export const VERSION: string = installation.version;

/** The file that runs now: the bundle or the source of the entry. */
export const entryFile: string = process.argv[1] ?? join(installRoot, 'agent', 'main.ts');

/** The file of another program of the agent, by its name: beside the bundle, or in the sources. */
export function programFile(name: string): string {
  const bundled = join(dirname(entryFile), `${name}.js`);
  return entryFile.endsWith('.js') && existsSync(bundled)
    ? bundled
    : join(installRoot, 'agent', 'programs', `${name}.ts`);
}

/** How a person calls the command line: by the launcher in a checkout, by its name elsewhere. */
export const commandName: string = existsSync(join(installRoot, 'tsconfig.json'))
  ? './hallway'
  : 'hallway';

/** The file that starts Hallway, for other programs to call: it outlives an update. */
export const launcherFile: string =
  process.env['HALLWAY_LAUNCHER'] ??
  join(installRoot, process.platform === 'win32' ? 'hallway.cmd' : 'hallway');

/** Whether this was installed by a package, and is no checkout. */
export const isInstalled: boolean = !existsSync(join(installRoot, 'tsconfig.json'));
