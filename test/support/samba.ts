/** A real Samba of its own: private configuration, ports and state in a folder that a test removes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export const SAMBA_USER = 'clara';
export const SAMBA_PASSWORD = 'Ünter den Linden 7';

const SMBD = '/usr/sbin/smbd';

/** Why no Samba can be had here; undefined where it can. */
export function noSamba(): string | undefined {
  if (!existsSync(SMBD)) return 'needs the package samba';
  return userInfo().uid === 0 ? undefined : 'Samba needs root';
}

export interface SambaOptions {
  /** Lines for `[global]`. */
  global?: readonly string[];
  /** Lines for the shares by their names; each has a folder of its own unless `path` is told. */
  shares?: Readonly<Record<string, readonly string[]>>;
}

export class Samba {
  readonly folder = mkdtempSync(join(tmpdir(), 'hallway-samba-'));
  port = 0;
  readonly #options: SambaOptions;
  #process: ChildProcess | undefined;

  constructor(options: SambaOptions = {}) {
    this.#options = options;
  }

  get host(): string {
    return '127.0.0.1';
  }

  /** Folder of a share. */
  path(share = 'files'): string {
    return join(this.folder, 'shares', share);
  }

  async start(): Promise<void> {
    if (this.port === 0) {
      this.port = await freePort();
      this.#configure();
    }
    this.#process = spawn(SMBD, ['--foreground', '--no-process-group', '-s', this.#file], {
      stdio: 'ignore',
    });
    await this.#answers();
  }

  /** Ends every process of it at once, as a pulled plug does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.folder, 'smb.conf');
  }

  #configure(): void {
    const { global = [], shares = { files: [] } } = this.#options;
    const place = (name: string): string => {
      const path = join(this.folder, name);
      mkdirSync(path, { recursive: true, mode: 0o755 });
      return path;
    };
    const blocks = Object.entries(shares).map(([name, lines]) => {
      const path = this.path(name);
      mkdirSync(path, { recursive: true });
      return [`[${name}]`, `path = ${path}`, 'read only = no', ...lines].join('\n');
    });
    const lines = [
      '[global]',
      `smb ports = ${this.port}`,
      'interfaces = lo',
      'bind interfaces only = yes',
      'server role = standalone server',
      'disable netbios = yes',
      'load printers = no',
      'disable spoolss = yes',
      ...(global.some((l) => l.startsWith('log level')) ? [] : ['log level = 0']),
      `log file = ${join(this.folder, 'log')}`,
      // Names as they are on the disk, and everything as the person who runs the tests.
      'unix charset = UTF-8',
      `force user = ${userInfo().username}`,
      ...[
        'pid directory',
        'lock directory',
        'state directory',
        'cache directory',
        'private dir',
      ].map((what) => `${what} = ${place(what.replaceAll(' ', '-'))}`),
      `ncalrpc dir = ${place('ncalrpc')}`,
      `username map = ${join(this.folder, 'users.map')}`,
      ...global,
      ...blocks,
    ];
    writeFileSync(join(this.folder, 'users.map'), `${userInfo().username} = ${SAMBA_USER}\n`);
    writeFileSync(this.#file, `${lines.join('\n')}\n`);
    execFileSync('smbpasswd', ['-c', this.#file, '-s', '-a', userInfo().username], {
      input: `${SAMBA_PASSWORD}\n${SAMBA_PASSWORD}\n`,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await canConnect(this.port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('smbd did not start');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const over = new Promise((resolve) => running.once('exit', resolve));
    // Its children first: each connection is one.
    for (const pid of childrenOf(running.pid)) kill(pid, signal);
    running.kill(signal);
    await over;
    // Its helpers are daemons of their own; only the configuration that they name is this one's.
    for (const pid of namedIn(this.#file)) kill(pid, signal);
  }
}

function childrenOf(pid: number): number[] {
  try {
    const found = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return found.split('\n').map(Number).filter((one) => one > 0); // biome-ignore format: one line
  } catch {
    return [];
  }
}

function namedIn(file: string): number[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file);
    } catch {
      return false;
    }
  });
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
