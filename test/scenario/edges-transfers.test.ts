/** Large files between two PCs: whole to the bit, in little memory, and through sudden deaths. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { eventually, HALLWAY, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  addShare,
  assertDone,
  assertFails,
  assertUnhurt,
  seesPeer,
  seesShare,
} from './edge-office.ts';

const MB = 1_000_000;
const LARGE = 200 * MB;
/** An agent must not need more than this on top for a file of any size. */
const GROWTH = 80 * MB;

describe('edges: large files between two PCs', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const at = (...names: string[]): string => join(folder.path, ...names);
  const shared = at('shared');

  let owner: TestAgent;
  let guest: TestAgent;
  let share: OwnShare;
  let expected: string;

  before(async () => {
    mkdirSync(shared);
    writeFileSync(at('endless.bin'), '');
    truncateSync(at('endless.bin'), 4000 * MB);
    expected = writeLarge(join(shared, 'large.bin'), LARGE);
    [owner, guest] = await Promise.all([
      agents.start({ name: 'Owner' }),
      agents.start({ name: 'Guest', env: { HALLWAY_PATIENCE: '3' } }),
    ]);
    await joinAll([owner, guest]);
    share = await addShare(owner, shared, 'Large', { access: 'write' });
    await seesShare(guest, share);
  });

  const unfinished = (): string[] =>
    readdirSync(shared).filter((name) => name.startsWith('.hallway-'));
  const uploading = (): Promise<unknown> =>
    eventually(
      () => unfinished().some((name) => statSync(join(shared, name)).size > 5 * MB),
      10_000,
      'the upload has begun',
    );

  it('carries 200 MB in both directions, the same to the bit, in little memory', async function () {
    // The peak of a process is known on Linux only.
    if (platform() !== 'linux') this.skip();
    const before = [owner, guest].map(({ pid }) => resident(pid, 'VmRSS'));
    const got = await guest.cli('get', 'Owner/Large/large.bin', at('got.bin'), '--json');
    assertDone(got);
    assert.equal(got.json<{ hash: string }>().hash, expected);
    assert.equal(await hashOf(at('got.bin')), expected);
    const put = await guest.cli('put', at('got.bin'), 'Owner/Large/put.bin', '--json');
    assertDone(put);
    assert.equal(await hashOf(join(shared, 'put.bin')), expected);
    const growth = [owner, guest].map(
      ({ pid }, index) => resident(pid, 'VmHWM') - (before[index] ?? 0),
    );
    const seconds = [got, put].map((one) => one.json<{ seconds: number }>().seconds);
    const [ownerMb, guestMb] = growth.map((bytes) => Math.round(bytes / MB));
    this.test!.title += ` (owner +${ownerMb} MB, guest +${guestMb} MB; ${seconds.join(' and ')} s)`;
    for (const bytes of growth) assert.ok(bytes < GROWTH, `grew by ${growth.join(' and ')} bytes`);
    assert.deepEqual(unfinished(), []);
  });

  /** What of the upload could be gone on with. */
  const arrived = async (): Promise<number> => {
    const params = { device: owner.deviceId, share: share.id };
    const query = { path: 'endless.bin', size: 4000 * MB };
    return (await guest.call(api.statUpload, { params, query })).bytes;
  };

  it('leaves nothing to be seen when a person stops the command of an upload', async () => {
    const stop = new AbortController();
    const put = start(guest, ['put', at('endless.bin'), 'Owner/Large/endless.bin'], stop.signal);
    await uploading();
    stop.abort();
    await assert.rejects(put, { name: 'AbortError' });
    await eventually(async () => (await arrived()) > 0, 10_000, 'what came is kept');
    assert.equal(unfinished().length, 1);
    assert.ok(!existsSync(join(shared, 'endless.bin')));
  });

  it('leaves nothing to be seen when the sending PC dies in the middle of an upload', async () => {
    const put = start(guest, ['put', at('endless.bin'), 'Owner/Large/endless.bin']);
    await uploading();
    await guest.kill('SIGKILL');
    assert.notEqual(await put, 0);
    assert.ok(!existsSync(join(shared, 'endless.bin')));
    await guest.start();
    await seesShare(guest, share);
    await eventually(async () => (await arrived()) > 0, 10_000, 'what came is kept');
    assert.equal(unfinished().length, 1);
    const listed = await guest.cli('ls', 'Owner/Large', '--json');
    const names = listed.json<{ name: string }[]>().map(({ name }) => name);
    assert.ok(names.includes('large.bin') && !names.some((name) => /endless|hallway/.test(name)));
  });

  it('leaves nothing to be seen when the owner dies in the middle of an upload', async () => {
    const put = start(guest, ['put', at('endless.bin'), 'Owner/Large/endless.bin']);
    await uploading();
    await owner.kill('SIGKILL');
    assert.equal(await put, 1);
    assert.ok(!existsSync(join(shared, 'endless.bin')));
    await owner.start();
    await seesShare(guest, share);
    assert.ok((await arrived()) > 0, 'what came is kept over a restart');
    assert.equal(unfinished().length, 1);
  });

  it('goes on with a download after the owner died in the middle of it', async () => {
    const parts = (): string[] => readdirSync(at('again')).filter((name) => name.endsWith('.part'));
    mkdirSync(at('again'));
    // Long enough that its middle is not missed.
    truncateSync(join(shared, 'large.bin'), LARGE + 150 * MB);
    const whole = await hashOf(join(shared, 'large.bin'));
    const get = start(guest, ['get', 'Owner/Large/large.bin', at('again', 'large.bin')]);
    await eventually(
      () => parts().some((name) => written(at('again', name)) > 20 * MB),
      10_000,
      'the download has begun',
    );
    await owner.kill('SIGKILL');
    assert.equal(await get, 1);
    const [part = ''] = parts();
    const before = statSync(at('again', part));
    const there = written(at('again', part));
    assert.ok(there > 20 * MB && there < LARGE + 150 * MB, String(there));
    assert.ok(!existsSync(at('again', 'large.bin')));
    assertFails(
      await guest.cli('get', 'Owner/Large/large.bin', at('meanwhile.bin')),
      /Owner is not reachable now/,
    );

    await owner.start();
    await seesPeer(guest, owner);
    await seesShare(guest, share);
    assertDone(await guest.cli('get', 'Owner/Large/large.bin', at('again', 'large.bin')));
    const now = statSync(at('again', 'large.bin'));
    assert.equal(await hashOf(at('again', 'large.bin')), whole);
    assert.deepEqual([now.ino, now.birthtimeMs], [before.ino, before.birthtimeMs], 'it went on');
    assert.deepEqual(parts(), []);
  });

  it('leaves both agents unhurt', () => assertUnhurt([owner, guest]));
});

/** Writes `bytes` of noise, and returns their SHA-256. */
function writeLarge(path: string, bytes: number): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  const noise = randomBytes(MB);
  for (let written = 0; written < bytes; written += MB) {
    // No two pieces are the same, so that none can stand for another.
    noise.writeUInt32BE(written, 0);
    hash.update(noise);
    writeSync(file, noise);
  }
  closeSync(file);
  return hash.digest('hex');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: MB }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Bytes of a file that are on the disk: one that comes in pieces is sparse. */
function written(path: string): number {
  return statSync(path).blocks * 512;
}

/** Memory of a process in bytes, now (`VmRSS`) or at its peak (`VmHWM`): proc_pid_status(5). */
function resident(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** Runs a command that somebody else will end; resolves with its exit status. */
async function start(
  agent: TestAgent,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<number | null> {
  const [command = '', ...rest] = [...HALLWAY, '--home', agent.home, ...args];
  const child = spawn(command, rest, { stdio: 'ignore', timeout: 30_000, signal });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
