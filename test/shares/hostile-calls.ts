/**
 * Throws hostile paths at every call of every door that leads to a share: the owner's own local
 * door, a colleague's local door, and the peer door, by a member's own program.
 */
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import * as local from '../../src/api/local.ts';
import * as peer from '../../src/api/peer.ts';
import type { Endpoint, Input } from '../../src/api/endpoint.ts';
import { fromProblem } from '../../src/api/problem.ts';
import { isErrorCode, type HallwayError } from '../../src/base/errors.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import type { TestAgent } from '../support/agents.ts';
import { answerOf, bytesOf, download, openRequest, upload } from '../support/local-stream.ts';
import type { HostileWay } from './hostile-batches.ts';
import type { HostileGround } from './hostile-ground.ts';
import { assertTellsNothing, hostilePath } from './hostile-paths.ts';

/** One call with a hostile path, and another one where it takes two. */
type Call = (path: string, other: string) => Promise<unknown>;

/** A place to attack: a share of the first, which the second may use as well. */
export interface Attacked {
  owner: TestAgent;
  guest: TestAgent;
  share: string;
  ground: HostileGround;
}

const LOCAL_AGENTS = { keepAlive: true, maxSockets: 16 };

/** `place` makes a share of its own for each way. `close` ends the connections. */
export async function callWays(
  place: () => Promise<Attacked>,
): Promise<{ ways: HostileWay[]; close: () => void }> {
  const [own, other, asked] = [await place(), await place(), await place()];
  const client = new PinnedClient(
    asked.owner.deviceId,
    await loadIdentity(asked.guest.home),
    () => ({ host: '127.0.0.1', port: asked.owner.peerPort }),
  );
  const way = (
    door: HostileWay['door'],
    name: string,
    { ground }: Attacked,
    calls: readonly Call[],
  ): HostileWay => ({
    door,
    name,
    ground,
    least: 1,
    next: (random) => {
      const [path, second] = [hostilePath(random), hostilePath(random)];
      const number = Math.floor(random() * calls.length);
      return {
        what: `${name}, call ${number}: ${JSON.stringify([path, second])}`,
        run: () => withstands(() => calls[number]?.(path, second)),
      };
    },
  });
  const connections = new Agent(LOCAL_AGENTS);
  return {
    ways: [
      way('dashboard', "owner's calls", own, localCalls(own.owner, own, connections)),
      way('dashboard', "colleague's calls", other, localCalls(other.guest, other, connections)),
      way('peers', 'peer calls', asked, peerCalls(client, asked)),
    ],
    close: () => {
      client.close();
      connections.destroy();
    },
  };
}

async function withstands(
  work: () => Promise<unknown> | undefined,
  again = true,
): Promise<boolean> {
  try {
    const value = await work();
    const text = Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value ?? '');
    assertTellsNothing(text);
    return true;
  } catch (error) {
    // Half a surrogate pair cannot be put into an address at all.
    if (error instanceof URIError) return false;
    const { code, message } = error as HallwayError | NodeJS.ErrnoException;
    // A door closes a connection that was not used for seconds, which a busy test hears of late.
    if (again && code === 'ECONNRESET') return withstands(work, false);
    assert.ok(isErrorCode(code) && code !== 'agent.internal', `${code} ${message}`);
    assertTellsNothing(message);
    return false;
  }
}

