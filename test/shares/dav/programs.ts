/** Real programs that carry folders to and from a WebDAV address. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { Mount } from '../../../src/model/mount.ts';
import { HALLWAY, type TestAgent } from '../../support/agents.ts';
import { eventually } from '../../support/eventually.ts';
import { runToEnd, type Finished } from '../../support/finished.ts';
import { sums } from './office-mix.ts';

const PATIENCE_MS = 60 * 60_000;
const AT_ONCE = 200;

export interface Carrier {
  /** Copies a folder of this PC to a new folder at the address. */
  up: (from: string, name: string) => Promise<void>;
  /** Copies a folder at the address to a new folder of this PC. */
  down: (name: string, to: string) => Promise<void>;
  end: () => Promise<void>;
}

/** Where a mix is, where the share has its files, and a folder for what comes back. */
export interface Places {
  mix: string;
  path: string;
  folder: string;
}

/** Carries the mix to a new folder of the share and back; all of it is the same at both ends. */
export async function thereAndBack(
  { mix, path, folder }: Places,
  name: string,
  carrier: Carrier,
): Promise<void> {
  const there = join(path, name);
  const back = join(folder, `${name} back`);
  try {
    await carrier.up(mix, name);
    await carrier.down(name, back);
  } finally {
    await carrier.end();
  }
  const wanted = sums(mix);
  for (const one of [there, back]) {
    assert.deepEqual(sums(one), wanted);
    rmSync(one, { recursive: true });
  }
}

async function run(
  words: readonly string[],
  more: { env?: NodeJS.ProcessEnv; stdin?: string } = {},
): Promise<Finished> {
  const done = await runToEnd(words, {
    timeoutMs: PATIENCE_MS,
    // They write names of files by the locale.
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...more.env },
    ...(more.stdin === undefined ? {} : { stdin: more.stdin }),
  });
  assert.equal(done.code, 0, `${words.join(' ')}\n${done.stdout}${done.stderr}`);
  return done;
}

export async function rclone(
  { url, username, password }: Mount,
  scratch: string,
): Promise<Carrier> {
  const hidden = (await run(['rclone', 'obscure', password])).stdout.trim();
  const env = {
    RCLONE_CONFIG: join(scratch, 'rclone.conf'),
    RCLONE_CONFIG_HALL_TYPE: 'webdav',
    RCLONE_CONFIG_HALL_URL: url,
    RCLONE_CONFIG_HALL_VENDOR: 'other',
    RCLONE_CONFIG_HALL_USER: username,
    RCLONE_CONFIG_HALL_PASS: hidden,
  };
  writeFileSync(env.RCLONE_CONFIG, '');
  return {
    up: async (from, name) => void (await run(['rclone', 'copy', from, `hall:${name}`], { env })),
    down: async (name, to) => void (await run(['rclone', 'copy', `hall:${name}`, to], { env })),
    end: () => Promise.resolve(),
  };
}

type Cadaver = { home: string; tell: (lines: readonly string[]) => Promise<string> };

/** Its `home` is where it looks for its password; it is told a line at a time, and fails at nothing. */
function cadaverAt({ url, username, password }: Mount, scratch: string): Cadaver {
  const home = join(scratch, 'cadaver');
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, '.netrc'),
    `machine 127.0.0.1 login ${username} password ${password}\n`,
    { mode: 0o600 },
  );
  const tell = async (lines: readonly string[]): Promise<string> => {
    const stdin = `${[...lines, 'quit'].join('\n')}\n`;
    const { stdout } = await run(['cadaver', url], { env: { HOME: home }, stdin });
    assert.doesNotMatch(stdout, /failed/, stdout);
    return stdout;
  };
  return { home, tell };
}

/** What a person does with a file. */
export async function cadaver(mount: Mount, scratch: string): Promise<void> {
  const { home, tell } = cadaverAt(mount, scratch);
  writeFileSync(join(home, 'letter.txt'), 'Dear all');
  const stdout = await tell([
    `lcd ${home}`, 'mkcol box', 'cd box', 'put letter.txt', 'lock letter.txt', 'put letter.txt', 'unlock letter.txt',
    'copy letter.txt copy.txt', 'move copy.txt moved.txt', 'ls', 'get moved.txt back.txt', 'propset letter.txt note hello',
    'propget letter.txt note', 'delete moved.txt',
  ]); // biome-ignore format: a list
  assert.match(stdout, /hello/);
  assert.ok(existsSync(join(home, 'back.txt')), stdout);
}

