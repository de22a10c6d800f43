/** Links that are taken back, paused or asked without end: real agents, a real printer's tray. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as api from '../../src/api/local.ts';
import type { GuestInvitation, NewGuestLink } from '../../src/model/guest.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { askGuest } from './guest-requests.ts';

const octets = { 'content-type': 'application/octet-stream' };

describe('the end of what guests do', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const place = temporaryFolder();
  const at = (...parts: string[]): string => join(place.path, ...parts);
  let anna: TestAgent;
  let printer: string;

  before(async () => {
    for (const folder of ['tray', 'drop']) mkdirSync(at(folder));
    writeFileSync(at('big.bin'), '');
    truncateSync(at('big.bin'), 256 * 1024 * 1024);
    anna = await agents.start({ name: 'Anna' });
    await anna.call(api.createWorkgroup, { body: { name: 'Office' } });
    const added = await anna.call(api.addPrinter, {
      body: { uri: `file://${at('tray')}`, name: 'Tray' },
    });
    printer = added.id;
  });
  after(() => place.remove());

  const link = (more: Partial<NewGuestLink>): Promise<GuestInvitation> =>
    anna.call(api.addGuestLink, { body: { name: 'Visitor', expiresIn: 600, ...more } });
  const url = ({ urls }: GuestInvitation): string => urls[0] ?? '';
  const taken = async ({ link: { id } }: GuestInvitation): Promise<number | undefined> =>
    (await anna.call(api.listGuestLinks, {})).find((one) => one.id === id)?.used.taken;

  it('check 82: what a link that is taken back had not printed yet is never printed', async () => {
    const made = await link({ print: { device: anna.deviceId, printer } });
    const kept = await link({ print: { device: anna.deviceId, printer } });
    await anna.call(api.setPrinterPaused, { params: { id: printer }, body: { paused: true } });
    const ids: string[] = [];
    for (const [index, one] of [made, made, kept].entries()) {
      const body = makePdf({ text: `page ${index}` });
      const print = { method: 'POST', headers: octets, body };
      const sent = await askGuest(`${url(one)}/print?name=${index}.pdf`, print);
      assert.equal(sent.status, 200, sent.body.toString());
      ids.push((JSON.parse(sent.body.toString()) as { id: string }).id);
    }
    await anna.call(api.endGuestLink, { params: { id: made.link.id } });
    const stateOf = async (id: string | undefined): Promise<string | undefined> =>
      (await anna.call(api.listJobs, { query: { all: true } })).find((job) => job.id === id)?.state;
    for (const id of ids.slice(0, 2))
      await eventually(async () => (await stateOf(id)) === 'canceled', 10_000, `${id} is canceled`);
    await anna.call(api.setPrinterPaused, { params: { id: printer }, body: { paused: false } });
    await eventually(async () => (await stateOf(ids[2])) === 'completed', 20_000, 'one is printed');
    assert.equal(readdirSync(at('tray')).length, 1);
  });

  it('check 82: nothing goes on through a link while all sharing is paused', async () => {
    const made = await link({ take: [at('big.bin')], drop: at('drop') });
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
      headers: { ...octets, 'content-length': '10000000' },
      body: endless,
    }).then(
      ({ status }) => status,
      () => 0,
    );
    await eventually(async () => (await taken(made)) === 1, 10_000, 'it is being taken');
    await eventually(() => readdirSync(at('drop')).length === 1, 10_000, 'it is being dropped');
    await anna.call(api.setDesktop, { body: { paused: true } });
    // Who does not read does not hear of it.
    reader?.resume();
    assert.equal(await slow, 'broken');
    assert.ok([0, 429].includes(await upload));
    endless.destroy();
    assert.equal((await askGuest(`${url(made)}/link`)).status, 429);
    await anna.call(api.setDesktop, { body: { paused: false } });
    assert.equal((await askGuest(`${url(made)}/link`)).status, 200);
    const again = { method: 'PUT', headers: octets, body: 'again' };
    assert.equal((await askGuest(`${url(made)}/drop?name=again.txt`, again)).status, 200);
    assert.deepEqual(readdirSync(at('drop')), ['again.txt']);
    assert.equal(existsSync(at('drop', 'late.bin')), false);
  });

  it('check 84: what is asked a hundred times is one use', async () => {
    const made = await link({ take: [at('big.bin')] });
    assert.equal((await askGuest(`${url(made)}/take/0`, { method: 'HEAD' })).status, 200);
    assert.equal(await taken(made), 0);
    for (let asked = 0; asked < 50; asked += 1)
      for (const range of ['bytes=0-0', `bytes=${asked}-${asked}`]) {
        const { status } = await askGuest(`${url(made)}/take/0`, { headers: { range } });
        assert.equal(status, 206);
      }
    assert.equal(await taken(made), 1);
  });

  it('check 84: the secret of a link that is over is asked for a while, and keeps nobody out', async () => {
    const [over, lives] = [await link({ drop: at('drop') }), await link({ drop: at('drop') })];
    await anna.call(api.endGuestLink, { params: { id: over.link.id } });
    const statuses = new Set<number>();
    for (let asked = 0; asked < 60; asked += 1)
      statuses.add((await askGuest(`${url(over)}/link`)).status);
    assert.deepEqual(
      [...statuses].toSorted((a, b) => a - b),
      [410, 429],
    );
    assert.equal((await askGuest(`${url(lives)}/link`)).status, 200);
  });
});
