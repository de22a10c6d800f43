/**
 * Opens the person's browser at an address that carries a one-time token. Every local user can
 * read a command's arguments, so the browser is given a file that only this person may read and
 * that leads on to the address.
 */
import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePrivateFile } from '../../src/identity/private-file.ts';

/** Program and arguments that open `target` on this system. */
export function openCommand(target: string, system: string = platform()): [string, string[]] {
  if (system === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', target]];
  if (system === 'darwin') return ['open', [target]];
  return ['xdg-open', [target]];
}

/** A page that leads to `url` at once, and tells the next page nothing about itself. */
export function redirectPage(url: string): string {
  const safe = url.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return [
    '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0;url=${safe}"><title>Hallway</title>`,
    `<a href="${safe}">Open Hallway</a>\n`,
  ].join('\n');
}

/** Browsers that show a page in a window of its own, as a program has it. */
const WINDOWS = ['chromium', 'google-chrome', 'microsoft-edge', 'brave-browser', 'vivaldi'];

/** Programs with arguments that may open `target`, the best first. */
function openCommands(
  target: string,
  window: boolean,
  system: string = platform(),
): [string, string[]][] {
  const usual = openCommand(target, system);
  if (!window || system !== 'linux') return [usual];
  return [...WINDOWS.map((name): [string, string[]] => [name, [`--app=${target}`]]), usual];
}

/**
 * Opens `url` through a private file in `folder`, in a `window` of its own where a browser can do
 * that. False if this system shows no browser; never throws, because the address can always be
 * opened by hand.
 */
export async function openBrowser(
  url: string,
  folder: string,
  { window = false }: { window?: boolean } = {},
): Promise<boolean> {
  try {
    const file = join(folder, 'open.html');
    writePrivateFile(file, redirectPage(url));
    for (const command of openCommands(pathToFileURL(file).href, window))
      if (await opened(command)) return true;
  } catch {
    // A full disk, say.
  }
  return false;
}

function opened([command, args]: [string, string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsHide: true });
      // An opener that has not failed after two seconds has become the browser.
      const lasting = setTimeout(() => resolve(true), 2000);
      const settle = (value: boolean): void => {
        clearTimeout(lasting);
        resolve(value);
      };
      child.once('error', () => settle(false));
      child.once('exit', (code) => settle(code === 0));
      child.unref();
    } catch {
      resolve(false);
    }
  });
}
