/**
 * The real programs that the tests talk to, from Debian's packages. Missing ones are installed
 * where that is possible (Debian, root or sudo without a password); no daemon starts by itself.
 * Tests whose peer is missing skip themselves and say so.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SLOW_PEERS } from './slow-peers.mjs';

/** What each package is for. */
const PEERS = {
  cups: 'printing through a local queue',
  'cups-client': 'printing through a local queue',
  'cups-filters': 'printing through a local queue',
  'poppler-utils': 'looking at printed documents',
  xvfb: "a browser's print dialogue",
  iproute2: 'the LAN lab',
  nftables: 'a real firewall between PCs',
  faketime: 'PCs whose clocks are wrong',
  dbus: 'multicast DNS beside another responder',
  'avahi-daemon': 'multicast DNS beside another responder',
  'avahi-utils': 'multicast DNS beside another responder',
  'cups-ipp-utils': 'real IPP printers, and the judge of ours',
  ghostscript: 'judging and converting documents',
  qpdf: 'judging and converting documents',
  'libheif-examples': 'judging and converting documents',
  'fonts-dejavu-core': 'judging and converting documents',
  'fonts-droid-fallback': 'judging and converting documents',
  samba: 'devices and file servers without Hallway',
  smbclient: 'devices and file servers without Hallway',
  wsdd: 'finding devices without Hallway',
  gmediarender: 'finding devices without Hallway',
  'gstreamer1.0-plugins-base': 'finding devices without Hallway',
  'gstreamer1.0-plugins-good': 'casting to a real renderer',
  xorriso: 'reading images of discs',
  genisoimage: 'reading images of discs',
  udftools: 'reading images of discs',
  'python3-pycdlib': 'reading images of discs',
  '7zip': 'reading images of discs',
  unzip: 'judging archives',
  'libarchive-tools': 'judging archives',
  litmus: 'judging WebDAV, and programs that use it',
  cadaver: 'judging WebDAV, and programs that use it',
  davfs2: 'judging WebDAV, and programs that use it',
  rclone: 'judging WebDAV, and programs that use it',
  'gvfs-backends': 'judging WebDAV, and programs that use it',
  'libglib2.0-bin': 'judging WebDAV, and programs that use it',
  'xfce4-panel': 'the icon and notifications on a desktop',
  dunst: 'the icon and notifications on a desktop',
  xdotool: 'the icon and notifications on a desktop',
  chromium: 'the dashboard in a browser',
  'fonts-noto-core': 'the dashboard in a browser',
  'zbar-tools': 'reading QR codes as a camera does',
};
const POLICY = '/usr/sbin/policy-rc.d';
const INSTALL_PATIENCE_MS = 10 * 60_000;

function installed(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
  return (stdout ?? '').includes('ok installed');
}

function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** The words before a command that needs root, or undefined where nobody may. */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function run(sudo, command, ...args) {
  const [program, ...rest] = [...sudo, command, ...args];
  execFileSync(program, rest, {
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_PATIENCE_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function install(sudo, names) {
  // invoke-rc.d asks this script before it starts a service; 101 means no.
  const guard = sudo.length === 0 && !existsSync(POLICY);
  if (guard) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run(sudo, 'apt-get', 'update', '-qq');
    run(sudo, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names);
  } finally {
    if (guard) rmSync(POLICY, { force: true });
  }
}

/** Installs what is missing; the packages that are still missing, and why. `slow`: those too. */
export function ensurePeers({ slow = false } = {}) {
  const names = Object.keys(slow ? { ...PEERS, ...SLOW_PEERS } : PEERS);
  if (!isDebian()) return { missing: names, why: 'this system is not Debian' };
  const missing = names.filter((name) => !installed(name));
  if (missing.length === 0) return { missing, why: '' };
  const sudo = asRoot();
  if (!sudo) return { missing, why: 'root or sudo is needed to install them' };
  process.stderr.write(`tests: installing ${missing.join(' ')} (once)\n`);
  let why = '';
  try {
    install(sudo, missing);
  } catch (error) {
    why = `apt-get failed: ${error.message.split('\n')[0]}`;
  }
  return { missing: missing.filter((name) => !installed(name)), why };
}

/** One line for each kind of test that will be skipped. */
export function describeMissing({ missing, why }) {
  const all = { ...PEERS, ...SLOW_PEERS };
  const purposes = new Set(missing.map((name) => all[name]));
  return [...purposes].map((purpose) => {
    const names = missing.filter((name) => all[name] === purpose).join(', ');
    return `tests: ${purpose}: skipped where they need ${names} (${why})`;
  });
}
