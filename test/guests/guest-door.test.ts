/** Links for guests: each does what it names, until its end, and opens nothing else of the agent. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import * as api from '../../src/api/local.ts';
import type { GuestInvitation, NewGuestLink } from '../../src/model/guest.ts';
import { useContract } from '../../agent/http/route.ts';
import { localRoutes, type LocalParts } from '../../agent/http/routes/local.ts';
import { peerRoutes } from '../../agent/http/routes/peer.ts';
import type { Office } from '../../agent/office.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { askGuest, type Answer } from './guest-requests.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** Stands for every part: routes take hold of theirs, and none is asked here. */
const anything: unknown = new Proxy(() => {}, { get: () => anything, apply: () => anything });

/** Every route that the agent has anywhere, from Fastify itself, with its parameters filled in. */
function everyRoute(): { method: string; path: string }[] {
  const found: { method: string; path: string }[] = [];
  const app = fastify();
  app.addHook('onRoute', ({ method, url }) => {
    const path = url.replace(/:(\w+)/g, () => 'a'.repeat(16)).replace('*', 'x');
    for (const one of [method].flat()) found.push({ method: one, path });
  });
  useContract(app, silent);
  localRoutes(app, anything as LocalParts);
  peerRoutes(app, anything as Office);
  return found;
}

