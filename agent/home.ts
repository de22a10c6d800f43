/** The data folder of an installation: the identity, the database, the spool and the agent's address. */
import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { HallwayError } from '../src/base/errors.ts';

/**
 * Absolute path of the data folder: `option` (the person's `--home`), else `HALLWAY_HOME`, else
 * the system's place for an application's data. The folder may not exist yet.
 */
export function homeFolder(
  option?: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): string {
  const wanted = option || env['HALLWAY_HOME'];
  if (wanted) return resolve(cwd, wanted);
  switch (platform()) {
    case 'win32':
      return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'Hallway');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Hallway');
    default:
      return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'hallway');
  }
}

/** Makes it where it is missing, for this person alone. Throws `agent.home_unusable`. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    accessSync(home, constants.W_OK | constants.X_OK);
    // The database and the spool are for this person alone, also in a folder made by another.
    chmodSync(home, 0o700);
  } catch (error) {
    throw new HallwayError('agent.home_unusable', `Hallway cannot keep its data in ${home}.`, {
      fix: 'Check that the folder exists and belongs to you, or choose another with --home.',
      cause: error,
    });
  }
}
