/** Who is not the sender, the owner or a member gets no printer, no job and no document. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OfferStore } from '../../agent/http/offer-store.ts';
import * as api from '../../src/api/local.ts';
import {
  actOnPeerJob,
  cancelPeerJob,
  getPeerJob,
  offerJob,
  type PeerJobAction,
  readOffer,
} from '../../src/api/peer.ts';
import type { HallwayError } from '../../src/base/errors.ts';
import { createIdentity, loadIdentity, type Identity } from '../../src/identity/identity.ts';
import { OPEN_POLICY } from '../../src/model/printer-policy.ts';
import { PinnedClient } from '../../src/net/pinned-client.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { askPrinter } from '../support/ippeveprinter.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

const NOBODY = 65_534;

describe('printing among hostile neighbours', function () {
  this.timeout(180_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const prints = join(folder.path, 'prints');
  const file = join(folder.path, 'secret.pdf');
  let owner: TestAgent;
  let sender: TestAgent;
  let third: TestAgent;
  let printer: string;
  let held: string;

  before(async () => {
    mkdirSync(prints);
    writeFileSync(file, makePdf({ text: 'Secret' }));
    [owner, sender, third] = await Promise.all([
      agents.start({ name: 'Owner' }),
      agents.start({ name: 'Sender' }),
      agents.start({ name: 'Third' }),
    ]);
    await joinAll([owner, sender, third]);
    const body = { uri: `file://${prints}`, name: 'Prints' };
    ({ id: printer } = await owner.call(api.addPrinter, { body }));
    await eventually(
      async () => (await sender.call(api.listPrinters, {})).length === 1,
      15_000,
      'the sender sees the printer',
    );
    const sent = await sender.cli('print', file, '--on', 'Prints', '--hold', '--json');
    assert.equal(sent.code, 0, sent.stderr);
    held = sent.json<{ job: string }>().job;
  });
  after(() => folder.remove());

  /** The third PC's or a stranger's own program, speaking to a door of a member. */
  async function asking<T>(
    identity: Identity,
    { deviceId, peerPort }: TestAgent,
    ask: (client: PinnedClient) => Promise<T>,
  ): Promise<T> {
    const client = new PinnedClient(deviceId, identity, () => ({
      host: '127.0.0.1',
      port: peerPort,
    }));
    try {
      return await ask(client);
    } finally {
      client.close();
    }
  }

  const offer = (id: string) => ({
    params: { printer },
    body: {
      id,
      offer: 'a'.repeat(32),
      name: 'x',
      owner: 'x',
      format: 'application/pdf',
      bytes: 10,
      sha256: '0'.repeat(64),
      options: {},
      created: 1,
    },
  });

  it('check 36: lets no other user of this PC read a document that waits', function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) this.skip();
    const spool = join(sender.home, 'spool');
    const [name = ''] = readdirSync(spool);
    const as = (...argv: string[]): number | null =>
      spawnSync('setpriv', [
        `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...argv,
      ]).status; // biome-ignore format: one command
    assert.equal(as('true'), 0);
    assert.notEqual(as('ls', spool), 0);
    assert.notEqual(as('cat', join(spool, name)), 0);
    assert.notEqual(as('cat', join(sender.home, 'hallway.db')), 0);
  });

  it("check 36: shows, cancels and hands over to a member no other member's job", async () => {
    const identity = await loadIdentity(third.home);
    const id = { params: { id: held } };
    for (const agent of [owner, sender]) {
      await assert.rejects(
        asking(identity, agent, (client) => client.call(getPeerJob, id)),
        {
          code: 'job.not_found',
        },
      );
      const refused = await asking(identity, agent, (client) =>
        client.call(cancelPeerJob, id).then(
          () => '',
          ({ code }: { code: string }) => code,
        ),
      );
      assert.match(refused, /^job\.not_found$|^$/);
    }
    const kept = await sender.call(api.getJob, { params: { id: held }, query: {} });
    assert.equal(kept.state, 'pending-held', 'it still waits for its sender');
    const offers = new OfferStore();
    const { id: document } = offers.offer(owner.deviceId, { size: 1, read: () => never() });
    assert.throws(() => offers.take(third.deviceId, document), { code: 'transfer.not_found' });
    const guess = { params: { offer: 'a'.repeat(32) } };
    await assert.rejects(
      asking(identity, sender, (client) => client.open(readOffer, guess)),
      { code: 'transfer.not_found' },
    );
  });

  it('check 38: tells whom the owner does not let in of no printer, and takes nothing, at any door', async () => {
    const identity = await loadIdentity(third.home);
    const listed = (agent: TestAgent) => agent.call(api.listPrinters, {});
    const { localUri = '' } = await eventually(
      async () => (await listed(third))[0],
      15_000,
      'the third PC sees the printer',
    );
    await askPrinter(localUri, 'printer-state');
    const decide = (who: string[] | 'everyone') =>
      owner.call(api.setPrinterPolicy, {
        params: { id: printer },
        body: { ...OPEN_POLICY, with: who },
      });
    await decide([sender.deviceId]);
    // The owner's PC refuses at once, with the words for a printer that does not exist.
    const refusals = [
      offer(randomUUID()),
      { ...offer(randomUUID()), params: { printer: 'b'.repeat(16) } },
    ].map((job) =>
      asking(identity, owner, (client) =>
        client.call(offerJob, job).then(
          () => 'taken',
          ({ code, message, fix }: HallwayError) => `${code} ${message} ${fix}`,
        ),
      ),
    );
    const [closed = '', absent] = await Promise.all(refusals);
    assert.match(closed, /^printer\.not_found /);
    assert.equal(closed, absent);
    await eventually(async () => (await listed(third)).length === 0, 15_000, 'it is gone there');
    await assert.rejects(askPrinter(localUri, 'printer-state'), { code: 'printer.not_found' });
    const { code, stderr } = await third.cli('print', file, '--on', 'Prints');
    assert.notEqual(code, 0);
    assert.match(stderr, /printer/i);
    assert.equal((await listed(sender)).length, 1);
    assert.deepEqual(readdirSync(join(owner.home, 'spool')), []);
    await decide('everyone');
  });

  it("check 39: lets no member withdraw, hold, release or settle another's job", async () => {
    const identity = await loadIdentity(third.home);
    const sent = await sender.cli('print', file, '--on', 'Prints', '--pin', '4711', '--json');
    assert.equal(sent.code, 0, sent.stderr);
    const { job: id } = sent.json<{ job: string }>();
    const now = () => sender.call(api.getJob, { params: { id }, query: {} });
    const waits = async () => (await now()).reasons.includes('job-password-wait');
    await eventually(waits, 15_000, 'it waits for its PIN');
    const act = (job: string, action: PeerJobAction) =>
      asking(identity, owner, (client) =>
        client.call(actOnPeerJob, { params: { id: job }, body: { action } }),
      );
    for (const action of ['withdraw', 'hold', 'release', 'printed', 'again'] as const)
      await assert.rejects(act(id, action), { code: 'job.not_found' }, action);
    // What somebody else says of a job before it came keeps nobody from printing it, see below.
    await act(held, 'withdraw');
    assert.equal((await now()).state, 'pending-held');
    assert.deepEqual(readdirSync(join(owner.home, 'spool')), [`received-${id}`]);
    assert.deepEqual(readdirSync(prints), []);
    await sender.call(api.cancelJob, { params: { id } });
    const empty = () => readdirSync(join(owner.home, 'spool')).length === 0;
    await eventually(empty, 10_000, 'the cancelled document is wiped');
  });

  it('check 36: takes nothing from a stranger, nor from a member that was removed', async () => {
    const job = offer('11111111-2222-4333-8444-555555555555');
    const stranger = await createIdentity();
    const refused = { code: /^peer\.unreachable$|^pairing\.|^request\.(unauthorized|forbidden)$/ };
    const print = (identity: Identity) =>
      asking(identity, owner, (client) => client.call(offerJob, job));
    await assert.rejects(print(stranger), refused);
    const identity = await loadIdentity(third.home);
    await owner.call(api.removeMember, { params: { device: third.deviceId }, query: {} });
    await assert.rejects(print(identity), refused);
    assert.deepEqual(readdirSync(prints), []);
    assert.deepEqual(readdirSync(join(owner.home, 'spool')), []);
  });

  it('check 36: leaves nothing in either spool once it is printed, or cancelled', async () => {
    await sender.call(api.releaseJob, { params: { id: held }, query: {} });
    const done = await sender.call(api.getJob, { params: { id: held }, query: { wait: 30_000 } });
    assert.equal(done.state, 'completed', done.message);
    const cancelled = await sender.cli('print', file, '--on', 'Prints', '--hold', '--json');
    const { job: id } = cancelled.json<{ job: string }>();
    await sender.call(api.cancelJob, { params: { id } });
    await eventually(
      () => [owner, sender].every(({ home }) => readdirSync(join(home, 'spool')).length === 0),
      10_000,
      'both spools are empty',
    );
    assert.equal(readdirSync(prints).length, 1);
  });
});

function never(): never {
  throw new Error('It was read.');
}
