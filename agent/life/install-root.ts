/** The folder that this installation lives in, for the sources and for the bundle alike. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file with a package.json. */
export const installRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder)
    folder = dirname(folder);
  return folder;
})();

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
