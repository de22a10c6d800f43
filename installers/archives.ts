/**
 * Archives for whoever has no package: a tar.xz for Linux, a zip for Windows, and for macOS a tar.gz
 * with an app that opens the dashboard, a launch agent and an `install.sh` for one person.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compress } from './archive/compress.ts';
import { file, type Entry } from './archive/entry.ts';
import { tar } from './archive/tar.ts';
import { zip } from './archive/zip.ts';
import type { BuiltFile } from './linux/deb.ts';
import { project, root } from './paths.ts';
import type { Program } from './stage/program.ts';

/** “Send with Hallway” in the Finder, as the languages of the dashboard call it. */
const SEND = 'Send with Hallway';
const SEND_WORDS = {
  de: 'Mit Hallway senden',
  fr: 'Envoyer avec Hallway',
  es: 'Enviar con Hallway',
  'zh-Hans': '用 Hallway 发送',
};

const nameOf = ({ target }: Program): string => `hallway-${project.version}-${target.name}`;

export function linuxArchive(program: Program, time: number, quick: boolean): BuiltFile {
  const readme = [
    'Hallway needs no installation: run ./hallway start --open.',
    'To have it at hand: ln -s "$PWD/hallway" ~/.local/bin/hallway, and hallway startup login.',
    '',
  ].join('\n');
  const entries = [...program.entries, file('README.txt', readme)];
  const x86 = program.target.name === 'linux-x64';
  const { bytes, ending } = compress(tar(entries, time, `${nameOf(program)}/`), { quick, x86 });
  return { name: `${nameOf(program)}.tar${ending}`, bytes };
}

export function windowsArchive(program: Program, time: number): BuiltFile {
  const bytes = zip(program.entries, time, `${nameOf(program)}/`);
  return { name: `${nameOf(program)}.zip`, bytes };
}

export function macArchive(program: Program, time: number): BuiltFile {
  const from = (name: string): string =>
    readFileSync(join(root, 'installers', 'macos', name), 'utf8').replaceAll(
      '@VERSION@',
      project.version,
    );
  const app = 'Hallway.app/Contents';
  const entries: Entry[] = [
    ...program.entries.map((entry) => ({
      ...entry,
      path: `${app}/Resources/hallway/${entry.path}`,
    })),
    file(`${app}/Info.plist`, from('Info.plist')),
    file(`${app}/MacOS/Hallway`, from('open-hallway'), 0o755),
    file('hallway.plist', from('hallway.plist')),
    ...quickAction(from),
    file('install.sh', from('install.sh'), 0o755),
    file('uninstall.sh', from('uninstall.sh'), 0o755),
  ];
  const bytes = gzipSync(tar(entries, time, `${nameOf(program)}/`), { level: 9 });
  // RFC 1952: the byte of the operating system, which zlib fills with that of the build.
  bytes[9] = 3;
  return { name: `${nameOf(program)}.tar.gz`, bytes };
}

/** A quick action of the Finder: a service made of one shell command. Never run so far. */
export function quickAction(from: (name: string) => string): Entry[] {
  const contents = `${SEND}.workflow/Contents`;
  return [
    file(`${contents}/Info.plist`, from('send/Info.plist')),
    file(`${contents}/document.wflow`, from('send/document.wflow')),
    ...Object.entries(SEND_WORDS).map(([language, words]) =>
      file(
        `${contents}/Resources/${language}.lproj/ServicesMenu.strings`,
        `"${SEND}" = "${words}";\n`,
      ),
    ),
  ];
}
