/**
 * A real IPP Everywhere printer for a test: CUPS's ippeveprinter on this PC's loopback, over ipp and
 * ipps, with whatever attributes a test gives it. It wants Avahi: a bus and an Avahi of its own run
 * in namespaces beside it, so that nothing is announced anywhere.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { IppClient } from '../../src/printing/ipp/client.ts';
import { Operation } from '../../src/printing/ipp/constants.ts';
import type { IppMessage } from '../../src/printing/ipp/types.ts';
import { keyword } from '../../src/printing/ipp/values.ts';
import { realClock } from '../printing/two-agents.ts';

const TOOLS = ['ippeveprinter', 'avahi-daemon', 'avahi-browse', 'dbus-daemon', 'unshare', 'ip'];

/** False where it cannot run here (its programs, Linux, root); call `this.skip()` then. */
export function eveInstalled(): boolean {
  const has = (tool: string): boolean =>
    ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(join(folder, tool)));
  return process.getuid?.() === 0 && TOOLS.every(has) && spawnSync('unshare', ['-mnp', '--fork', 'true']).status === 0; // biome-ignore format: one rule
}

/** Leaves a bus and an Avahi on a network of their own behind, then becomes the printer. */
const SETUP = `
  mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon || exit 1
  dbus-daemon --system --nopidfile --fork || exit 1
  printf '[server]\\nallow-interfaces=lo\\nuse-ipv6=no\\n' > /run/avahi.conf
  unshare -n sh -c 'ip link set lo up
    exec avahi-daemon -f /run/avahi.conf --no-drop-root --no-chroot --no-rlimits' >/dev/null 2>&1 &
  for i in $(seq 100); do avahi-browse -t -a >/dev/null 2>&1 && break; sleep 0.05; done
  exec "$@"`;

export interface EveOptions {
  name?: string;
  /** MIME types that it takes; with `attributes` it takes raster alone. */
  formats?: readonly string[];
  /** An attributes file (`ATTR keyword sides-supported …`), instead of an inkjet's with two trays. */
  attributes?: string;
  /** Shell commands that print the document, `$1` the file; nothing by default. */
  printing?: string;
}

/** A job as the printer had it. */
export interface EveJob {
  /** `IPP_…` variables that its print command got, e.g. `IPP_COPIES`. */
  asked: Readonly<Record<string, string>>;
  document: Buffer;
}

export interface Eve {
  readonly port: number;
  readonly uri: string;
  readonly secureUri: string;
  /** In the order in which they were printed. */
  jobs(): Promise<EveJob[]>;
  /** Its web forms, by which a person fills trays and changes toner, e.g. `/supplies?supply1=4`. */
  web(path: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startEve(options: EveOptions = {}): Promise<Eve> {
  const { name = 'Eve', formats = ['application/pdf', 'image/jpeg', 'image/pwg-raster'] } = options;
  const root = await mkdtemp(join(tmpdir(), 'hallway-eve-'));
  for (const folder of ['spool', 'keys', 'jobs']) await mkdir(join(root, folder));
  const command = join(root, 'print.sh');
  await writeFile(
    command,
    `#!/bin/sh
cp "$1" ${root}/jobs/$IPP_JOB_ID.doc; env -0 > ${root}/jobs/$IPP_JOB_ID.part
${options.printing ?? ':'}
mv ${root}/jobs/$IPP_JOB_ID.part ${root}/jobs/$IPP_JOB_ID.env
`,
  );
  await chmod(command, 0o755);
  const attributes = join(root, 'printer.conf');
  if (options.attributes) await writeFile(attributes, options.attributes);
  const port = await freePort();
  const where = `-p ${port} -n localhost -c ${command} -k -d ${root}/spool -K ${root}/keys`;
  const what = options.attributes ? `-a ${attributes}` : `-2 -s 40,30 -f ${formats.join(',')}`;
  const argv = ['ippeveprinter', ...`${where} ${what}`.split(' '), name];
  const namespaces = ['-mp', '--fork', '--kill-child', '--mount-proc'];
  const child = spawn('unshare', [...namespaces, 'sh', '-c', SETUP, 'sh', ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const uri = `ipp://localhost:${port}/ipp/print`;
  try {
    await answering(uri, child);
  } catch (error) {
    throw new Error(`ippeveprinter does not answer: ${said}`, { cause: error });
  }
  return {
    port,
    uri,
    secureUri: uri.replace('ipp:', 'ipps:'),
    jobs: () => readJobs(join(root, 'jobs')),
    web: (path) => fetchPage(port, path),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function readJobs(folder: string): Promise<EveJob[]> {
  const numbers = (await readdir(folder))
    .flatMap((file) => (file.endsWith('.env') ? [Number.parseInt(file, 10)] : []))
    .sort((a, b) => a - b);
  return Promise.all(
    numbers.map(async (number) => {
      const variables = (await readFile(join(folder, `${number}.env`), 'utf8')).split('\0');
      const pairs = variables.map((line) => line.split(/=(.*)/s, 2) as [string, string]);
      const asked = Object.fromEntries(pairs.filter(([key]) => key.startsWith('IPP_')));
      return { asked, document: await readFile(join(folder, `${number}.doc`)) };
    }),
  );
}

/** What the printer says of itself, asked by a client of its own. */
export function askPrinter(uri: string, ...attributes: string[]): Promise<IppMessage> {
  return new IppClient({ clock: realClock, user: 'test', silenceMs: 5000 }).request({
    uri,
    operation: Operation['Get-Printer-Attributes'],
    attributes: { 'requested-attributes': keyword(...attributes) },
  });
}

async function answering(uri: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await askPrinter(uri, 'printer-state');
      return;
    } catch (error) {
      if (child.exitCode !== null || attempt > 200) throw error;
      await delay(50);
    }
  }
}

async function fetchPage(port: number, path: string): Promise<string> {
  const answer = await fetch(`http://localhost:${port}${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