/** It knows no whole folders: `folders` and `files` are the paths below the one that is carried. */
export function cadaverCarrier(
  mount: Mount,
  scratch: string,
  mix: () => { folders: readonly string[]; files: readonly string[] },
): Carrier {
  const { tell } = cadaverAt(mount, scratch);
  const quoted = (...parts: string[]): string => `"${parts.join('/')}"`;
  return {
    up: async (from, name) => {
      const { folders, files } = mix();
      await tell([
        `mkcol ${quoted(name)}`,
        ...folders.map((folder) => `mkcol ${quoted(name, folder)}`),
        ...files.map((file) => `put ${quoted(from, file)} ${quoted(name, file)}`),
      ]);
    },
    down: async (name, to) => {
      const { folders, files } = mix();
      for (const folder of ['', ...folders]) mkdirSync(join(to, folder), { recursive: true });
      await tell(files.map((file) => `get ${quoted(name, file)} ${quoted(to, file)}`));
    },
    end: () => Promise.resolve(),
  };
}

/**
 * Root mounts; undefined where the system lets nobody mount. What is copied down is named, `files`
 * being paths below the folder: with some kernels (6.18, say) davfs2 1.6 lists no folder of any server.
 */
export async function davfs2(
  { url, username, password }: Mount,
  scratch: string,
  files: () => readonly string[],
): Promise<Carrier | undefined> {
  if (!existsSync('/dev/fuse')) return undefined;
  const folder = join(scratch, 'davfs');
  for (const name of ['at', 'cache']) mkdirSync(join(folder, name), { recursive: true });
  // It works as a user of its own.
  for (const one of [scratch, folder, join(folder, 'cache')]) chmodSync(one, 0o777);
  const secrets = join(folder, 'secrets');
  writeFileSync(secrets, `"${url}" "${username}" "${password}"\n`, { mode: 0o600 });
  const conf = join(folder, 'davfs2.conf');
  writeFileSync(
    conf,
    [`secrets ${secrets}`, `cache_dir ${folder}/cache`, 'delay_upload 0', 'use_locks 1', ''].join(
      '\n',
    ),
  );
  const at = join(folder, 'at');
  const mounted = await runToEnd(['mount', '-t', 'davfs', '-o', `conf=${conf}`, url, at], {
    timeoutMs: 60_000,
  });
  if (mounted.code !== 0) {
    process.stdout.write(`      davfs2 cannot mount here: ${mounted.stderr.trim()}\n`);
    return undefined;
  }
  return {
    up: async (from, name) => void (await run(['cp', '-r', from, join(at, name)])),
    down: async (name, to) => {
      for (const file of files()) {
        mkdirSync(dirname(join(to, file)), { recursive: true });
        await run(['cp', join(at, name, file), join(to, file)]);
      }
    },
    // It writes what it holds back, and then ends.
    end: async () => void (await run(['umount', at])),
  };
}

/** GNOME's, by `hallway mount --open`: a session bus and gvfs of its own, without a desktop. */
export async function gio(
  mount: Mount,
  scratch: string,
  { home }: Pick<TestAgent, 'home'>,
  share: string,
): Promise<Carrier> {
  const hallway = async (command: 'mount' | 'unmount', env: NodeJS.ProcessEnv): Promise<void> => {
    const words = [...HALLWAY, '--home', home, command, share];
    await run(command === 'mount' ? [...words, '--open'] : words, { env });
  };
  const runtime = join(scratch, 'run');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  const env: NodeJS.ProcessEnv = { XDG_RUNTIME_DIR: runtime, HOME: scratch, GIO_USE_VFS: 'gvfs' };
  const address = join(runtime, 'bus');
  const bus: ChildProcess = spawn(
    'dbus-daemon',
    ['--session', '--nofork', `--address=unix:path=${address}`],
    {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    },
  );
  env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${address}`;
  await eventually(() => existsSync(address), 10_000, 'the session bus is there');
  await hallway('mount', env);
  const place = mount.url.replace('http://', `dav://${mount.username}@`);
  const copyUp = async (from: string, to: string): Promise<void> => {
    await run(['gio', 'mkdir', to], { env });
    const files: string[] = [];
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), `${to}/${encodeURIComponent(entry.name)}`];
      if (entry.isDirectory()) await copyUp(source, target);
      else files.push(source);
    }
    // Some hundred at a time: a program may be told only so much.
    for (let start = 0; start < files.length; start += AT_ONCE)
      await run(['gio', 'copy', ...files.slice(start, start + AT_ONCE), to], { env });
  };
  const copyDown = async (from: string, to: string): Promise<void> => {
    mkdirSync(to, { recursive: true });
    const files: string[] = [];
    const { stdout } = await run(['gio', 'list', '-l', from], { env });
    for (const line of stdout.split('\n').filter((one) => one !== '')) {
      const [name = '', , kind = ''] = line.split('\t');
      const [source, target] = [`${from}/${encodeURIComponent(name)}`, join(to, name)];
      if (kind.includes('directory')) await copyDown(source, target);
      else files.push(source);
    }
    for (let start = 0; start < files.length; start += AT_ONCE)
      await run(['gio', 'copy', ...files.slice(start, start + AT_ONCE), to], { env });
  };
  return {
    up: (from, name) => copyUp(from, place + encodeURIComponent(name)),
    down: (name, to) => copyDown(place + encodeURIComponent(name), to),
    end: async () => {
      await hallway('unmount', env);
      bus.kill('SIGTERM');
    },
  };
}
