/** Nothing goes past the ledger, however a member's own program asks for it. Real agents. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import * as peerApi from '../../src/api/peer.ts';
import { loadIdentity, type Identity } from '../../src/identity/identity.ts';
import type { PeerTransport, StreamAnswer } from '../../src/net/peer-transport.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { askManifest } from '../../src/transfer/manifest-reader.ts';
import { pieceCount } from '../../src/transfer/manifest.ts';
import { PieceSet } from '../../src/transfer/piece-set.ts';
import { eventually, joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { credentialsOf, speak } from '../support/peer-door.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('activity: what a program of a member does', function () {
  this.timeout(90_000);
  const many = Array.from({ length: 120 }, (_none, at) => `many/${at}.txt`);
  const agents = useAgents();
  const place = temporaryFolder();
  let anna: TestAgent;
  let client: PinnedClient;
  let identity: Identity;
  let share: string;

  before(async () => {
    const root = join(place.path, 'Films');
    mkdirSync(join(root, 'many'), { recursive: true });
    mkdirSync(join(root, 'few'));
    for (const path of many) writeFileSync(join(root, path), path);
    writeFileSync(join(root, 'few/a.txt'), 'a');
    writeFileSync(join(root, 'few/gone.txt'), 'gone');
    writeFileSync(join(root, 'pieces.bin'), randomBytes(3 << 20));
    writeFileSync(join(root, 'broken off.bin'), Buffer.alloc(64 << 20));
    const body = { path: root, name: 'Films', access: 'write' } as const;
    const ben = await agents.start({ name: 'Ben' });
    anna = await agents.start({ name: 'Anna' });
    await joinAll([anna, ben]);
    share = (await anna.call(api.addShare, { body })).id;
    identity = await loadIdentity(ben.home);
    client = new PinnedClient(anna.deviceId, identity, () => ({
      host: anna.host,
      port: anna.peerPort,
    }));
  });
  after(() => {
    client?.close();
    place.remove();
  });

  const whats = async (): Promise<string[]> =>
    (await anna.call(api.listActivity, { query: {} })).map(
      ({ what, target }) => `${what} ${target}`,
    );
  const isNoted = (line: string): Promise<unknown> =>
    eventually(async () => (await whats()).includes(line), 15_000, line);
  const read = async ({ body }: StreamAnswer): Promise<void> => void (await body.toArray());

  it('check 71: that pulls a file by its content', async () => {
    const transport = {
      call: () => assert.fail('not asked for'),
      open: (_device: string, ...asked: Parameters<PinnedClient['open']>) => client.open(...asked),
    } as PeerTransport;
    const { signal } = new AbortController();
    const file = { share, path: 'pieces.bin' };
    const told = await askManifest(transport, anna.deviceId, file, signal);
    const { root, grant } = await told.rest(() => {});
    const want = PieceSet.full(pieceCount(told.layout)).toText();
    const query = { want, most: 1, grant };
    await read(await client.open(peerApi.pullPieces, { params: { root }, query }));
    await isNoted('read Films/pieces.bin');
  });

  it('check 71: that takes a list of hashes alone, a small picture, or words of what it finds', async () => {
    const manifest = { query: { path: 'few/a.txt' }, params: { share } };
    await read(await client.open(peerApi.readManifest, manifest));
    await isNoted('read Films/few/a.txt');
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const root = join(place.path, 'Films');
    mkdirSync(join(root, 'pictures'));
    writeFileSync(join(root, 'pictures/dot.png'), Buffer.from(png, 'base64'));
    const query = { path: 'pictures/dot.png', size: 'small' as const };
    await read(await client.open(peerApi.readPeerThumbnail, { params: { share }, query }));
    await isNoted('read Films/pictures');
    writeFileSync(join(root, 'few/words.txt'), 'The merger is called Bluebird.');
    await eventually(
      async () => {
        const { hits } = await client.call(peerApi.searchPeer, {
          body: { words: 'bluebird', limit: 10 },
        });
        return hits.some(({ snippet }) => snippet !== '');
      },
      30_000,
      'the words are found',
    );
    await isNoted('searched Films');
  });

  it('check 71: that breaks off before the end', async () => {
    const query = { path: 'broken off.bin' };
    const { body } = await client.open(peerApi.readPeerFile, { params: { share }, query });
    body.on('error', () => {});
    await once(body, 'readable');
    body.destroy();
    await isNoted('read Films/broken off.bin');
  });

  it('check 71: that takes many small files at once', async () => {
    const small = (paths: string[]): Promise<StreamAnswer> =>
      client.open(peerApi.readSmallFiles, { params: { share }, body: { paths } });
    await read(await small(['few/a.txt', 'few/none.txt']));
    await isNoted('read Films/few/a.txt');
    await read(await small(many));
    await isNoted('read Films/many');
    assert.ok(!(await whats()).some((line) => line.includes('none.txt')));
  });

  it('check 71: that takes an archive of more than a hundred', async () => {
    const body = { paths: many, format: 'zip' } as const;
    await read(await client.open(peerApi.readPeerArchive, { params: { share }, body }));
    const missing = async (): Promise<number> => {
      const lines = new Set(await whats());
      return many.filter((path) => !lines.has(`read Films/${path}`)).length;
    };
    await eventually(async () => (await missing()) === 0, 15_000, 'all of them are noted');
  });

  it('check 71: that sets a time, or removes something and does not wait for the answer', async () => {
    const params = { share };
    const body = { path: 'few/a.txt', modified: 1e12 };
    await client.call(peerApi.setPeerModified, { params, body });
    await isNoted('wrote Films/few/a.txt');
    const wanted = JSON.stringify({ path: 'few/gone.txt' });
    const { method, path } = peerApi.removePeerEntry;
    const head = [
      `${method} ${path.replace(':share', share)} HTTP/1.1`,
      'host: hallway',
      'content-type: application/json',
      `content-length: ${wanted.length}`,
    ];
    await speak(anna.peerPort, credentialsOf(identity), (socket) =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${wanted}`, () => socket.destroy()),
    );
    await isNoted('removed Films/few/gone.txt');
  });
});
