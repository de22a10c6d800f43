/**
 * A PC that nobody used for a year: other colleagues, other addresses, a longer log, a wrong clock.
 * It is one of them again within ten seconds. The clocks are moved by libfaketime where it is
 * installed.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { silentLog } from '../../src/base/log.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import { openDatabase } from '../../src/store/database.ts';
import { Replica } from '../../src/workgroup/replica.ts';
import { WorkgroupStore } from '../../src/workgroup/workgroup-store.ts';
import { makePdf } from '../support/pdf.ts';
import { eventually, joinAll, letIn, useAgents, type TestAgent } from '../support/agents.ts';
import { ManualClock, temporaryFolder } from '../support/temporary.ts';
import { allowed } from '../support/promised.ts';
import { assertDone, assertUnhurt, seesPeer } from './edge-office.ts';
import { memberNames, newsOf, untilOut } from './membership-office.ts';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const LIMIT_MS = 10_000;
const STATEMENTS = 700;

/** Environment of an agent whose calendar is wrong; its timers are right. */
function movedBy(offset: string): Record<string, string> {
  return { LD_PRELOAD: FAKETIME, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}

/** What a year leaves in the log of a PC that does not run. */
async function writeMuch(pc: TestAgent): Promise<void> {
  const database = openDatabase(join(pc.home, 'hallway.db'));
  const replica = new Replica({
    store: new WorkgroupStore(database),
    identity: await loadIdentity(pc.home),
    clock: new ManualClock(),
    log: silentLog,
    peerNames: () => new Map(),
  });
  replica.open();
  const notes = Array.from({ length: STATEMENTS }, (_, i) => ({ type: 'note', body: { i } }));
  replica.write(notes);
  replica.close();
  database.close();
}

describe('scenario: a PC that was not used for a year', function () {
  this.timeout(90_000);
  const folder = temporaryFolder();
  const tray = join(folder.path, 'tray');
  const agents = useAgents();
  after(() => folder.remove());
  let anna: TestAgent;
  let ben: TestAgent;
  let nora: TestAgent;
  let old: TestAgent;
  /** Signs a browser in at the old PC. */
  let bearer: string;

  before(async () => {
    let rita: TestAgent;
    [anna, ben, old, rita] = (await Promise.all(
      ['Anna', 'Ben', 'Old PC', 'Rita'].map((name) => agents.start({ name })),
    )) as [TestAgent, TestAgent, TestAgent, TestAgent];
    nora = await agents.start({ name: 'Nora' });
    await joinAll([anna, ben, old, rita], 'Office');
    bearer = await signIn(old);
    // A document waits there for a printer that is off.
    mkdirSync(tray);
    const uri = `file://${tray}`;
    const printer = await anna.call(api.addPrinter, { body: { uri, name: 'Tray' } });
    await eventually(
      async () => (await old.call(api.listPrinters, {})).some(({ id }) => id === printer.id),
      LIMIT_MS,
      'the old PC sees the printer',
    );
    await anna.stop();
    await seesPeer(old, anna, false);
    writeFileSync(join(folder.path, 'letter.pdf'), makePdf({}));
    assertDone(await old.cli('print', join(folder.path, 'letter.pdf'), '--on', 'Tray'));
    await old.stop();
    await anna.start();
    // The year: one goes, one comes, much is written, and everybody is somewhere else afterwards.
    assertDone(await ben.cli('workgroup', 'remove', 'Rita'));
    await untilOut(rita);
    await letIn(ben, nora);
    await Promise.all([anna.stop(), ben.stop(), nora.stop()]);
    await Promise.all([writeMuch(anna), writeMuch(ben)]);
    await Promise.all([anna.start(), ben.start(), nora.start()]);
    await seeEachOther([anna, ben, nora]);
  });

  async function signIn(pc: TestAgent): Promise<string> {
    const { url } = await pc.call(api.createHandover, {});
    const token = new URL(url).hash.slice(3);
    return (await pc.call(api.createSession, { body: { token } })).bearer;
  }

  /** Resolves when each has a link to all the others, whatever they are called. */
  async function seeEachOther(pcs: readonly TestAgent[]): Promise<void> {
    await Promise.all(
      pcs.map((pc) =>
        eventually(
          async () =>
            (await pc.call(api.listPeers, {})).filter(({ online }) => online).length >=
            pcs.length - 1,
          allowed(LIMIT_MS),
          `${pc.name} sees the others`,
        ),
      ),
    );
  }

  async function comesBack(env: Record<string, string>, name: string): Promise<TestAgent> {
    const pc = await agents.start({ name, home: old.home, env });
    const since = Date.now();
    const names = ['Anna', 'Ben', 'Nora', name].sort().join();
    await Promise.all([
      seeEachOther([anna, ben, nora, pc]),
      ...[anna, ben, nora, pc].map((one) =>
        eventually(
          async () => (await memberNames(one)).join() === names,
          allowed(LIMIT_MS),
          `${one.name} lists ${names}`,
        ),
      ),
    ]);
    console.log(`      back after ${Date.now() - since} ms (limit ${LIMIT_MS} ms)`);
    assert.ok(Date.now() - since <= allowed(LIMIT_MS));
    return pc;
  }

  it('is one of them again within ten seconds, under its new name', async () => {
    const pc = await comesBack({}, 'Reception');
    const news = await newsOf(pc);
    assert.ok(news.includes('Ben removed Rita.'), news.join('\n'));
    assert.ok(news.includes('Ben let Nora in.'), news.join('\n'));
    const printed = (): boolean => readdirSync(tray).join() === 'letter.pdf';
    await eventually(printed, LIMIT_MS, 'the old letter is printed');
    await assertUnhurt([pc]);
    await pc.stop();
  });

  for (const offset of ['+366d', '-366d'])
    it(`also with its clock at ${offset}, and does what a person asks`, async function () {
      if (!existsSync(FAKETIME)) this.skip();
      const pc = await comesBack(movedBy(offset), `Moved ${offset}`);
      if (offset.startsWith('+'))
        await assert.rejects(pc.call(api.getStatus, {}, bearer), { code: 'request.unauthorized' });
      const fresh = await signIn(pc);
      assert.equal((await pc.call(api.getStatus, {}, fresh)).workgroup?.members, 4);
      const guest = await agents.start({ name: `Guest ${offset}` });
      await letIn(pc, guest);
      await eventually(
        async () => (await memberNames(anna)).includes(guest.name),
        LIMIT_MS,
        'Anna hears of the guest',
      );
      assertDone(await pc.cli('workgroup', 'remove', guest.deviceId));
      const { notice } = await untilOut(guest);
      assert.match(notice ?? '', new RegExp(`^Moved \\${offset} removed this PC`));
      await eventually(
        async () => !(await memberNames(anna)).includes(guest.name),
        LIMIT_MS,
        'Anna hears that the guest is out',
      );
      await assertUnhurt([pc, guest]);
      await pc.stop();
    });

  it('leaves the others unhurt', () => assertUnhurt([anna, ben, nora]));
});
