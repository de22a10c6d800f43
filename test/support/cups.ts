/**
 * A private CUPS for a test: its own configuration, spool, state and sockets below one temporary
 * folder, nothing of the system's touched. Also the device at the end of a queue, as a TCP server.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { addBackends, writeConfiguration } from './cups-configuration.ts';
import { DRIVER_PPD } from './cups-driver.ts';

const CUPSD = '/usr/sbin/cupsd';
const run = promisify(execFile);

/** False where cupsd is not installed; call `this.skip()` then. */
export function cupsInstalled(): boolean {
  return existsSync(CUPSD) && existsSync('/usr/sbin/lpadmin');
}

export interface CupsOptions {
  /** Command line that cupsd runs under, e.g. `['ip', 'netns', 'exec', 'office1']`. */
  prefix?: readonly string[];
  /** Address and port to listen on over TCP; 127.0.0.1 and a free port by default. */
  host?: string;
  port?: number;
  env?: NodeJS.ProcessEnv;
  /** Only root and members of its administrators' group may change queues, as on a real PC. */
  strict?: boolean;
  /** Further device programs by name (the scheme of their device URIs): the text of a script. */
  backends?: Readonly<Record<string, string>>;
  /** How long it keeps a change of a job in memory alone; 0 by default, 30 in CUPS itself. */
  dirtySeconds?: number;
  /** Only signed-in users may send jobs. */
  signIn?: boolean;
}

export interface Cups {
  /** Where an agent finds it (`IppClient`'s server), over TCP. */
  readonly server: { host: string; port: number };
  /** Its domain socket, reachable from every network namespace. */
  readonly socketPath: string;
  /** A queue that hands documents on unchanged, e.g. to a `startSink().uri` or `file:///dev/null`. */
  addRawQueue(name: string, deviceUri: string): Promise<void>;
  /** A queue with a driver that takes PDF, A4 and Letter, both sides, colour and grey. */
  addPdfQueue(name: string, deviceUri: string): Promise<void>;
  /** A queue without a driver, for an IPP Everywhere printer. */
  addEverywhereQueue(name: string, deviceUri: string): Promise<void>;
  /** Prints a file as `lp` does. */
  print(name: string, file: string, ...options: string[]): Promise<void>;
  /** The queue that programs offer first (`lpadmin -d`). */
  makeUsual(name: string): Promise<void>;
  /** `lpadmin -x`. */
  remove(name: string): Promise<void>;
  /** Names of all queues. */
  queues(): Promise<string[]>;
  /** What CUPS tells of a queue, attribute by attribute. */
  queue(name: string): Promise<Record<string, string>>;
  /** The PPD that CUPS made for a queue; undefined while there is none. */
  ppd(name: string): string | undefined;
  /** `cupsdisable`: the queue takes jobs and prints none. */
  pause(name: string): Promise<void>;
  resume(name: string): Promise<void>;
  /** `cupsreject`: the queue takes no jobs. */
  reject(name: string): Promise<void>;
  /** Ends cupsd and keeps its files. */
  halt(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again after `halt`. */
  resumeServer(): Promise<void>;
  /** Ends it and removes every file. */
  stop(): Promise<void>;
}

export async function startCups(options: CupsOptions = {}): Promise<Cups> {
  const root = await mkdtemp(join(tmpdir(), 'hallway-cups-'));
  // Filters and device programs run as user lp.
  await chmod(root, 0o755);
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? (await freePort());
  const socketPath = join(root, 'cups.sock');
  await writeConfiguration(root, {
    host,
    port,
    socketPath,
    strict: options.strict === true,
    signIn: options.signIn === true,
    dirtySeconds: options.dirtySeconds ?? 0,
  });
  if (options.backends) await addBackends(root, options.backends);

  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const argv = [
      ...(options.prefix ?? []),
      CUPSD,
      '-f',
      '-c',
      join(root, 'cupsd.conf'),
      '-s',
      join(root, 'cups-files.conf'),
    ];
    child = spawn(argv[0] ?? CUPSD, argv.slice(1), {
      stdio: 'ignore',
      env: { ...process.env, ...options.env },
    });
    await accepting(socketPath, child);
  };
  const halt = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const administer = async (command: string, ...args: string[]): Promise<void> => {
    await run(`/usr/sbin/${command}`, ['-h', socketPath, ...args]);
  };
  const driver = join(root, 'driver.ppd');
  await writeFile(driver, DRIVER_PPD);
  await start();
  return {
    server: { host, port },
    socketPath,
    addRawQueue: (name, uri) => administer('lpadmin', '-p', name, '-E', '-v', uri),
    addPdfQueue: (name, uri) => administer('lpadmin', '-p', name, '-E', '-v', uri, '-P', driver),
    addEverywhereQueue: (name, uri) =>
      administer('lpadmin', '-p', name, '-E', '-v', uri, '-m', 'everywhere'),
    print: async (name, file, ...more) => {
      await run('/usr/bin/lp', ['-h', socketPath, '-d', name, ...more, file]);
    },
    ppd: (name) => {
      const file = join(root, 'ppd', `${name}.ppd`);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    makeUsual: (name) => administer('lpadmin', '-d', name),
    remove: (name) => administer('lpadmin', '-x', name),
    queues: async () => {
      const { stdout } = await run('/usr/bin/lpstat', ['-h', socketPath, '-e']).catch(() => ({
        stdout: '',
      }));
      return stdout.split('\n').filter((line) => line !== '');
    },
    queue: async (name) => {
      const test = join(root, 'queue.test');
      await writeFile(test, QUEUE_TEST);
      const uri = `ipp://${host}:${port}/printers/${name}`;
      const { stdout } = await run('/usr/bin/ipptool', ['-tv', uri, test]);
      const lines = stdout.matchAll(/^ {8}([a-z-]+) \([^)]*\) = (.*)$/gm);
      return Object.fromEntries(Array.from(lines, ([, key = '', value = '']) => [key, value]));
    },
    pause: (name) => administer('cupsdisable', name),
    resume: (name) => administer('cupsenable', name),
    reject: (name) => administer('cupsreject', name),
    halt,
    resumeServer: start,
    stop: async () => {
      await halt();
      await rm(root, { recursive: true, force: true });
    },
  };
}

const QUEUE_TEST = `{
  OPERATION Get-Printer-Attributes
  GROUP operation-attributes-tag
  ATTR charset attributes-charset utf-8
  ATTR language attributes-natural-language en
  ATTR uri printer-uri $uri
  ATTR keyword requested-attributes all
}
`;

async function accepting(socketPath: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`cupsd ended with ${child.exitCode}`);
    const socket = connect(socketPath);
    const up = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (up) return;
    await delay(25);
  }
  throw new Error('cupsd does not listen');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface Sink {
  /** Device URI of a queue that ends here. */
  readonly uri: string;
  /** What each connection brought, in order. */
  readonly received: readonly Buffer[];
  /** Resolves when so many documents came. */
  count(documents: number): Promise<void>;
  stop(): Promise<void>;
}

/** The printer at the end of a queue: a TCP server that takes bytes (AppSocket). */
export async function startSink(host = '127.0.0.1'): Promise<Sink> {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('end', () => {
      received.push(Buffer.concat(chunks));
      socket.end();
      server.emit('document');
    });
  }).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    // Without snmp=false the backend waits five seconds for an answer that never comes.
    uri: `socket://${host}:${port}/?snmp=false`,
    received,
    count: async (documents) => {
      while (received.length < documents) await once(server, 'document');
    },
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
