/**
 * Throws hostile paths at every call of every door that leads to a share: the owner's own local
 * door, a colleague's local door, and the peer door, by a member's own program.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as local from '../../src/api/local.ts';
import * as peer from '../../src/api/peer.ts';
import type { Endpoint, Input } from '../../src/api/endpoint.ts';
import { fromProblem } from '../../src/api/problem.ts';
import { isErrorCode, type HallwayError } from '../../src/base/errors.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import type { TestAgent } from '../support/agents.ts';
import { answerOf, bytesOf, download, openRequest, upload } from '../support/local-stream.ts';
import { seeded } from '../support/seeded.ts';
import { addressDoors, throwAddress } from './hostile-addresses.ts';
import { hostilePath, SECRET } from './hostile-paths.ts';

export interface Doors {
  owner: TestAgent;
  guest: TestAgent;
  share: string;
  top: string;
  root: string;
}

/** One call with a hostile path, and another one where it takes two. */
type Throw = (path: string, other: string) => Promise<unknown>;

const AT_ONCE = 16;
const FRESH_EVERY = 320;

/** The number of calls at each door that came to something. */
export async function attackDoors(doors: Doors, each: number, seed: number): Promise<number[]> {
  const client = new PinnedClient(
    doors.owner.deviceId,
    await loadIdentity(doors.guest.home),
    () => ({
      host: '127.0.0.1',
      port: doors.owner.peerPort,
    }),
  );
  const random = seeded(seed);
  const answered: number[] = [];
  try {
    for (const throws of [
      localThrows(doors.owner, doors),
      localThrows(doors.guest, doors),
      peerThrows(client, doors),
    ]) {
      let done = 0;
      for (let round = 0; round < each; round += AT_ONCE) {
        if (round % FRESH_EVERY === 0) refill(doors.root);
        const work = Array.from({ length: Math.min(AT_ONCE, each - round) }, async () => {
          const [path, other] = [hostilePath(random), hostilePath(random)];
          const thrown = throws[Math.floor(random() * throws.length)];
          if (await withstands(() => thrown?.(path, other), JSON.stringify([path, other]))) done++;
        });
        await Promise.all(work);
      }
      answered.push(done);
    }
  } finally {
    client.close();
  }
  return answered;
}

/** The number of addresses at each door that were answered with something. */
export async function attackAddresses(
  doors: Doors,
  each: number,
  seed: number,
): Promise<Map<string, number>> {
  const answered = new Map<string, number>();
  for (const { name, next } of await addressDoors(doors, seeded(seed))) {
    let done = 0;
    for (let round = 0; round < each; round += AT_ONCE) {
      if (round % FRESH_EVERY === 0) refill(doors.root);
      const statuses = await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, each - round) }, async (_, index) =>
          throwAddress(await next(round + index)),
        ),
      );
      done += statuses.filter((status) => status >= 200 && status < 300).length;
    }
    answered.set(name, done);
  }
  return answered;
}

async function withstands(
  work: () => Promise<unknown> | undefined,
  what: string,
): Promise<boolean> {
  try {
    const value = await work();
    const text = Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value ?? '');
    assert.ok(!text.includes(SECRET) && !text.includes('nobody knows this name'), what);
    return true;
  } catch (error) {
    // Half a surrogate pair cannot be put into an address at all.
    if (error instanceof URIError) return false;
    const { code, message } = error as HallwayError;
    assert.ok(isErrorCode(code) && code !== 'agent.internal', `${what}: ${code} ${message}`);
    return false;
  }
}

