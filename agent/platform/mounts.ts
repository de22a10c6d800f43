/**
 * Makes a WebDAV address a folder of this system, without an administrator where the system can:
 * GNOME's gio, the network drives of Windows, macOS's volumes. An address consists of harmless
 * characters alone (`encodeName`), so that it may stand in any shell's line.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HallwayError } from '../../src/base/errors.ts';
import type { Mount } from '../../src/model/mount.ts';
import { systemCommands } from './system-command.ts';

type Place = Omit<Mount, 'command'>;

export type MountWay = 'gio' | 'davfs2' | 'rclone' | 'windows' | 'macos';

/** A drive that is far away takes its time. */
const PATIENCE_MS = 60_000;

export function mountWay(
  system: string = process.platform,
  has: (program: string) => boolean = isInstalled,
): MountWay {
  if (system === 'win32') return 'windows';
  if (system === 'darwin') return 'macos';
  if (has('gio')) return 'gio';
  if (has('mount.davfs')) return 'davfs2';
  return has('rclone') ? 'rclone' : 'gio';
}

/** The line to type. Those of gio and davfs2 ask for the password. */
export function mountCommand(place: Place, way: MountWay): string {
  const { url, username, password } = place;
  switch (way) {
    case 'gio':
      return `gio mount "${gioAddress(place)}"`;
    case 'davfs2':
      return `sudo mkdir -p /mnt/hallway && sudo mount -t davfs -o uid=$(id -u),username=${username} "${url}" /mnt/hallway`;
    case 'rclone':
      return `mkdir -p ~/Hallway && rclone mount ":webdav,vendor=other,user=${username},pass=$(rclone obscure ${password}),url='${url}':" ~/Hallway --vfs-cache-mode writes`;
    case 'windows':
      return `net use * "${url}" ${password} /user:${username}`;
    case 'macos':
      return `osascript -e 'mount volume "${url}" as user name "${username}" with password "${password}"'`;
  }
}

/** Mounts it for this person. Throws `request.conflict` with what the system said. */
export async function mount(place: Place, way = mountWay()): Promise<void> {
  if (way === 'gio') {
    const { code, text } = await withInput(
      'gio',
      ['mount', gioAddress(place)],
      `${place.password}\n`,
    );
    // What is mounted already is what was wanted.
    if (code !== 0 && !/already mounted/i.test(text)) throw failed(text);
    return;
  }
  const run = systemCommands(PATIENCE_MS);
  const { url, username, password } = place;
  const done =
    way === 'windows'
      ? await run('net', 'use', '*', url, password, `/user:${username}`)
      : way === 'macos'
        ? await run('osascript', '-e', mountCommand(place, way).slice("osascript -e '".length, -1))
        : null;
  if (!done)
    throw new HallwayError(
      'request.conflict',
      'This system mounts it with an administrator only.',
      {
        fix: `Type: ${mountCommand(place, way)}`,
      },
    );
  if (done.code !== 0) throw failed(done.stderr || done.stdout);
}

/** Ends what `mount` made; what is not mounted is no fault. */
export async function unmount(place: Place, way = mountWay()): Promise<void> {
  const run = systemCommands(PATIENCE_MS);
  const { url } = place;
  const done =
    way === 'gio'
      ? await run('gio', 'mount', '-u', gioAddress(place))
      : way === 'windows'
        ? await run('net', 'use', url, '/delete', '/yes')
        : way === 'macos'
          ? await run('diskutil', 'unmount', `/Volumes/${nameOf(url)}`)
          : null;
  if (!done)
    throw new HallwayError(
      'request.conflict',
      'This system unmounts it with an administrator only.',
      {
        fix: 'Use `sudo umount` with the folder that it was mounted at.',
      },
    );
  const text = done.stderr || done.stdout;
  if (done.code !== 0 && !/not mounted|not be found|no mount/i.test(text)) throw failed(text);
}

/** Where GNOME's programs see it. */
function gioAddress({ url, username }: Pick<Place, 'url' | 'username'>): string {
  return url.replace(/^http:\/\//, `dav://${username}@`);
}

function nameOf(url: string): string {
  return decodeURIComponent(url.replace(/\/$/, '').replace(/^.*\//, ''));
}

function isInstalled(program: string): boolean {
  const folders = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  return folders
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, program)));
}

/** The password goes by the standard input: everybody may read a program's arguments. */
function withInput(
  program: string,
  args: readonly string[],
  input: string,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(program, args, { env, timeout: PATIENCE_MS });
    let text = '';
    const hear = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-4000));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.once('error', () =>
      reject(
        new HallwayError('request.conflict', `The program ${program} is missing on this system.`, {
          fix: 'Install it, or connect to the address with another program.',
        }),
      ),
    );
    child.once('close', (code) => resolve({ code, text }));
  });
}

function failed(said: string): HallwayError {
  const last = said.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return new HallwayError(
    'request.conflict',
    `The system could not do it: ${last || 'no words'}.`,
    {
      fix: '`hallway mount` shows the address for other programs.',
    },
  );
}