describe('links for guests', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const place = temporaryFolder();
  const at = (...parts: string[]): string => join(place.path, ...parts);
  const pdf = makePdf({ text: 'for the visitor' });
  let anna: TestAgent;
  let printer: string;

  before(async () => {
    for (const folder of ['tray', 'drop', 'plans']) mkdirSync(at(folder));
    writeFileSync(at('offer.pdf'), pdf);
    writeFileSync(at('secret.txt'), 'nobody may take this');
    writeFileSync(at('plans', 'a.txt'), 'A');
    anna = await agents.start({ name: 'Anna' });
    await anna.call(api.createWorkgroup, { body: { name: 'Office' } });
    const added = await anna.call(api.addPrinter, {
      body: { uri: `file://${at('tray')}`, name: 'Tray' },
    });
    printer = added.id;
  });
  after(() => place.remove());

  function link(more: Partial<NewGuestLink> = {}): Promise<GuestInvitation> {
    return anna.call(api.addGuestLink, { body: { name: 'Visitor', expiresIn: 600, ...more } });
  }
  const everything = (): Partial<NewGuestLink> => ({
    print: { device: anna.deviceId, printer },
    drop: at('drop'),
    take: [at('offer.pdf'), at('plans')],
  });
  const url = ({ urls }: GuestInvitation): string => urls[0] ?? '';
  const json = <T>({ body }: Answer): T => JSON.parse(body.toString()) as T;
  const drop = (to: GuestInvitation, name: string, bytes: string): Promise<Answer> =>
    askGuest(`${url(to)}/drop?name=${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });

  it('prints, keeps and gives what it names, and all of it is in the ledger', async () => {
    const made = await link(everything());
    const view = json<{ take: unknown[] }>(await askGuest(`${url(made)}/link`));
    assert.deepEqual(view.take, [
      { name: 'offer.pdf', kind: 'file', bytes: pdf.length },
      { name: 'plans', kind: 'folder', bytes: 1 },
    ]);
    assert.doesNotMatch(JSON.stringify(view), new RegExp(place.path));
    const printed = await askGuest(`${url(made)}/print?name=visit.pdf&copies=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: pdf,
    });
    assert.equal(printed.status, 200, printed.body.toString());
    const { id } = json<{ id: string }>(printed);
    await eventually(
      async () =>
        json<{ state: string }>(await askGuest(`${url(made)}/jobs/${id}`)).state === 'completed',
      20_000,
      'the visitor hears that it was printed',
    );
    const [sheet = ''] = readdirSync(at('tray'));
    assert.deepEqual(readFileSync(at('tray', sheet)), Buffer.from(pdf));
    const kept = [];
    for (const bytes of ['one', 'two'])
      kept.push(json<{ name: string }>(await drop(made, 'photo.jpg', bytes)).name);
    assert.deepEqual(kept, ['photo.jpg', 'photo (2).jpg']);
    assert.equal(readFileSync(at('drop', 'photo (2).jpg'), 'utf8'), 'two');
    const taken = await askGuest(`${url(made)}/take/0`);
    assert.deepEqual(taken.body, Buffer.from(pdf));
    assert.match(String(taken.headers['content-disposition']), /^attachment; filename="offer.pdf"/);
    const zip = await askGuest(`${url(made)}/take/1`);
    assert.equal(zip.headers['content-type'], 'application/zip');
    assert.ok(zip.body.includes('a.txt'));
    const [listed] = await anna.call(api.listGuestLinks, {});
    assert.deepEqual(listed?.used, { printed: 1, dropped: 2, droppedBytes: 6, taken: 2 });
    const facts = await anna.call(api.listActivity, { query: {} });
    const guest = facts.filter((fact) => fact.guest === 'Visitor');
    assert.deepEqual(guest.map(({ what, target }) => `${what} ${target}`).toSorted(), [
      'printed Tray: visit.pdf',
      `read ${at('offer.pdf')}`,
      `read ${at('plans')}`,
      `wrote ${at('drop', 'photo (2).jpg')}`,
      `wrote ${at('drop', 'photo.jpg')}`,
    ]);
    await anna.call(api.endGuestLink, { params: { id: made.link.id } });
    const after = await anna.call(api.listActivity, { query: {} });
    assert.equal(after[0]?.what, 'ended');
    assert.ok(after.some(({ what, target }) => what === 'lent' && target.includes('Tray')));
    const proof = await anna.cli('activity', '--verify', '--json');
    assert.equal(proof.code, 0, proof.stdout);
  });

  it('check 80: a link opens no route of the agent', async () => {
    const made = await link(everything());
    const [, origin = '', secret = ''] = /^(http:\/\/[^/]+)\/g\/([\w-]{22})$/.exec(url(made)) ?? [];
    const routes = everyRoute();
    assert.ok(routes.length > 150, String(routes.length));
    const bearer = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const wrong: string[] = [];
    for (const { method, path } of routes)
      for (const address of [`${origin}${path}`, `${url(made)}${path}`]) {
        const body = method === 'GET' || method === 'HEAD' ? undefined : '{}';
        const { status } = await askGuest(address, { method, headers: bearer, body });
        if (status !== 404 && status !== 403) wrong.push(`${method} ${address}: ${status}`);
      }
    assert.deepEqual(wrong, []);
    // The secret is no token of this PC's own door either.
    for (const { method, path } of routes.filter((one) => one.path.startsWith('/api/'))) {
      const { status } = await askGuest(`${anna.url}${path}`, { method, headers: bearer });
      assert.ok([401, 403, 404].includes(status), `${method} ${path}: ${status}`);
    }
    for (const path of ['/', '/index.html', '/g', '/g/', '/assets/x.js', '/manifest.webmanifest'])
      assert.equal((await askGuest(origin + path)).status, 404, path);
  });

  it('check 81: a link does nothing that it does not name', async () => {
    const dropping = await link({ drop: at('drop') });
    const octets = { 'content-type': 'application/octet-stream' };
    const print = { method: 'POST', headers: octets, body: pdf };
    assert.equal((await askGuest(`${url(dropping)}/print?name=a`, print)).status, 403);
    assert.equal((await askGuest(`${url(dropping)}/take/0`)).status, 403);
    const taking = await link({ take: [at('offer.pdf')] });
    assert.equal((await drop(taking, 'a.txt', 'a')).status, 403);
    assert.equal((await askGuest(`${url(taking)}/take/1`)).status, 403);
    for (const item of ['-1', '../secret.txt', '..%2fsecret.txt', '0/../1', '%2e%2e'])
      assert.ok([400, 403, 404].includes((await askGuest(`${url(taking)}/take/${item}`)).status));
    // What another link printed is not there.
    const jobs = await anna.call(api.listJobs, { query: { all: true } });
    assert.equal((await askGuest(`${url(taking)}/jobs/${jobs[0]?.id}`)).status, 404);
    const names = ['../up.txt', '/etc/x.txt', 'C:\\x.txt', '.bashrc', 'a\u202etxt.exe', 'CON'];
    for (const name of names) assert.equal((await drop(dropping, name, name)).status, 200, name);
    assert.equal(existsSync(at('up.txt')), false);
    const kept = readdirSync(at('drop'));
    assert.ok(
      !kept.some((name) => name.startsWith('.') || /[\u202e\\/:]/.test(name)),
      String(kept),
    );
  });

  it('check 82: a link that is over or taken back ends at once, with words', async () => {
    const big = at('big.bin');
    writeFileSync(big, randomBytes(64 * 1024 * 1024));
    const keeper = await link({ drop: at('drop') });
    const made = await link({ take: [big], drop: at('drop') });
    // Somebody takes it just now, and reads slowly; somebody else is dropping something.
    let reader: IncomingMessage | undefined;
    const slow = new Promise<string>((resolve) => {
      request(`${url(made)}/take/0`, (answer) => {
        reader = answer;
        answer.once('data', () => answer.pause());
        answer.on('error', () => resolve('broken'));
        answer.on('close', () => resolve(answer.complete ? 'whole' : 'broken'));
      })
        .on('error', () => resolve('broken'))
        .end();
    });
    const endless = new Readable({ read() {} });
    endless.push(Buffer.alloc(65_536));
    const upload = askGuest(`${url(made)}/drop?name=late.bin`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'content-length': '10000000' },
      body: endless,
    }).then(
      ({ status }) => status,
      () => 0,
    );
    await eventually(
      async () =>
        (await anna.call(api.listGuestLinks, {})).some(
          ({ id, used }) => id === made.link.id && used.taken === 1,
        ),
      10_000,
      'both are under way',
    );
    await anna.call(api.endGuestLink, { params: { id: made.link.id } });
    // Who does not read does not hear of it.
    reader?.resume();
    assert.equal(await slow, 'broken');
    assert.ok([0, 410].includes(await upload));
    endless.destroy();
    assert.equal(existsSync(at('drop', 'late.bin')), false);
    const said = await askGuest(`${url(made)}/link`);
    assert.equal(said.status, 410);
    assert.equal(json<{ error: { code: string } }>(said).error.code, 'guest.ended');
    assert.equal((await askGuest(url(made))).status, 410);
    assert.equal((await askGuest(`${url(made)}/take/0`)).status, 410);
    // A code that was given out before another one was made is none any more.
    const renewed = await anna.call(api.renewGuestLink, { params: { id: keeper.link.id } });
    assert.equal((await askGuest(`${url(keeper)}/link`)).status, 404);
    assert.equal((await askGuest(`${url(renewed)}/link`)).status, 200);
  });

  it('check 83: the door is closed while no link lives, and its secrets are kept nowhere', async () => {
    const made = await link({ drop: at('drop') });
    const secret = url(made).slice(-22);
    for (const { id, ended } of await anna.call(api.listGuestLinks, {}))
      if (ended === null) await anna.call(api.endGuestLink, { params: { id } });
    const port = Number(new URL(url(made)).port);
    const refused = (): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => resolve(socket.destroy().connecting));
        socket.once('error', () => resolve(true));
      });
    await eventually(refused, 5000, 'the door is closed');
    const again = await link({ drop: at('drop') });
    assert.equal((await askGuest(`${url(again)}/link`)).status, 200);
    // It lives through a kill, at the same address.
    await anna.kill('SIGKILL');
    for (const name of readdirSync(anna.home)) {
      const path = join(anna.home, name);
      if (!/\.(db|log|json)|wal|shm/.test(name)) continue;
      const bytes = readFileSync(path);
      for (const one of [secret, url(again).slice(-22)])
        assert.equal(bytes.includes(one), false, `${name} holds a secret`);
    }
    const hash = createHash('sha256').update(url(again).slice(-22)).digest('base64url');
    assert.ok(
      ['hallway.db', 'hallway.db-wal'].some((name) => {
        const path = join(anna.home, name);
        return existsSync(path) && readFileSync(path).includes(hash);
      }),
    );
    await anna.start();
    const moved = (await anna.call(api.listGuestLinks, {})).filter(({ ended }) => ended === null);
    assert.equal(moved.length, 1);
  });

  it('check 84: strangers and other pages get nowhere, and what comes is bounded', async () => {
    const made = await link({ drop: at('drop') });
    const { origin } = new URL(url(made));
    const refusals: [Record<string, string>, number][] = [
      [{ host: 'evil.example' }, 421],
      [{ host: '127.0.0.1:1' }, 421],
      [{ origin: 'https://evil.example' }, 403],
      [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
    ];
    for (const [headers, status] of refusals)
      assert.equal((await askGuest(`${url(made)}/link`, { headers })).status, status);
    const huge = { 'content-type': 'application/octet-stream', 'content-length': '99999999999' };
    const tooLarge = await askGuest(`${url(made)}/drop?name=a`, {
      method: 'PUT',
      headers: huge,
      body: Readable.from([Buffer.alloc(10)]),
    }).catch(() => undefined);
    assert.ok(tooLarge === undefined || tooLarge.status === 413, String(tooLarge?.status));
    const unknown = await askGuest(`${url(made)}/drop?name=a`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' },
      body: Readable.from([Buffer.alloc(10)]),
    });
    assert.equal(unknown.status, 400);
    const statuses = new Set<number>();
    for (let guess = 0; guess < 40; guess += 1)
      statuses.add(
        (await askGuest(`${origin}/g/${randomBytes(16).toString('base64url')}/link`)).status,
      );
    assert.deepEqual(
      [...statuses].toSorted((a, b) => a - b),
      [404, 429],
    );
  });

  it('is made, listed and taken back on the command line', async () => {
    const made = await anna.cli(
      'guest',
      'add',
      'Courier',
      '--drop',
      at('drop'),
      '--for',
      '30m',
      '--json',
    );
    assert.equal(made.code, 0, made.stderr);
    const { id, url: address, print } = made.json<{ id: string; url: string; print: null }>();
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/g\/[\w-]{22}$/);
    assert.equal(print, null);
    assert.equal((await anna.cli('guest', 'remove', 'Courier')).code, 0);
    const listed = await anna.call(api.listGuestLinks, {});
    assert.notEqual(listed.find((one) => one.id === id)?.ended, null);
    assert.equal(listed.find((one) => one.id === id)?.drop, at('drop'));
    assert.equal((await anna.cli('guest', 'add', 'Nobody')).code, 2);
  });
});
