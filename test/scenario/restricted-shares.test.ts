/**
 * A share that is for some is for others as if it were not: a member without the right asks for it by
 * every call of every door, while one who has the right works in it, and hears what it would hear of a
 * share that nobody has.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { BEARER_PROTOCOL_PREFIX, EVENTS_PATH, EVENTS_PROTOCOL } from '../../src/api/events.ts';
import { endpointPath } from '../../src/api/endpoint.ts';
import * as api from '../../src/api/local.ts';
import * as peer from '../../src/api/peer.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { mountOf, dav } from '../shares/dav/dav-office.ts';
import { HIDDEN_FILE, type ShareAsk, shareAsks } from '../shares/share-asks.ts';
import { joinAll, type TestAgent, useAgents } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { download, upload } from '../support/local-stream.ts';
import { RawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { addShare, seesShare } from './edge-office.ts';

const NOBODYS = 'b'.repeat(16);
const TOLD = /Salaries|wage slip|wageswages|raise\.txt|salamander/iu;
/** What Carla's program does not name itself. */
const NEVER_ASKED = /Salaries|wageswages|salamander/iu;
/** In pieces, and several of them. */
const SIZE = 3_000_000;

describe('a share that is not for everybody', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const place = temporaryFolder();
  const client = new RawClient();
  after(() => {
    client.close();
    place.remove();
  });
  let anna: TestAgent;
  let ben: TestAgent;
  let carla: TestAgent;
  let hidden: string;
  let open: string;
  let root: string;
  const pushed: string[] = [];
  let page: WebSocket;

  before(async () => {
    [anna, ben, carla] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
      agents.start({ name: 'Carla' }),
    ]);
    await joinAll([anna, ben, carla]);
    page = new WebSocket(new URL(EVENTS_PATH, carla.url), [
      EVENTS_PROTOCOL,
      BEARER_PROTOCOL_PREFIX + carla.token,
    ]);
    page.on('message', (data: Buffer) => void pushed.push(data.toString()));
    for (const name of ['Salaries', 'Open']) mkdirSync(join(place.path, name));
    writeFileSync(join(place.path, 'Salaries', HIDDEN_FILE), Buffer.alloc(SIZE, 'wages'));
    writeFileSync(join(place.path, 'Open', 'lunch.txt'), 'pasta');
    const secret = await addShare(anna, join(place.path, 'Salaries'), 'Salaries', {
      access: 'write',
      with: [ben.deviceId],
    });
    const free = await addShare(anna, join(place.path, 'Open'), 'Open', { access: 'write' });
    [hidden, open] = [secret.id, free.id];
    await Promise.all([seesShare(ben, secret), seesShare(ben, free), seesShare(carla, free)]);
    await work();
  });
  after(() => page.close());

  /** What Ben does there in a day. */
  async function work(): Promise<void> {
    const params = { device: anna.deviceId, share: hidden };
    const target = join(place.path, 'bens');
    const order = { ...params, path: HIDDEN_FILE, target };
    await ben.call(api.startTransfer, { body: order });
    await eventually(
      async () => (await ben.call(api.listTransfers, {})).some(({ state }) => state === 'done'),
      20_000,
      'Ben has the file',
    );
    const manifest = await client.ask({
      method: 'GET',
      origin: `https://127.0.0.1:${anna.peerPort}`,
      path: endpointPath(peer.readManifest, { share: hidden }, { path: HIDDEN_FILE }),
      tls: await keyOf(ben),
    });
    root = /"root":"([a-z2-7]+)"/u.exec(manifest.text)?.[1] ?? '';
    await upload(
      ben,
      api.writeFile,
      { params, query: { path: 'raise.txt' } },
      Buffer.from('one salamander more'),
    );
    await download(ben, api.readFile, { params, query: { path: 'raise.txt' } });
    await ben.call(api.copyEntry, { params, body: { from: 'raise.txt', to: 'raise.txt 2' } });
    await ben.call(api.removeEntry, { params, body: { path: 'raise.txt 2' } });
    await eventually(
      async () => (await found(ben, 'salamander')).hits.length > 0,
      20_000,
      'Ben finds it by its text',
    );
  }

  async function found(
    agent: TestAgent,
    words: string,
  ): Promise<{ hits: unknown[]; answered: number; text: string }> {
    const { text } = await client.ask({
      method: 'POST',
      origin: agent.url,
      path: api.search.path,
      headers: {
        authorization: `Bearer ${agent.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ words }),
    });
    const last = JSON.parse(text.trim().split('\n').at(-1) ?? '') as {
      hits: unknown[];
      answered: number;
    };
    return { ...last, text };
  }

  /** Asks for that share and for one that nobody has, and hears the same. */
  async function same(
    asks: (share: string) => ShareAsk[],
    send: (ask: ShareAsk) => Promise<{ status: number; text: string }>,
  ): Promise<number> {
    const others = asks(NOBODYS);
    for (const [index, ask] of asks(hidden).entries()) {
      const other = others[index];
      assert.ok(other);
      const [heard, expected] = [await send(ask), await send(other)];
      assert.doesNotMatch(heard.text, NEVER_ASKED, ask.name);
      assert.deepEqual(bare(heard), bare(expected), ask.name);
    }
    return others.length;
  }

  /** Without what names the very share or the very answer, and how far it is in between. */
  function bare({ status, text }: { status: number; text: string }): object {
    const plain = text
      .replaceAll(/^\{"progress".*\n/gmu, '')
      .replaceAll(hidden, 'SHARE')
      .replaceAll(NOBODYS, 'SHARE')
      .replaceAll(/"(?:id|started|at|created)":(?:"[^"]*"|\d+)/g, '"…"');
    return { status, plain };
  }

  // First: what she asks for below stands in her own lists and logs.
  it('check 97: was neither pushed to her pages nor kept on her disk', async () => {
    await carla.call(api.verifyActivity, {});
    for (const target of [api.listActivity, api.listTransfers, api.listPeers, api.listMembers])
      assert.doesNotMatch(JSON.stringify(await carla.call(target, { query: {} })), TOLD);
    assert.ok(pushed.some((text) => text.includes('Open')));
    assert.deepEqual(
      pushed.filter((text) => TOLD.test(text)),
      [],
    );
    for (const entry of readdirSync(carla.home, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      assert.doesNotMatch(readFileSync(path, 'latin1'), TOLD, path);
    }
  });

  it('check 97: is for the peer door a share that is not there, whoever asks without the right', async () => {
    const tls = await keyOf(carla);
    const asked = await same(
      (share) => shareAsks(peer, { device: anna.deviceId, share }, ''),
      ({ method, path, body }) =>
        client.ask({
          method,
          origin: `https://127.0.0.1:${anna.peerPort}`,
          path,
          ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
          tls,
        }),
    );
    assert.ok(asked > 20, `${asked} calls`);
  });

  it('check 97: is so for her own dashboard and command line', async () => {
    const target = join(place.path, 'carlas');
    const asked = await same(
      (share) => shareAsks(api, { device: anna.deviceId, share }, target),
      ({ name, method, path, body }) =>
        client.ask({
          method,
          begun: name === 'followFolder',
          origin: carla.url,
          path,
          headers: {
            authorization: `Bearer ${carla.token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': body === 'x' ? 'application/octet-stream' : 'application/json' }),
          },
          ...(body === undefined ? {} : { body }),
        }),
    );
    assert.ok(asked > 20, `${asked} calls`);
    await eventually(
      async () => {
        const transfers = await carla.call(api.listTransfers, {});
        return transfers.every(({ problem }) => problem?.code === 'share.not_found');
      },
      15_000,
      'nothing is on its way to her',
    );
    const shares = await carla.call(api.listShares, {});
    assert.deepEqual(
      shares.map(({ name }) => name),
      ['Open'],
    );
  });

  it('check 97: has neither name nor count by WebDAV', async () => {
    const mount = await mountOf(carla, (await anna.call(api.listShares, {})).find(isOpen)!);
    const seen = await dav(mount, 'PROPFIND', '/dav/Anna/', { headers: { depth: '1' } });
    assert.equal(seen.text.match(/<D:response>/g)?.length, 2, seen.text);
    for (const method of ['GET', 'PROPFIND', 'PUT', 'DELETE', 'LOCK', 'MKCOL', 'OPTIONS'])
      for (const path of ['', HIDDEN_FILE]) {
        const ask = (share: string): ReturnType<typeof dav> =>
          dav(mount, method, `/dav/Anna/${share}/${encodeURIComponent(path)}`, {
            headers: { depth: '0' },
          });
        const [heard, nothing] = [await ask('Salaries'), await ask('Nothings')];
        assert.equal(heard.status, nothing.status, `${method} ${path}`);
        assert.equal(heard.text.replaceAll('Salaries', 'Nothings'), nothing.text);
      }
  });

  it('check 97: is in no answer of the search, and nothing says that something is left out', async () => {
    const nothing = await found(carla, 'hippopotamus');
    for (const words of ['salamander', 'wage slip', 'Salaries', 'raise']) {
      const { hits, answered, text } = await found(carla, words);
      assert.deepEqual(hits, [], text);
      assert.equal(answered, nothing.answered);
    }
  });

  it('check 97: gives no piece, though Ben and Anna hold its file and its root is known', async () => {
    assert.match(root, /^[a-z2-7]{52}$/u);
    const tls = await keyOf(carla);
    const ask = (port: number, content: string): Promise<{ status: number; text: string }> =>
      client.ask({
        method: 'GET',
        origin: `https://127.0.0.1:${port}`,
        path: `/peer/v1/swarms/${content}/pieces?want=gA&most=1`,
        tls,
      });
    for (const { peerPort } of [anna, ben]) {
      const [heard, nothing] = [await ask(peerPort, root), await ask(peerPort, 'c'.repeat(52))];
      assert.ok(heard.status >= 400);
      assert.deepEqual(heard, nothing);
    }
  });

  it('check 97: is on no page of a guest', async () => {
    const { urls } = await anna.call(api.addGuestLink, {
      body: { name: 'Visitor', expiresIn: 3600, take: [join(place.path, 'Open')] },
    });
    const { origin, pathname } = new URL(urls[0] ?? '');
    for (const path of ['', '/link', '/take/0', '/take/1', `/take/${hidden}`]) {
      const { text } = await client.ask({ method: 'GET', origin, path: pathname + path });
      assert.doesNotMatch(text, TOLD);
    }
  });

  async function keyOf({ home }: TestAgent): Promise<{ key: string; cert: string }> {
    const { privateKeyPem: key, certificatePem: cert } = await loadIdentity(home);
    return { key, cert };
  }

  const isOpen = ({ id }: { id: string }): boolean => id === open;
});
