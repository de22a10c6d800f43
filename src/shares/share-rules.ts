/** What may be shared, and under which name. */
import { lstat, realpath, stat } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { basename, isAbsolute, parse, relative, sep } from 'node:path';
import { HallwayError } from '../base/errors.ts';
import { displayName } from '../base/text.ts';
import type { HiddenFolder } from './contained-root.ts';
import { fileError, notFile, notFolder, notFound } from './file-error.ts';

/** Not files but views of the running system, secrets of other programs among them. */
const SYSTEM_VIEWS = ['/proc', '/sys', '/dev'];
const LONGEST_NAME = 63;

/**
 * The real path of a folder that may be shared. Refuses what is not an absolute path of a folder,
 * the system's root and views of the system, and Hallway's own data. A folder that contains
 * Hallway's data may be shared: `ContainedRoot` hides them in it.
 */
export async function sharablePath(path: string, home: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0'))
    throw refused('The folder must be given by its whole path.');
  let real: string;
  try {
    real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw notFolder();
  } catch (error) {
    throw fileError(error);
  }
  if (isSystemRoot(real)) throw refused("The system's own drive cannot be shared as a whole.");
  if (platform() !== 'win32' && SYSTEM_VIEWS.some((view) => isAtOrBelow(real, view)))
    throw refused('This folder belongs to the system and cannot be shared.');
  const realHome = await realpath(home).catch(() => home);
  if (isAtOrBelow(real, realHome))
    throw refused("Hallway's own data folder cannot be shared: it holds this PC's key.");
  return real;
}

/** The real path of an image of a disc that may be shared: a file, and none of Hallway's own. */
export async function sharableImage(path: string, home: string): Promise<string> {
  if (!isAbsolute(path) || path.includes('\0'))
    throw refused('The image must be given by its whole path.');
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (!stats.isFile()) throw stats.isDirectory() ? notFile() : notFound();
    const realHome = await realpath(home).catch(() => home);
    if (isAtOrBelow(real, realHome)) throw refused("This is one of Hallway's own files.");
    return real;
  } catch (error) {
    throw fileError(error);
  }
}

/** Identity of a folder that shares must not show; none while it does not exist. */
export async function hiddenFolder(path: string): Promise<HiddenFolder | undefined> {
  const real = await realpath(path).catch(() => path);
  const found = await lstat(real, { bigint: true }).catch(() => undefined);
  return found && { path: real, dev: found.dev, ino: found.ino };
}

/** The name for a share; `share.exists` with a suggestion if another share has it. */
export function shareName(
  wanted: string | undefined,
  path: string,
  taken: readonly string[],
): string {
  const fallback = displayName(basename(path), displayName(path, 'Share'));
  const name = wanted === undefined ? fallback : displayName(wanted, '');
  if (name === '') throw new HallwayError('request.invalid', 'A share needs a name.');
  const used = new Set(taken.map(key));
  if (!used.has(key(name))) return name;
  const suggestion = freeName(name, used);
  throw new HallwayError('share.exists', `There is already a share called “${name}”.`, {
    fix: `Give this one another name, for example “${suggestion}”.`,
    details: { suggestion },
  });
}

function freeName(name: string, used: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const tail = ` ${number}`;
    const candidate = name.slice(0, LONGEST_NAME - tail.length).toWellFormed() + tail;
    if (!used.has(key(candidate))) return candidate;
  }
}

/** Names that look the same to a person are the same. */
function key(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function isSystemRoot(path: string): boolean {
  // Only the drive that holds Windows; another drive's root is a drive to share.
  return platform() === 'win32' ? path === parse(homedir()).root : path === '/';
}

export function isAtOrBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function refused(message: string): HallwayError {
  return new HallwayError('path.invalid', message, { fix: 'Choose a folder of your own.' });
}