function localCalls(agent: TestAgent, { owner, share }: Attacked, via: Agent): Call[] {
  const params = { device: owner.deviceId, share };
  const body = Buffer.from('written');
  return [
    (path) => agent.call(local.listEntries, { params, query: { path } }),
    (path) => download(agent, local.readEntries, { params, query: { path } }, via),
    (path) => agent.call(local.statEntry, { params, query: { path } }),
    (path) => download(agent, local.readFile, { params, query: { path } }, via),
    (path) => download(agent, local.readThumbnail, { params, query: { path } }, via),
    (path) => agent.call(local.statUpload, { params, query: { path, size: 7 } }),
    (path) => agent.call(local.dropUpload, { params, query: { path, size: 7 } }),
    (path) => agent.call(local.createContentAddress, { params, query: { path } }),
    (path) => agent.call(local.createPlayAddress, { params, body: { path } }),
    (path) => agent.call(local.listPlaySources, { params, query: { path } }),
    (path) => agent.call(local.readSubtitles, { params, query: { path } }),
    (path) => begun(agent, local.followFolder, { params, query: { path } }),
    (path, other) => stream(agent, local.readArchive, { params, body: archive(path, other) }, via),
    (path) => agent.call(local.createArchiveAddress, { params, body: archive(path) }),
    (from, path) =>
      stream(
        agent,
        local.carryEntry,
        {
          params,
          body: { from, to: { ...params, path }, move: from.length % 2 === 0, replace: true },
        },
        via,
      ),
    (path) =>
      upload(agent, local.writeFile, { params, query: { path, keepBoth: true } }, body, via),
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

/** An answer that has no end: it has begun. */
async function begun<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
): Promise<void> {
  const outgoing = openRequest(agent, target, input);
  outgoing.end();
  (await answerOf(outgoing)).destroy();
}

/** The bytes of an answer to a call with a body, or the problem that is in them. */
async function stream<E extends Endpoint>(
  agent: TestAgent,
  target: E,
  input: Input<E>,
  via: Agent,
): Promise<Buffer> {
  const headers = { 'content-type': 'application/json', te: 'trailers' };
  const outgoing = openRequest(agent, target, input, headers, via);
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

function peerCalls(client: PinnedClient, { share }: Attacked): Call[] {
  const params = { share };
  const read = async <E extends Endpoint>(target: E, input: Input<E>): Promise<Buffer> =>
    all((await client.open(target, input)).body);
  return [
    (path) => client.call(peer.listPeerEntries, { params, query: { path } }),
    (path) => read(peer.readPeerEntries, { params, query: { path } }),
    (path) => client.call(peer.statPeerEntry, { params, query: { path } }),
    (path) => read(peer.readPeerFile, { params, query: { path } }),
    (path) => read(peer.readPeerThumbnail, { params, query: { path, size: 'small' } }),
    (path) => read(peer.readManifest, { params, query: { path } }),
    (path) =>
      read(peer.pullSharePieces, { params, query: { path, etag: '"1"', want: 'gA', most: 1 } }),
    (path, other) => read(peer.readSmallFiles, { params, body: { paths: [path, other] } }),
    (path) => client.call(peer.statPeerUpload, { params, query: { path, size: 7 } }),
    (path) => client.call(peer.dropPeerUpload, { params, query: { path, size: 7 } }),
    (path) =>
      client.call(peer.offerFile, {
        params,
        body: { offer: 'o'.repeat(32), path, size: 7, replace: true },
      }),
    (path, other) => read(peer.readPeerArchive, { params, body: archive(path, other) }),
    (path) => client.call(peer.createPeerFolder, { params, query: { path } }),
    (from, to) => client.call(peer.movePeerEntry, { params, body: { from, to, replace: true } }),
    (from, to) => client.call(peer.copyPeerEntry, { params, body: { from, to, replace: true } }),
    (path) => client.call(peer.removePeerEntry, { params, body: { path } }),
    (path) =>
      client.call(peer.addPeerLock, {
        params,
        body: { lock: { path, depth: '0', scope: 'exclusive', owner: '' }, seconds: 1 },
      }),
    (path) => client.call(peer.forgetPeerLocks, { params, body: { path } }),
    (path) => client.call(peer.setPeerModified, { params, body: { path, modified: 1 } }),
    async (path, to) => {
      const { entries } = await client.call(peer.listPeerTrash, { params });
      const id = entries[path.length % Math.max(1, entries.length)]?.id ?? 'a'.repeat(16);
      return client.call(peer.restorePeerTrash, { params, body: { id, to } });
    },
  ];
}
