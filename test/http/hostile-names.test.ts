/** Check 18: a PC, a share, a printer, a job and files named to do harm stay names in the dashboard. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { endpointPath } from '../../src/api/endpoint.ts';
import { useBrowser, type Tab } from '../browser/browser.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';

const HOSTILE = '<img src=x onerror=globalThis.hacked=1>';
const NAMES = [
  HOSTILE,
  '"><svg onload=globalThis.hacked=1>',
  '${globalThis.hacked=1}{{hacked=1}}',
  "javascript:globalThis.hacked=1,'`",
];

describe('dashboard of a real agent: hostile names', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  let owner: TestAgent;
  let victim: TestAgent;
  let share = '';

  before(async () => {
    [victim, owner] = await Promise.all([
      agents.start({ name: 'Front desk' }),
      agents.start({ name: HOSTILE }),
    ]);
    await joinAll([victim, owner], HOSTILE);
    const shared = join(folder.path, 'shared');
    mkdirSync(join(shared, HOSTILE), { recursive: true });
    for (const name of NAMES) writeFileSync(join(shared, `${name}.html`), name);
    for (const pc of [owner, victim]) {
      for (const name of NAMES) {
        const added = await pc.call(api.addShare, { body: { path: shared, name } });
        if (pc === owner) share ||= added.id;
      }
      const out = join(folder.path, `out-${pc.peerPort}`);
      mkdirSync(out);
      await pc.call(api.addPrinter, { body: { uri: `file://${out}`, name: HOSTILE } });
    }
    const printer = await eventually(
      async () =>
        (await victim.call(api.listPrinters, {})).find((one) => one.device === owner.deviceId),
      10_000,
      'the hostile printer is seen',
    );
    await print(printer.device, printer.id);
    await eventually(
      async () =>
        (await victim.call(api.listShares, {})).filter((s) => s.device === owner.deviceId)[3],
      10_000,
      'the hostile shares are seen',
    );
  });
  after(() => folder.remove());

  async function print(device: string, printer: string): Promise<void> {
    const path = endpointPath(api.printDocument, { device, printer }, { name: HOSTILE });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(`${victim.url}${path}`, { method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      outgoing.setHeader('authorization', `Bearer ${victim.token}`);
      outgoing.setHeader('content-type', 'application/pdf');
      outgoing.once('error', reject);
      outgoing.end(makePdf());
    });
    assert.equal(status, 200);
  }

  async function assertInert(tab: Tab): Promise<void> {
    await tab.heading();
    await tab.page.getByText('<img src=x').first().waitFor();
    assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
    assert.equal(await tab.page.locator('img[src="x"], svg[onload]').count(), 0);
    tab.assertCalm();
  }

  for (const path of ['/', '/printers', '/files', '/people', '/settings'])
    it(`check 18: runs nothing on ${path}`, async () => {
      await assertInert(await browser.tab(victim, { path }));
    });

  it('check 18: runs nothing in a hostile folder of a hostile share of a hostile PC', async () => {
    const place = `/files/${owner.deviceId}/${share}`;
    await assertInert(await browser.tab(victim, { path: place }));
    const inside = `${place}?path=${encodeURIComponent(HOSTILE)}`;
    await assertInert(await browser.tab(victim, { path: inside }));
  });

  it('check 18: runs nothing in the questions that repeat a name', async () => {
    const tab = await browser.tab(victim, { path: '/people' });
    await tab.page
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    await tab.page.getByRole('button', { name: 'Cancel' }).waitFor();
    assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
    tab.assertCalm();
  });

  it('prints no control character of a name to a terminal', async () => {
    for (const words of [
      ['peers'],
      ['printers'],
      ['share', 'list'],
      ['workgroup', 'members'],
      ['jobs'],
    ]) {
      const listed = await victim.cli(...words);
      assert.equal(listed.code, 0, listed.stderr);
      // oxlint-disable-next-line no-control-regex
      assert.doesNotMatch(listed.stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });
});
