/** Where what a person downloads goes on this system. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder that is there: on Linux as xdg-user-dirs(5) says, else `Downloads`, else the home folder. */
export function downloadsFolder(
  home = homedir(),
  configuration = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config'),
): string {
  return [named(home, configuration), join(home, 'Downloads')].find(isFolder) ?? home;
}

function named(home: string, configuration: string): string | undefined {
  try {
    const text = readFileSync(join(configuration, 'user-dirs.dirs'), 'utf8');
    const value = /^XDG_DOWNLOAD_DIR="(\$HOME)?(\/[^"\n]*)"/m.exec(text);
    return value ? join(value[1] === undefined ? '/' : home, value[2] ?? '') : undefined;
  } catch {
    return undefined;
  }
}

function isFolder(path: string | undefined): path is string {
  return path !== undefined && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