function localThrows(agent: TestAgent, { owner, share }: Doors): Throw[] {
  const params = { device: owner.deviceId, share };
  const body = Buffer.from('written');
  return [
    (path) => agent.call(local.listEntries, { params, query: { path } }),
    (path) => download(agent, local.readEntries, { params, query: { path } }),
    (path) => agent.call(local.statEntry, { params, query: { path } }),
    (path) => download(agent, local.readFile, { params, query: { path } }),
    (path) => download(agent, local.readThumbnail, { params, query: { path } }),
    (path) => agent.call(local.statUpload, { params, query: { path, size: 7 } }),
    (path) => agent.call(local.createContentAddress, { params, query: { path } }),
    (path, other) => stream(agent, local.readArchive, { params, body: archive(path, other) }),
    (path) => agent.call(local.createArchiveAddress, { params, body: archive(path) }),
    (from, path) =>
      stream(agent, local.carryEntry, {
        params,
        body: { from, to: { ...params, path }, move: from.length % 2 === 0, replace: true },
      }),
    (path) => upload(agent, local.writeFile, { params, query: { path, keepBoth: true } }, body),
    (path) => agent.call(local.createFolder, { params, query: { path } }),
    (from, to) => agent.call(local.moveEntry, { params, body: { from, to, replace: true } }),
    (from, to) => agent.call(local.copyEntry, { params, body: { from, to, replace: true } }),
    (path) => agent.call(local.removeEntry, { params, body: { path } }),
    async (path, to) => {
      const { entries } = await agent.call(local.listTrash, { params });
      const id = entries[path.length % Math.max(1, entries.length)]?.id ?? 'a'.repeat(16);
      return agent.call(local.restoreTrash, { params, body: { id, to } });
    },
  ];
}

function archive(...paths: string[]): { paths: string[]; format: 'zip' | 'tar' } {
  return { paths, format: (paths[0]?.length ?? 0) % 2 === 0 ? 'zip' : 'tar' };
}

/** The bytes of an answer to a call with a body, or the problem that is in them. */
async function stream<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
): Promise<Buffer> {
  const headers = { 'content-type': 'application/json', te: 'trailers' };
  const outgoing = openRequest(agent, target, input, headers);
  outgoing.end(JSON.stringify((input as { body: unknown }).body));
  const bytes = await bytesOf(await answerOf(outgoing));
  const last = bytes.toString('latin1').trimEnd().split('\n').at(-1) ?? '';
  if (last.startsWith('{"error"')) throw fromProblem(JSON.parse(last), 'agent.internal');
  return bytes;
}

async function all(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function peerThrows(client: PinnedClient, { share }: Doors): Throw[] {
  const params = { share };
  return [
    (path) => client.call(peer.listPeerEntries, { params, query: { path } }),
    async (path) => {
      const { body } = await client.open(peer.readPeerEntries, { params, query: { path } });
      return all(body);
    },
    (path) => client.call(peer.statPeerEntry, { params, query: { path } }),
    async (path) => {
      const { body } = await client.open(peer.readPeerFile, { params, query: { path } });
      return all(body);
    },
    async (path) => {
      const query = { path, size: 'small' as const };
      return all((await client.open(peer.readPeerThumbnail, { params, query })).body);
    },
    (path) => client.call(peer.statPeerUpload, { params, query: { path, size: 7 } }),
    (path) =>
      client.call(peer.offerFile, {
        params,
        body: { offer: 'o'.repeat(22), path, size: 7, replace: true },
      }),
    async (path, other) => {
      const body = archive(path, other);
      return all((await client.open(peer.readPeerArchive, { params, body })).body);
    },
    (path) => client.call(peer.createPeerFolder, { params, query: { path } }),
    (from, to) => client.call(peer.movePeerEntry, { params, body: { from, to, replace: true } }),
    (from, to) => client.call(peer.copyPeerEntry, { params, body: { from, to, replace: true } }),
    (path) => client.call(peer.removePeerEntry, { params, body: { path } }),
    (path) => client.call(peer.setPeerModified, { params, body: { path, modified: 1 } }),
    async (path, to) => {
      const { entries } = await client.call(peer.listPeerTrash, { params });
      const id = entries[path.length % Math.max(1, entries.length)]?.id ?? 'a'.repeat(16);
      return client.call(peer.restorePeerTrash, { params, body: { id, to } });
    },
  ];
}

/** What the calls moved away is there again, so that they go on meaning something. */
function refill(root: string): void {
  for (const folder of ['a/b', 'deep', 'etc'])
    try {
      mkdirSync(join(root, folder), { recursive: true });
    } catch {
      // A file has the name by now.
    }
  for (const file of ['a/file.txt', 'a/b/file.txt', 'file.txt'])
    try {
      writeFileSync(join(root, file), 'inside', { flag: 'wx' });
    } catch {
      // It is there, or its folder is a file by now.
    }
}

/** What stands beside the share, with its content. */
export function outside({ top }: Pick<Doors, 'top'>): string[] {
  const below = ['outside', 'share-2', 'taken'].flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, withFileTypes: true }),
  );
  const text = below.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`;
  });
  return [...readdirSync(top), ...text].sort();
}
