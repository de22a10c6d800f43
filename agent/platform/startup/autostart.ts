/**
 * Starting Hallway when the person signs in: on Linux by a file of XDG Desktop Application Autostart
 * (0.5). On Windows and macOS the installer has its own way, and nothing is promised here.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../../home.ts';
import { isInstalled, launcherFile } from '../../life/install-root.ts';

export interface Autostart {
  isOn(): boolean;
  /** Throws what the file system throws. */
  set(on: boolean): void;
  /** Removes what `set` wrote, whatever it says. */
  forget(): void;
}

const FILE = 'hallway.desktop';
/** Of the Linux packages. */
const PACKAGED = '/etc/xdg/autostart/hallway.desktop';

/** Undefined where there is no way. `home` is the data folder of the agent that is to be started. */
export function systemAutostart(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  system: string,
): Autostart | undefined {
  if (system !== 'linux') return undefined;
  const configuration = env['XDG_CONFIG_HOME'];
  // Relative ones are to be passed over (XDG Base Directory Specification).
  const base = configuration?.startsWith('/') ? configuration : join(homedir(), '.config');
  const command = [launcherFile, 'agent', '--home', home];
  const everybody = isInstalled && homeFolder(undefined, env) === home ? PACKAGED : undefined;
  return xdgAutostart(join(base, 'autostart'), command, everybody);
}

/** `everybody`: the entry of the package for all people of this PC, which a person's own hides. */
export function xdgAutostart(
  folder: string,
  command: readonly string[],
  everybody?: string,
): Autostart {
  const file = join(folder, FILE);
  const isPackaged = everybody !== undefined && existsSync(everybody);
  const forget = (): void => rmSync(file, { force: true });
  return {
    forget,
    isOn: () => {
      try {
        const text = readFileSync(file, 'utf8');
        // Desktops switch an entry off without removing it.
        return !/^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text);
      } catch {
        return isPackaged;
      }
    },
    set: (on) => {
      if (on === isPackaged) {
        forget();
        return;
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const temporary = `${file}.new`;
      const text = on ? desktopEntry(command) : `${desktopEntry(command)}Hidden=true\n`;
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, file);
    },
  };
}

/** Desktop Entry Specification 1.5; systemd's generator is told to leave it to the desktop. */
export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Hallway',
    'Comment=Printers, drives and folders of the office',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-systemd-skip=true',
    '',
  ].join('\n');
}

/**
 * An argument of `Exec` (section 7): quoted, with a backslash before what a shell would read, each
 * backslash doubled again for the value itself (section 4), and `%` doubled.
 */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}
