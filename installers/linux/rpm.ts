/** The RPM, by the program rpmbuild: of the same tree as Debian's package. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { file, withFolders, type Entry } from '../archive/entry.ts';
import { tar } from '../archive/tar.ts';
import { project, root } from '../paths.ts';
import type { Program } from '../stage/program.ts';
import type { BuiltFile } from './deb.ts';
import { linuxTree, template } from './tree.ts';

export const hasRpmbuild = (): boolean => spawnSync('rpmbuild', ['--version']).status === 0;

export interface RpmOptions {
  program: Program;
  /** Seconds since 1970. */
  time: number;
  maintainer: string;
  quick: boolean;
  /** What it says of itself. */
  version?: string;
}

export function rpm({ program, ...options }: RpmOptions): BuiltFile {
  const { time } = options;
  const architecture = program.target.rpm;
  if (!architecture) throw new Error(`RPM knows no ${program.target.name}.`);
  const top = mkdtempSync(join(tmpdir(), 'hallway-rpm-'));
  try {
    const licence = { file: join(root, 'LICENSE') };
    const tree = [...linuxTree(program, time), file('usr/share/licenses/hallway/LICENSE', licence)];
    const archive = join(top, 'tree.tar');
    writeFileSync(archive, tar(tree, time, './'));
    mkdirSync(join(top, 'SPECS'));
    const spec = join(top, 'SPECS', 'hallway.spec');
    writeFileSync(spec, specFile(tree, archive, options));
    execFileSync(
      'rpmbuild',
      [
        '-bb', '--quiet', '--target', `${architecture}-linux`,
        '--define', `_topdir ${top}`,
        '--define', '_build_id_links none',
        '--define', '_buildhost hallway',
        '--define', 'use_source_date_epoch_as_buildtime 1',
        '--define', 'clamp_mtime_to_source_date_epoch 1',
        '--define', 'source_date_epoch_from_changelog 0',
        spec,
      ], // biome-ignore format: an option a line
      { stdio: ['ignore', 2, 2], env: { ...process.env, SOURCE_DATE_EPOCH: String(time) } },
    );
    const folder = join(top, 'RPMS', architecture);
    const name = readdirSync(folder)[0] ?? '';
    return { name, bytes: readFileSync(join(folder, name)) };
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

function specFile(
  tree: readonly Entry[],
  archive: string,
  { time, maintainer, quick, version = project.version }: Omit<RpmOptions, 'program'>,
): string {
  const lines = withFolders(tree).flatMap(({ path }) => {
    if (path.endsWith('/')) {
      // RPM leaves a folder that no package says it has; several may have one.
      const folder = path.slice(0, -1);
      return COMMON_FOLDERS.includes(folder) ? [] : [`%dir /${folder}`];
    }
    return [path.startsWith('etc/') ? `%config(noreplace) /${path}` : `/${path}`];
  });
  // RPM's scriptlets get how many versions will be there: 0 when the last one goes.
  const leaving = template('leave-pc', time).replace(/^#!.*\n/, '');
  return [
    'Name: hallway',
    `Version: ${version}`,
    'Release: 1',
    'Summary: Printers, drives and folders of an office, without a server',
    'License: MIT',
    'Group: Applications/Internet',
    `Packager: ${maintainer}`,
    // Node's own libraries are found by their sonames; what is in node_modules is nobody's else.
    'AutoProv: no',
    '%define debug_package %{nil}',
    '%define __os_install_post %{nil}',
    `%define _binary_payload ${quick ? 'w1.zstdio' : 'w9.xzdio'}`,
    '%description',
    'Hallway runs on each PC of a small office. The PCs find each other on the',
    'network, trust each other after a six-digit code, and share printers, folders',
    'and drives directly and encrypted.',
    '%install',
    `tar -xf ${archive} -C %{buildroot}`,
    '%preun',
    'if [ "$1" = 0 ]; then (',
    leaving,
    ') || true; fi',
    '%postun',
    'if [ "$1" -ge 1 ] && [ -x /usr/lib/hallway/restart-agents ]; then',
    '  /usr/lib/hallway/restart-agents || true',
    'fi',
    '%files',
    ...lines,
    '%changelog',
    `* ${changelogDate(time)} ${maintainer} - ${version}-1`,
    `- Hallway ${version}`,
    '',
  ].join('\n');
}

/** As in `Fri Nov 27 2026`. */
function changelogDate(time: number): string {
  const [day = '', date, month, year] = new Date(time * 1000).toUTCString().split(' ');
  return `${day.slice(0, 3)} ${month} ${date} ${year}`;
}

/** What a package puts something into, and no system is without: Fedora's `filesystem`, and systemd. */
export const COMMON_FOLDERS: readonly string[] = [
  'etc',
  'etc/xdg',
  'etc/xdg/autostart',
  'usr',
  'usr/bin',
  'usr/lib',
  'usr/lib/systemd',
  'usr/lib/systemd/user',
  'usr/share',
  'usr/share/applications',
  'usr/share/doc',
  'usr/share/icons',
  'usr/share/licenses',
  'usr/share/man',
  'usr/share/man/man1',
  'usr/share/metainfo',
];
