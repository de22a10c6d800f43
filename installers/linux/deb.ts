/** Writes the Debian package (deb(5), Debian Policy 4.6), by no program but xz. */
import { createHash } from 'node:crypto';
import { ar } from '../archive/ar.ts';
import { compress } from '../archive/compress.ts';
import { bytesOf, file, withFolders, type Entry } from '../archive/entry.ts';
import { tar } from '../archive/tar.ts';
import { project } from '../paths.ts';
import { debianSignature } from '../sign.ts';
import type { Component, Program } from '../stage/program.ts';
import { linuxTree, packed, template } from './tree.ts';

/** What the Node of a package is linked against, and what a desktop has anyway. */
const DEPENDS = 'libc6 (>= 2.34), libstdc++6 (>= 12), libgcc-s1, libatomic1';
const RECOMMENDS = 'xdg-utils';
const SUGGESTS = 'cups, avahi-daemon, davfs2';

/** What the checker of Debian's packages (lintian) may find here, and why. */
const OVERRIDES = [
  '# Node brings its libraries along: a PC of an office has an older Node, or none.',
  'hallway: embedded-library',
  '# Node is not linked as position independent by those who publish it.',
  'hallway: hardening-no-pie',
  '# The bundle of the dashboard is one file of many.',
  'hallway: very-long-line-length-in-source-file',
  '',
].join('\n');

export interface DebOptions {
  program: Program;
  /** Seconds since 1970 for everything. */
  time: number;
  maintainer: string;
  quick: boolean;
}

export interface BuiltFile {
  name: string;
  bytes: Buffer;
}

export function deb({ program, time, maintainer, quick }: DebOptions): BuiltFile {
  const architecture = program.target.debian;
  if (!architecture) throw new Error(`Debian knows no ${program.target.name}.`);
  const tree = [
    ...linuxTree(program, time),
    file('usr/share/doc/hallway/copyright', copyright(program.components, time)),
    packed('usr/share/doc/hallway/changelog.gz', changelog(maintainer, time)),
    file('usr/share/lintian/overrides/hallway', OVERRIDES),
  ];
  const files = withFolders(tree).filter(({ path }) => !path.endsWith('/'));
  const script = (name: string): Entry => file(name, template(name, time), 0o755);
  const control = [
    file('control', controlFile(files, architecture, maintainer)),
    file('md5sums', sums(files)),
    file('conffiles', conffiles(files)),
    ...['postinst', 'prerm', 'postrm'].map(script),
  ];
  const x86 = architecture === 'amd64';
  const data = compress(tar(tree, time, './'), { quick, x86 });
  const head = compress(tar(control, time, './'), { quick });
  const members = [
    { name: 'debian-binary', bytes: Buffer.from('2.0\n') },
    { name: `control.tar${head.ending}`, bytes: head.bytes },
    { name: `data.tar${data.ending}`, bytes: data.bytes },
  ];
  const signature = debianSignature(
    members.map((member) => member.bytes),
    process.env,
  );
  // What begins with a line is nothing to dpkg (deb(5)).
  if (signature) members.push({ name: '_gpgorigin', bytes: signature });
  const bytes = ar(members, time);
  return { name: `hallway_${project.version}_${architecture}.deb`, bytes };
}

function controlFile(files: readonly Entry[], architecture: string, maintainer: string): string {
  const size = files.reduce((total, entry) => total + Math.ceil(bytesOf(entry).length / 1024), 0);
  return [
    'Package: hallway',
    `Version: ${project.version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${size}`,
    `Depends: ${DEPENDS}`,
    `Recommends: ${RECOMMENDS}`,
    `Suggests: ${SUGGESTS}`,
    'Section: net',
    'Priority: optional',
    'Description: printers, drives and folders of an office, without a server',
    ' Hallway runs on each PC of a small office. The PCs find each other on the',
    ' network, trust each other after a six-digit code, and share printers, folders',
    ' and drives directly and encrypted.',
    ' .',
    ' There is no server, no account and no cloud.',
    '',
  ].join('\n');
}

function sums(files: readonly Entry[]): string {
  return files
    .filter(({ link }) => link === undefined)
    .map((entry) => `${createHash('md5').update(bytesOf(entry)).digest('hex')}  ${entry.path}\n`)
    .join('');
}

/** Whatever lies in /etc is the administrator's to change. */
function conffiles(files: readonly Entry[]): string {
  return files
    .filter(({ path }) => path.startsWith('etc/'))
    .map(({ path }) => `/${path}\n`)
    .join('');
}

function changelog(maintainer: string, time: number): string {
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return [
    `hallway (${project.version}) unstable; urgency=medium`,
    '',
    `  * Hallway ${project.version}.`,
    '',
    ` -- ${maintainer}  ${date}`,
    '',
  ].join('\n');
}

function copyright(components: readonly Component[], time: number): string {
  const list = components.map(({ name, version, license }) => ` ${name} ${version}: ${license}`);
  return template('copyright', time).replace('@COMPONENTS@\n', `${list.join('\n')}\n`);
}
