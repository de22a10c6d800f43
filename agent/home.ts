/** The data folder of an installation: the identity, the database, the spool and the agent's address. */
import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';

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
