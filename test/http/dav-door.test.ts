/** The WebDAV door: programs of this person come in, web pages, other users and nonsense do not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import type { Mount } from '../../src/model/mount.ts';
import type { Share } from '../../src/model/share.ts';
import { dav, mountOf, shareFolder } from '../shares/dav/dav-office.ts';
import { hostileRequests } from '../shares/dav/hostile-requests.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { rawHttp, requestHead } from '../support/raw-http.ts';
import { seeded } from '../support/seeded.ts';

const LOCK =
  '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';

describe('WebDAV door', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let anna: TestAgent;
  let ben: TestAgent;
  let share: Share;
  let path: string;
  let mount: Mount;
  let port: number;

  before(async () => {
    [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    ({ share, path } = await shareFolder(anna, 'Plans'));
    writeFileSync(join(path, 'a.txt'), 'plan');
    await joinAll([anna, ben]);
    mount = await mountOf(anna, share);
    port = Number(new URL(mount.url).port);
  });

  function head(more: Readonly<Record<string, string | undefined>> = {}): string[] {
    const key = Buffer.from(`${mount.username}:${mount.password}`).toString('base64');
    return requestHead('PROPFIND /dav/', {
      host: `127.0.0.1:${port}`,
      authorization: `Basic ${key}`,
      depth: '1',
      ...more,
    });
  }

  it('check 42: refuses other hosts, pages of any origin, and what browsers mark', async () => {
    assert.equal((await rawHttp(port, head())).status, 207);
    const refused: [Record<string, string>, number][] = [
      [{ host: `evil.example:${port}` }, 421],
      [{ host: '127.0.0.1' }, 421],
      [{ origin: 'https://evil.example' }, 403],
      [{ origin: `http://127.0.0.1:${port}` }, 403],
      [{ 'sec-fetch-site': 'none' }, 403],
      [{ 'sec-fetch-mode': 'no-cors' }, 403],
    ];
    for (const [more, status] of refused) {
      const answer = await rawHttp(port, head(more));
      assert.equal(answer.status, status, JSON.stringify(more));
      assert.equal(answer.headers.get('access-control-allow-origin'), undefined);
      assert.doesNotMatch(answer.body, /Anna|Plans/);
    }
  });

  it('check 43: shows nothing without the password, and nothing to other users with it', async () => {
    const wrong = [
      '',
      'Basic',
      `Basic ${Buffer.from('hallway:').toString('base64')}`,
      'Digest username="hallway"',
    ];
    for (const authorization of [undefined, ...wrong, `Bearer ${anna.token}`]) {
      const answer = await rawHttp(port, head({ authorization }));
      assert.equal(answer.status, 401, String(authorization));
      assert.match(answer.headers.get('www-authenticate') ?? '', /Digest|Basic/);
      assert.doesNotMatch(answer.body, /Anna|Plans/);
    }
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
    const words = [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '-u',
      `hallway:${mount.password}`,
    ];
    const nobody = spawnSync('setpriv', [
      '--reuid=65534',
      '--clear-groups',
      'curl',
      ...words,
      mount.url,
    ]);
    assert.equal(nobody.stdout.toString(), '403', nobody.stderr.toString());
  });

  it('takes Digest, as Windows speaks it, and nothing that was made up', async () => {
    const { headers } = await rawHttp(port, head({ authorization: undefined }));
    const challenges = await dav({ ...mount, password: 'wrong' }, 'PROPFIND', '/dav/');
    const nonce =
      /nonce="([^"]+)"/.exec(challenges.headers.get('www-authenticate') ?? '')?.[1] ?? '';
    assert.ok(nonce, JSON.stringify([...headers]));
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const answerWith = (given: string, password: string, uri = '/dav/'): Promise<number> => {
      const key = md5(`hallway:Hallway:${password}`);
      const response = md5(
        [key, given, '00000001', 'c', 'auth', md5(`PROPFIND ${uri}`.replace(' ', ':'))].join(':'),
      );
      const authorization = `Digest username="hallway", realm="Hallway", nonce="${given}", uri="${uri}", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
      return rawHttp(port, head({ authorization })).then(({ status }) => status);
    };
    assert.equal(await answerWith(nonce, mount.password), 207);
    assert.equal(await answerWith(nonce, 'wrong'), 401);
    assert.equal(await answerWith(`${nonce}x`, mount.password), 401);
    assert.equal(await answerWith(nonce, mount.password, '/dav/Ben/'), 401);
  });

  it('keeps two PCs out of each other: a lock is at its owner, and tells no token', async () => {
    const bens = await mountOf(ben, share);
    const made = await dav(bens, 'LOCK', 'a.txt', { body: LOCK });
    assert.equal(made.status, 200, made.text);
    const token = made.headers.get('lock-token') ?? '';
    assert.equal((await dav(mount, 'PUT', 'a.txt', { body: 'x' })).status, 423);
    const stolen = { headers: { if: `(${token})` }, body: 'x' };
    assert.equal((await dav(mount, 'PUT', 'a.txt', stolen)).status, 412);
    const seen = await dav(mount, 'PROPFIND', 'a.txt', { headers: { depth: '0' } });
    assert.match(seen.text, /<D:activelock>/);
    assert.doesNotMatch(seen.text, /urn:uuid/);
    assert.equal((await dav(mount, 'LOCK', 'a.txt', { body: LOCK })).status, 423);
    assert.equal((await dav(bens, 'PUT', 'a.txt', { ...stolen, body: 'new plan' })).status, 204);
    assert.equal(readFileSync(join(path, 'a.txt'), 'utf8'), 'new plan');
    assert.equal(
      (await dav(bens, 'UNLOCK', 'a.txt', { headers: { 'lock-token': token } })).status,
      204,
    );
    assert.equal((await dav(mount, 'PUT', 'a.txt', { body: 'plan' })).status, 204);
  });

  it('check 44: a share that is not for this PC has neither name nor count nor address', async () => {
    const hidden = await shareFolder(anna, 'Salaries', { with: [] });
    writeFileSync(join(hidden.path, 'a.txt'), 'secret');
    const bens = await mountOf(ben, share);
    const top = `/dav/Anna/`;
    const { text } = await dav(bens, 'PROPFIND', top, { headers: { depth: '1' } });
    assert.match(text, /Plans/);
    assert.doesNotMatch(text, /Salaries/);
    assert.equal(text.match(/<D:response>/g)?.length, 2);
    for (const name of ['Salaries', hidden.share.id, 'Nothing'])
      for (const method of ['GET', 'PROPFIND', 'PUT', 'DELETE', 'LOCK'])
        assert.equal(
          (await dav(bens, method, `${top}${name}/a.txt`, { body: method === 'PUT' ? 'x' : '' }))
            .status,
          404,
        );
    const params = { device: anna.deviceId, share: hidden.share.id };
    await assert.rejects(ben.call(api.getMount, { params }), { code: 'share.not_found' });
    assert.match((await dav(mount, 'PROPFIND', top, { headers: { depth: '1' } })).text, /Salaries/);
    await anna.call(api.removeShare, { params: { id: hidden.share.id } });
  });

  it('check 45: hostile XML is a 400, whatever it is', async () => {
    const bodies = [
      '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      '<propfind xmlns="DAV:">&lol;</propfind>', '<a', '<a></b>', '<x:a/>', 'text', '<a/><b/>',
      '<a xmlns:x=""/>', '<a b="1" b="2"/>', '<a>&#0;</a>', '<a>&#xd800;</a>', '\xff\xfe<\0a\0/\0>\0',
      '<a>'.repeat(100) + '</a>'.repeat(100), `<a ${'b '.repeat(100)}/>`, '<?xml version="1.0" encoding="utf-16"?><a/>',
      `<a>${'<b/>'.repeat(5000)}</a>`, '<a><![CDATA[</a>', '<!-- <a/>', '<a b="<"/>', '<a b=c/>', '<other xmlns="urn:x"/>',
    ]; // biome-ignore format: a list
    for (const method of ['PROPFIND', 'PROPPATCH', 'LOCK'])
      for (const body of bodies) {
        const { status } = await dav(mount, method, 'a.txt', {
          body: Buffer.from(body, 'latin1'),
          headers: { depth: '0' },
        });
        assert.equal(status, 400, `${method} ${body.slice(0, 80)}`);
      }
    const long = await dav(mount, 'PROPFIND', 'a.txt', { body: `<a>${' '.repeat(300_000)}</a>` });
    assert.equal(long.status, 413);
  });

  it('check 46: no path leads out of a share, and none stops the agent', async () => {
    mkdirSync(join(path, 'in'));
    writeFileSync(join(path, '..', 'outside.txt'), 'outside');
    symlinkSync('../outside.txt', join(path, 'out.txt'));
    symlinkSync('..', join(path, 'up'));
    const hostile = hostileRequests(seeded(20_251_127), '/dav/Anna/Plans/');
    let answered = 0;
    for (let round = 0; round < 400; round++) {
      const { method, target, headers } = hostile();
      // Node's own client refuses some of these; the door must not need it to.
      const answer = await raw(method, target, headers).catch(() => undefined);
      if (!answer) continue;
      answered++;
      assert.ok(
        answer.status >= 200 && answer.status !== 500,
        `${method} ${target}: ${answer.status}`,
      );
      assert.doesNotMatch(answer.text, /outside$/);
    }
    assert.ok(answered > 350, String(answered));
    assert.equal(readFileSync(join(path, '..', 'outside.txt'), 'utf8'), 'outside');
    const beside = readdirSync(join(path, '..')).filter(
      (name) => !['home', 'Plans', 'Salaries', 'outside.txt', 'door'].includes(name),
    );
    assert.deepEqual(beside, []);
  });

  it('leaves the old file or the new one when the agent dies during a PUT', async () => {
    const old = 'old '.repeat(1000);
    await dav(mount, 'PUT', 'big.bin', { body: old });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const key = Buffer.from(`${mount.username}:${mount.password}`).toString('base64');
    const lines = requestHead('PUT /dav/Anna/Plans/big.bin', {
      host: `127.0.0.1:${port}`,
      authorization: `Basic ${key}`,
      'content-length': String(32 * 1024 * 1024),
    });
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(Buffer.alloc(20 * 1024 * 1024, 1));
    await eventually(() => readdirSync(path).length > 5, 10_000, 'the upload has begun').catch(
      () => {},
    );
    process.kill(anna.pid, 'SIGKILL');
    await anna.exited;
    socket.destroy();
    assert.equal(readFileSync(join(path, 'big.bin'), 'utf8'), old);
    await anna.start();
    mount = await mountOf(anna, share);
    port = Number(new URL(mount.url).port);
    assert.equal((await dav(mount, 'GET', 'big.bin')).text, old);
    await eventually(
      () => readdirSync(path).every((name) => !/^\.hallway-.*(part|unfinished)/.test(name)),
      5000,
      'what was half written is gone',
    );
  });

  /** A request line as it is, whatever an HTTP client would think of it. */
  async function raw(
    method: string,
    target: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    const line = requestHead(`${method} ${target}`, {
      host: `127.0.0.1:${port}`,
      authorization: `Basic ${Buffer.from(`${mount.username}:${mount.password}`).toString('base64')}`,
      connection: 'close',
      'content-length': '0',
      ...headers,
    });
    const { status, body } = await rawHttp(port, line);
    return { status, text: body };
  }
});
