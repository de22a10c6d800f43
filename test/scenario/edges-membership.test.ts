/** Who may do what: wrong codes, strangers, namesakes, shares for one PC, and a member put out. */
import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import * as peerApi from '../../src/api/peer.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { eventually, HALLWAY, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { runToEnd } from '../support/finished.ts';
import { answerOf, openRequest } from '../support/local-stream.ts';
import { temporaryFolder } from '../support/temporary.ts';
import {
  addShare,
  assertDone,
  assertFails,
  assertUnhurt,
  seesPeer,
  seesShare,
} from './edge-office.ts';

describe('edges: who may do what', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const open = join(folder.path, 'open');
  const secret = join(folder.path, 'secret');

  let anna: TestAgent;
  let ben: TestAgent;
  let namesake: TestAgent;
  let stranger: TestAgent;

  before(async () => {
    for (const [path, text] of [
      [open, 'for all'],
      [secret, 'for one'],
    ] as const) {
      mkdirSync(path);
      writeFileSync(join(path, 'note.txt'), text);
    }
    [anna, ben, namesake, stranger] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
      agents.start({ name: 'Ben' }),
      agents.start({ name: 'Stranger' }),
    ]);
    await anna.call(api.createWorkgroup, { body: { name: 'Office' } });
    await stranger.call(api.createWorkgroup, { body: { name: 'Others' } });
  });

  it('refuses a wrong code, and takes the right one after it', async () => {
    const { code } = await anna.call(api.openInvitation, { body: { approve: true } });
    const wrong = code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
    const refused = await ben.cli('workgroup', 'join', wrong, '--at', anna.at, '--json');
    assertFails(refused, /code/i);
    assert.equal(refused.json<{ error: { code: string } }>().error.code, 'pairing.wrong_code');
    assert.equal((await ben.call(api.getStatus, {})).workgroup, null);
    assertDone(await ben.cli('workgroup', 'join', code, '--at', anna.at));
    assert.equal((await ben.call(api.getStatus, {})).workgroup?.name, 'Office');
    await letIn(anna, namesake);
    await seesPeer(anna, ben);
    await seesPeer(anna, namesake);
  });

  it('tells namesakes apart by their id and asks when a name means two', async () => {
    const ambiguous = await anna.cli('ls', 'Ben', '--json');
    assertFails(ambiguous, /more than one device/);
    for (const { deviceId } of [ben, namesake]) assert.ok(ambiguous.stderr.includes(deviceId));
    const path = join(folder.path, 'namesake');
    mkdirSync(path);
    writeFileSync(join(path, 'mine.txt'), 'the second Ben');
    const share = await addShare(namesake, path, 'Mine');
    await seesShare(anna, share);
    const prefix = namesake.deviceId.slice(0, 10);
    const target = join(folder.path, 'from-namesake.txt');
    assertDone(await anna.cli('get', `${prefix}/Mine/mine.txt`, target));
    const other = await anna.cli('ls', ben.deviceId, '--json');
    assert.deepEqual(other.json(), []);
  });

  it('shows a share for one PC to nobody else, not on the LAN either', async () => {
    const all = await addShare(anna, open, 'Open');
    assertDone(await anna.cli('share', 'add', secret, '--name', 'Secret', '--with', ben.deviceId));
    const own = await anna.call(api.listOwnShares, {});
    const hidden = own.find(({ name }) => name === 'Secret');
    assert.ok(hidden);
    await Promise.all([seesShare(ben, hidden), seesShare(ben, all), seesShare(namesake, all)]);
    const theirs = await namesake.call(api.listShares, {});
    assert.ok(!theirs.some(({ id }) => id === hidden.id));
    const params = { device: anna.deviceId, share: hidden.id };
    for (const query of [{ path: '' }, { path: 'note.txt' }])
      await assert.rejects(namesake.call(api.listEntries, { params, query }), {
        code: 'share.not_found',
      });
    assertFails(await namesake.cli('ls', 'Anna/Secret'), /There is no share of Anna/);
    assert.match((await ben.cli('ls', 'Anna/Secret')).stdout, /note\.txt/);

    const near = (): Promise<string[]> =>
      stranger
        .call(api.listNearby, {})
        .then((list) =>
          list.filter(({ device }) => device === anna.deviceId).map(({ name }) => name),
        );
    await eventually(async () => (await near()).includes('Open'), 8000, 'the LAN shows Open');
    assert.ok(!(await near()).includes('Secret'));
  });

  it('lets a stranger neither list nor read nor print, whatever he knows', async () => {
    const [share] = await anna.call(api.listOwnShares, {});
    assert.ok(share);
    const printer = await anna.call(api.addPrinter, {
      body: { uri: `file://${join(folder.path, 'printed')}`, name: 'Tray' },
    });
    assertFails(await stranger.cli('ls', 'Anna'), /no device called/);
    const params = { device: anna.deviceId, share: share.id };
    await assert.rejects(stranger.call(api.listEntries, { params, query: {} }), {
      code: 'workgroup.not_member',
    });
    const identity = await loadIdentity(stranger.home);
    const at = { host: anna.host, port: anna.peerPort };
    const attempt = async (): Promise<string[]> => {
      const client = new PinnedClient(anna.deviceId, identity, () => at);
      const body = {
        id: '6c84fb90-12c4-41e1-840d-725aa7b63850',
        offer: 'a'.repeat(32),
        name: 'n',
        owner: 'o',
        format: 'application/pdf',
        bytes: 1,
        sha256: '0'.repeat(64),
        options: {},
        created: 0,
      };
      const tries: (() => Promise<unknown>)[] = [
        () => client.call(peerApi.listResources, {}),
        () => client.call(peerApi.listPeerEntries, { params: { share: share.id }, query: {} }),
        () =>
          client.open(peerApi.readPeerFile, {
            params: { share: share.id },
            query: { path: 'note.txt' },
          }),
        () => client.call(peerApi.offerJob, { params: { printer: printer.id }, body }),
        () => client.call(peerApi.pushStatements, { body: { statements: [] } }),
      ];
      const codes: string[] = [];
      for (const one of tries)
        codes.push(
          await one().then(
            () => 'let in',
            (error: { code: string }) => error.code,
          ),
        );
      client.close();
      return codes;
    };
    assert.deepEqual(await attempt(), Array(5).fill('peer.unreachable'));
    // While a code is shown he may pair, and still nothing else.
    await anna.call(api.openInvitation, { body: { approve: false } });
    assert.deepEqual(await attempt(), Array(5).fill('workgroup.not_member'));
    await anna.call(api.closeInvitation, {});
    assert.deepEqual(await anna.call(api.listJobs, { query: { all: true } }), []);
  });

  it('goes on undisturbed when a second agent wants its home or its ports', async () => {
    const run = (home: string, ...args: string[]) =>
      runToEnd([...HALLWAY, 'agent', '--home', home, '--no-tray', ...args], {
        env: { ...process.env, HALLWAY_ADAPTERS: 'lo' },
        timeoutMs: 20_000,
      });
    const other = join(folder.path, 'other-home');
    const [second, usedPeer, usedLocal] = await Promise.all([
      run(anna.home, '--peer-port', '0', '--local-port', '0'),
      run(`${other}-1`, '--peer-port', String(anna.peerPort), '--local-port', '0'),
      run(`${other}-2`, '--peer-port', '0', '--local-port', String(anna.port)),
    ]);
    assertFails(second, /already runs for this home/);
    assertFails(usedPeer, new RegExp(`Port ${anna.peerPort} is used`));
    assertFails(usedLocal, new RegExp(`Port ${anna.port} is used`));
    await seesPeer(anna, ben);
    assertDone(await anna.cli('status'));
  });

  it('ends a download of a member that is put out meanwhile', async () => {
    writeFileSync(join(open, 'large.bin'), '');
    truncateSync(join(open, 'large.bin'), 400_000_000);
    const share = (await anna.call(api.listOwnShares, {})).find(({ name }) => name === 'Open');
    assert.ok(share);
    const params = { device: anna.deviceId, share: share.id };
    const outgoing = openRequest(ben, api.readFile, { params, query: { path: 'large.bin' } });
    outgoing.end();
    const answer = await answerOf(outgoing);
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // Somebody on a slow line.
      answer.pause();
      setTimeout(() => answer.resume(), 5);
    });
    answer.on('error', () => {});
    const ended = new Promise((resolve) => answer.once('close', resolve));
    await eventually(() => bytes > 1_000_000, 5000, 'bytes come');
    assertDone(await anna.cli('workgroup', 'remove', ben.deviceId));
    await ended;
    assert.equal(answer.complete, false);
    assert.ok(bytes < 400_000_000, `${bytes}`);

    // The one who was put out is told, and starts afresh with a new key.
    const { deviceId } = ben;
    const status = await eventually(
      async () => {
        const now = await ben.call(api.getStatus, {});
        return now.workgroup === null && now.device.id !== deviceId && now;
      },
      10_000,
      'Ben is out',
    );
    assert.ok(status.notice);
    await assert.rejects(ben.call(api.listEntries, { params, query: {} }), {
      code: 'workgroup.not_member',
    });
    await seesShare(namesake, share);
    assert.ok(!(await anna.call(api.listMembers, {})).some(({ id }) => id === deviceId));
  });

  it('leaves every agent unhurt', () => assertUnhurt([anna, ben, namesake, stranger]));
});
