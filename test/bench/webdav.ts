/**
 * WebDAV beside apache's mod_dav, alternating: PROPFIND of a folder of 10,000 files (whole time and
 * first byte), by all properties and by those that davfs2 asks for; on a share of this PC and on a
 * peer's. And a large file: from apache, from a share of this PC, from a peer's through both agents.
 * Prints medians and ratios. Needs curl and apache2-bin (Debian; no service is started).
 * Run: `node test/bench/webdav.ts`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import * as api from '../../src/api/local.ts';
import type { Mount } from '../../src/model/mount.ts';
import { endAgents, joinAll, startAgent, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ENTRIES = 10_000;
const FILE_MIB = 512;
const ROUNDS = 9;
const MODULES = '/usr/lib/apache2/modules';
const DAVFS2 =
  '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getetag/><getlastmodified/><executable xmlns="http://apache.org/dav/props/"/></prop></propfind>';

interface Place {
  url: string;
  user: string[];
}

interface Timing {
  first: number;
  whole: number;
  bytes: number;
}

const folder = temporaryFolder();
const root = join(folder.path, 'share');

function fill(): void {
  mkdirSync(join(root, 'many'), { recursive: true });
  for (let index = 0; index < ENTRIES; index++)
    writeFileSync(join(root, 'many', `Letter ${index} of the year.docx`), 'x'.repeat(index % 50));
  const handle = openSync(join(root, 'large.bin'), 'w');
  for (let mib = 0; mib < FILE_MIB; mib++) writeSync(handle, Buffer.alloc(1 << 20, mib));
  closeSync(handle);
  chmodSync(folder.path, 0o755);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function apache(): Promise<{ place: Place; stop: () => void }> {
  const port = await freePort();
  const modules = ['mpm_event', 'authz_core', 'dav', 'dav_fs'].map(
    (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`,
  );
  const config = [
    ...modules,
    `ServerRoot ${folder.path}`,
    'ServerName 127.0.0.1',
    `Listen 127.0.0.1:${port}`,
    `PidFile ${folder.path}/apache.pid`,
    `DefaultRuntimeDir ${folder.path}`,
    `ErrorLog ${folder.path}/apache.log`,
    'User www-data',
    'Group www-data',
    `DavLockDB ${folder.path}/locks`,
    `DocumentRoot ${root}`,
    `<Directory ${root}>`,
    'Dav On',
    'Require all granted',
    '</Directory>',
  ];
  writeFileSync(join(folder.path, 'apache.conf'), `${config.join('\n')}\n`);
  const words = ['-DFOREGROUND', '-f', join(folder.path, 'apache.conf')];
  const child = spawn('/usr/sbin/apache2', words, { stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}/`;
  await eventually(() => fetch(url).then(() => true), 10_000, 'apache serves');
  return { place: { url, user: [] }, stop: () => void child.kill('SIGTERM') };
}

async function placeOf(agent: TestAgent, device: string, share: string): Promise<Place> {
  const { url, username, password }: Mount = await eventually(
    () => agent.call(api.getMount, { params: { device, share } }),
    20_000,
    'the share is known',
  );
  return { url, user: ['-u', `${username}:${password}`] };
}

function curl({ url, user }: Place, path: string, ...words: string[]): Timing {
  const form = '%{time_starttransfer} %{time_total} %{size_download} %{http_code}';
  const said = execFileSync(
    'curl',
    ['-s', '-S', ...user, ...words, '-o', '/dev/null', '-w', form, url + path],
    { encoding: 'utf8' },
  );
  const [first = 0, whole = 0, bytes = 0, status = 0] = said.split(' ').map(Number);
  if (status !== 207 && status !== 200) throw new Error(`${url}${path}: ${status}`);
  return { first, whole, bytes };
}

const list = (place: Place, body?: string): Timing =>
  curl(place, 'many/', '-X', 'PROPFIND', '-H', 'Depth: 1', ...(body ? ['--data', body] : []));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function compare(
  title: string,
  places: Readonly<Record<string, Place>>,
  once: (place: Place) => Timing,
  tell: (timings: readonly Timing[]) => string,
): void {
  const results = new Map<string, Timing[]>(Object.keys(places).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, place] of Object.entries(places)) results.get(name)?.push(once(place));
  const base = median(results.get('apache')?.map(({ whole }) => whole) ?? []);
  console.log(title);
  for (const [name, timings] of results) {
    const ratio = median(timings.map(({ whole }) => whole)) / base;
    console.log(`  ${name.padEnd(18)} ${tell(timings)}  ×${ratio.toFixed(2)} of apache's time`);
  }
}

const listed = (timings: readonly Timing[]): string =>
  `${(median(timings.map(({ whole }) => whole)) * 1000).toFixed(0).padStart(5)} ms, first byte ` +
  `${(median(timings.map(({ first }) => first)) * 1000).toFixed(1).padStart(5)} ms, ` +
  `${(median(timings.map(({ bytes }) => bytes)) / ENTRIES).toFixed(0)} bytes an entry`;

const moved = (timings: readonly Timing[]): string =>
  `${median(timings.map(({ whole, bytes }) => bytes / 1e6 / whole))
    .toFixed(0)
    .padStart(5)} MB/s`;

fill();
const server = await apache();
try {
  const anna = await startAgent({ name: 'Anna' });
  const ben = await startAgent({ name: 'Ben' });
  await joinAll([anna, ben]);
  const body = { path: root, name: 'Bench', access: 'write' as const };
  const { id } = await anna.call(api.addShare, { body });
  const own = await placeOf(anna, anna.deviceId, id);
  const peer = await placeOf(ben, anna.deviceId, id);
  const places = { apache: server.place, 'own share': own, "a peer's share": peer };
  // The first request of each pays for what later ones find ready.
  for (const place of Object.values(places)) list(place);
  compare(`PROPFIND of ${ENTRIES}, all properties`, places, (place) => list(place), listed);
  compare(`PROPFIND of ${ENTRIES}, as davfs2 asks`, places, (place) => list(place, DAVFS2), listed);
  compare(`GET of ${FILE_MIB} MiB`, places, (place) => curl(place, 'large.bin'), moved);
} finally {
  server.stop();
  await endAgents();
  folder.remove();
}
process.exit();
