/** The workgroup of a PC: what a person does lasts, and being out is told in words. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Identity } from '../../src/identity/identity.ts';
import { openDatabase } from '../../src/store/database.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { identities, join, pc, pullPc, textsOf, type Pc } from './support.ts';

describe('workgroup: service', () => {
  let keys: Identity[];
  let open: Pc[];
  let folder: ReturnType<typeof temporaryFolder>;
  before(async () => {
    keys = await identities(5);
  });
  beforeEach(() => {
    open = [];
    folder = temporaryFolder();
  });
  afterEach(() => {
    for (const one of open) one.close();
    folder.remove();
  });
  const start = (index: number, name: string, file?: string): Pc => {
    const one = pc(keys[index] as Identity, name, file);
    open.push(one);
    return one;
  };
  const stop = (one: Pc) => {
    open.splice(open.indexOf(one), 1);
    one.close();
  };
  async function office() {
    const a = start(0, 'Reception');
    a.service.create('Office');
    const b = start(1, 'Desk');
    const c = start(2, 'Lab');
    await join(b, a, 'Desk');
    await join(c, a, 'Lab');
    pullPc(b, a);
    return { a, b, c };
  }

  it('is in no workgroup at first, and knows nobody', () => {
    const a = start(0, 'Reception');
    assert.equal(a.service.current(), null);
    assert.equal(a.service.isMember(a.identity.id), false);
    assert.throws(() => a.service.create(' \n'), { code: 'request.invalid' });
  });

  it('creates one workgroup with itself as member', () => {
    const a = start(0, 'Reception');
    assert.equal(a.service.create('Office').name, 'Office');
    assert.deepEqual(
      a.service.members().map(({ id, name, admittedBy }) => ({ id, name, admittedBy })),
      [{ id: a.identity.id, name: 'Reception', admittedBy: null }],
    );
    assert.throws(() => a.service.create('Other'), { code: 'workgroup.already' });
    assert.match(a.service.stateHash(), /^[a-z2-7]{12}$/);
  });

  it('lets others in, and all agree', async () => {
    const { a, b, c } = await office();
    assert.deepEqual(b.service.heads(), a.service.heads());
    assert.equal(c.service.stateHash(), a.service.stateHash());
    const key = b.service.memberKey(a.identity.id) ?? new Uint8Array();
    assert.ok(Buffer.from(key).equals(a.identity.spki));
    assert.equal(c.service.members().length, 3);
  });

  it('finds everything again after a restart', async () => {
    const file = path(folder.path, 'a.db');
    const a = start(0, 'Reception', file);
    const { id } = a.service.create('Office');
    await a.service.admit({ spki: (keys[1] as Identity).spki, name: 'Desk' });
    const heads = a.service.heads();
    stop(a);
    const again = start(0, 'Reception', file);
    assert.deepEqual(again.service.current(), { id, name: 'Office' });
    assert.deepEqual(again.service.heads(), heads);
    assert.equal(again.service.members().length, 2);
  });

  it('keeps what it has acknowledged when it is killed', async () => {
    const file = path(folder.path, 'a.db');
    const script = fileURLToPath(new URL('./killed-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const done = new Promise((resolve) => child.once('exit', resolve));
    let told = '';
    for await (const chunk of child.stdout) {
      told += String(chunk);
      if (told.split('\n').length > 5) break;
    }
    child.kill('SIGKILL');
    await done;
    const database = openDatabase(file);
    const rows = database.all<{ id: string }>('SELECT id FROM statements');
    database.close();
    const kept = new Set(rows.map((row) => row.id));
    const acknowledged = told.split('\n').slice(0, -1);
    assert.ok(acknowledged.length >= 5);
    for (const id of acknowledged) assert.ok(kept.has(id), id);
  });

  it('tells at once whom to cut, and brings the news first', async () => {
    const { a, b } = await office();
    const seen: string[] = [];
    a.service.events.on('removed', ({ ids }) => seen.push(...ids));
    await a.service.remove(b.identity.id, {
      deliver: async (statements) => {
        assert.ok(!a.service.isMember(b.identity.id));
        assert.deepEqual(seen, []);
        b.service.add(statements);
      },
    });
    assert.deepEqual(seen, [b.identity.id]);
    assert.equal(b.service.current(), null);
    assert.match(
      b.service.notice() ?? '',
      /^Reception removed this PC from the workgroup “Office”\. This PC learned of it on 1[45] November 2023/,
    );
    assert.ok(b.service.needsNewKey());
  });

  it('does not wait long for news that cannot be brought', async () => {
    const { a, b } = await office();
    const removal = a.service.remove(b.identity.id, { deliver: () => new Promise(() => {}) });
    await new Promise((resolve) => setImmediate(resolve));
    a.clock.advance(700);
    await removal;
    assert.ok(!a.service.isMember(b.identity.id));
  });

  it('lets a removed PC return with a new key only', async () => {
    const { a, b } = await office();
    await a.service.remove(b.identity.id);
    pullPc(b, a);
    await assert.rejects(a.service.admit({ spki: b.identity.spki, name: 'Desk' }), {
      code: 'workgroup.removed',
    });
    const id = a.service.current()?.id ?? '';
    assert.throws(() => b.service.adopt(id, textsOf(a), a.identity.spki), {
      code: 'workgroup.removed',
    });
    const renewed = keys[3] as Identity;
    b.service.renewIdentity(renewed);
    assert.ok(!b.service.needsNewKey());
    await a.service.admit({ spki: renewed.spki, name: 'Desk' });
    b.service.adopt(id, textsOf(a), a.identity.spki);
    assert.equal(b.service.notice(), null);
    assert.deepEqual(b.service.heads(), a.service.heads());
  });

  it('leaves without a word of blame, and tells the others', async () => {
    const { a, b } = await office();
    const left: string[] = [];
    b.service.events.on('left', ({ reason }) => left.push(reason));
    await b.service.leave(async (statements) => void a.service.add(statements));
    assert.deepEqual(left, ['left']);
    assert.equal(b.service.current(), null);
    assert.equal(b.service.notice(), null);
    assert.ok(!a.service.isMember(b.identity.id));
    assert.ok(b.service.needsNewKey());
    b.service.create('Own');
  });

  it('takes its own forgotten statements back after a restore, before it writes', async () => {
    const file = path(folder.path, 'a.db');
    const backup = path(folder.path, 'backup.db');
    let a = start(0, 'Reception', file);
    a.service.create('Office');
    const b = start(1, 'Desk');
    await join(b, a, 'Desk');
    stop(a);
    copyFileSync(file, backup);
    a = start(0, 'Reception', file);
    a.service.markSynced();
    await a.service.admit({ spki: (keys[2] as Identity).spki, name: 'Lab' });
    pullPc(b, a);
    stop(a);

    const restored = start(0, 'Reception', backup);
    const early = restored.service.admit({ spki: (keys[3] as Identity).spki, name: 'New' });
    pullPc(restored, b);
    await early;
    pullPc(b, restored);
    assert.equal(b.service.members().length, 4);
    assert.deepEqual(b.service.heads(), restored.service.heads());
    stop(restored);

    // Without any peer it has to write blindly, and is found out.
    copyFileSync(file, backup);
    const blind = start(0, 'Reception', backup);
    const late = blind.service.admit({ spki: (keys[4] as Identity).spki, name: 'New' });
    const refused = assert.rejects(late, { code: 'peer.offline' });
    blind.clock.advance(10_000);
    await refused;
    blind.service.markAlone();
    await blind.service.admit({ spki: (keys[4] as Identity).spki, name: 'New' });
    pullPc(b, blind);
    assert.ok(!b.service.isMember(blind.identity.id));
    pullPc(blind, b);
    assert.equal(blind.service.current(), null);
    assert.match(blind.service.notice() ?? '', /restored from a backup or copied/);
  });

  it('adopts only a sound log that has both sides in it', async () => {
    const { a, b } = await office();
    const stranger = start(3, 'Stranger');
    const id = a.service.current()?.id ?? '';
    const texts = textsOf(a);
    const adopt = (workgroup: string, log: string[], inviter: Identity, code: string) =>
      assert.throws(() => stranger.service.adopt(workgroup, log, inviter.spki), { code });
    adopt(id, texts, a.identity, 'pairing.untrusted');
    await a.service.admit({ spki: stranger.identity.spki, name: 'Stranger' });
    const whole = textsOf(a);
    adopt('a'.repeat(52), whole, a.identity, 'log.invalid');
    adopt(id, whole.slice(1), a.identity, 'log.invalid');
    adopt(id, [...whole.slice(0, 1), ...whole.slice(2)], a.identity, 'log.invalid');
    adopt(id, [], a.identity, 'log.invalid');
    adopt(id, whole, keys[4] as Identity, 'pairing.untrusted');
    assert.equal(stranger.service.current(), null);
    stranger.service.adopt(id, whole, b.identity.spki);
    assert.equal(stranger.service.members().length, 4);
  });

  it('counts rubbish from a peer, and takes what is good', async () => {
    const { a, c } = await office();
    await c.service.admit({ spki: (keys[3] as Identity).spki, name: 'New' });
    const [good = ''] = c.service.missing(a.service.heads()).statements;
    const forged = good.replace(
      /"sig":"./,
      (match) => `${match.slice(0, -1)}${match.endsWith('A') ? 'B' : 'A'}`,
    );
    assert.deepEqual(a.service.add(['', '{}', forged, good, good]), { added: 1, rejected: 3 });
  });
});
