/**
 * Where Hallway's files lie on a Linux system (Filesystem Hierarchy Standard 3.0): the program in
 * /usr/lib/hallway, its command, service, desktop entries, icons, manual and firewall profiles.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bytesOf, file, link, type Entry } from '../archive/entry.ts';
import { project, root } from '../paths.ts';
import type { Program } from '../stage/program.ts';
import { manualPage, readHelp } from './man.ts';

export const PROGRAM_FOLDER = 'usr/lib/hallway';
const files = join(root, 'installers', 'linux', 'files');

/** A file of `files/`, with what only the build knows filled in. */
export function template(name: string, time: number): string {
  return readFileSync(join(files, name), 'utf8')
    .replaceAll('@VERSION@', project.version)
    .replaceAll('@DATE@', new Date(time * 1000).toISOString().slice(0, 10));
}

/** Paths from the root of the system. `time` in seconds since 1970. */
export function linuxTree(program: Program, time: number): Entry[] {
  const at = (path: string, name: string, mode = 0o644): Entry =>
    file(path, template(name, time), mode);
  const own = program.entries.map((entry) => ({
    ...entry,
    path: `${PROGRAM_FOLDER}/${entry.path}`,
  }));
  return [
    ...own,
    at(`${PROGRAM_FOLDER}/leave-pc`, 'leave-pc', 0o755),
    at(`${PROGRAM_FOLDER}/restart-agents`, 'restart-agents', 0o755),
    link('usr/bin/hallway', '../lib/hallway/hallway'),
    at('usr/lib/systemd/user/hallway.service', 'hallway.service'),
    at('etc/xdg/autostart/hallway.desktop', 'hallway-autostart.desktop'),
    at('usr/share/applications/hallway.desktop', 'hallway.desktop'),
    at('usr/share/kio/servicemenus/hallway-send.desktop', 'send-dolphin.desktop'),
    at('usr/share/nemo/actions/hallway-send.nemo_action', 'send.nemo_action'),
    at('usr/share/Thunar/sendto/hallway-send.desktop', 'send-thunar.desktop'),
    at('usr/share/nautilus-python/extensions/hallway-send.py', 'send-nautilus.py'),
    at('usr/share/metainfo/hallway.metainfo.xml', 'hallway.metainfo.xml'),
    at('usr/lib/firewalld/services/hallway.xml', 'firewalld.xml'),
    at('etc/ufw/applications.d/hallway', 'ufw'),
    ...icons(program),
    packed('usr/share/man/man1/hallway.1.gz', manualPage(readHelp(), time)),
    link('usr/share/doc/hallway/third-party.txt', '../../../lib/hallway/notices.txt'),
  ];
}

/** gzip without a time, as reproducible packages need it. */
export function packed(path: string, content: string | Buffer): Entry {
  const bytes = gzipSync(content, { level: 9 });
  // RFC 1952: the byte of the operating system, which zlib fills with that of the build.
  bytes[9] = 3;
  return file(path, bytes);
}

function icons(program: Program): Entry[] {
  const folder = 'usr/share/icons/hicolor';
  const drawn = [192, 512].flatMap((size) => {
    const found = program.entries.find(({ path }) => path === `dist/dashboard/icon-${size}.png`);
    return found ? [file(`${folder}/${size}x${size}/apps/hallway.png`, bytesOf(found))] : [];
  });
  const vector = join(root, 'dashboard', 'public', 'icon.svg');
  return [...drawn, file(`${folder}/scalable/apps/hallway.svg`, { file: vector })];
}
