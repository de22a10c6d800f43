/**
 * An office of real agents and a real CUPS queue, used by keyboard alone and by mouse, narrow and wide,
 * light and dark: in two looks each, with `HALLWAY_TEST_LOOKS=all` in all.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { type Cups, cupsInstalled, type Sink, startCups, startSink } from '../support/cups.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { axeViolations, overflow, type Tab, useBrowser } from './browser.ts';
import { type Hand, HANDS } from './hands.ts';

const LOOKS = [
  { width: 390, theme: 'light', by: 'keyboard' },
  { width: 1280, theme: 'dark', by: 'keyboard' },
  { width: 390, theme: 'dark', by: 'mouse' },
  { width: 1280, theme: 'light', by: 'mouse' },
  ...(env['HALLWAY_TEST_LOOKS'] === 'all'
    ? ([
        { width: 390, theme: 'dark', by: 'keyboard' },
        { width: 1280, theme: 'light', by: 'keyboard' },
        { width: 390, theme: 'light', by: 'mouse' },
        { width: 1280, theme: 'dark', by: 'mouse' },
      ] as const)
    : []),
] as const;

describe('dashboard: an office by either hand', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  const plans = join(folder.path, 'Plans');
  let cups: Cups | undefined;
  let sink: Sink | undefined;
  let anna: TestAgent;
  let ben: TestAgent;

  before(async function () {
    if (!cupsInstalled()) {
      console.log('      skipped: cupsd is not installed');
      this.skip();
    }
    cups = await startCups();
    sink = await startSink();
    await cups.addRawQueue('laser', sink.uri);
    [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna', env: { CUPS_SERVER: cups.socketPath } }),
      agents.start({ name: 'Ben' }),
    ]);
    await joinAll([anna, ben], 'Office');
    mkdirSync(plans);
    await anna.call(api.addShare, { body: { path: plans, name: 'Plans', access: 'write' } });
    const shared = await anna.cli('printer', 'share', 'laser');
    assert.equal(shared.code, 0, shared.stderr);
    await eventually(
      async () =>
        (await ben.call(api.listPrinters, {})).length > 0 &&
        (await ben.call(api.listShares, {})).length > 0,
      10_000,
      'Ben sees what Anna shares',
    );
  });
  after(async () => {
    await cups?.stop();
    await sink?.stop();
    folder.remove();
  });

  /** A page is readable for everybody, fits, and nothing went wrong on the way. */
  async function isSound(tab: Tab): Promise<void> {
    assert.deepEqual(await axeViolations(tab.page), []);
    assert.ok((await overflow(tab.page)) <= 0);
    tab.assertCalm();
  }

  async function goTo(hand: Hand, name: string): Promise<void> {
    await hand.press(name);
    await hand.page.locator('main h1:focus').waitFor();
  }

  /** Chooses a document as the system's own window would, and stands in the dialog after it. */
  async function bring(hand: Hand, name: string): Promise<void> {
    const [chooser] = await Promise.all([
      hand.page.waitForEvent('filechooser'),
      hand.press('Print a file'),
    ]);
    const buffer = makePdf({ text: name });
    await chooser.setFiles({ name, mimeType: 'application/pdf', buffer });
    await hand.page.locator('input[name=copies]:focus').waitFor();
  }

  async function open(look: (typeof LOOKS)[number]): Promise<{ tab: Tab; hand: Hand }> {
    const tab = await browser.tab(ben, look);
    await tab.heading();
    return { tab, hand: HANDS[look.by](tab.page) };
  }

  const isNow = (name: string, state: string): Promise<unknown> =>
    eventually(
      async () =>
        (await ben.call(api.listJobs, { query: { all: true } })).some(
          (job) => job.name === name && job.state === state,
        ),
      30_000,
      `${name} is ${state}`,
    );

  for (const [round, look] of LOOKS.entries()) {
    const where = `${look.by}, ${look.width} px, ${look.theme}`;

    it(`prints, holds, lets go and gives up documents (${where})`, async () => {
      const { tab, hand } = await open(look);
      const { page } = tab;
      await goTo(hand, 'Printers');
      await hand.press('laser');
      await page.locator('main h1:focus', { hasText: 'laser' }).waitFor();

      await bring(hand, `at-once-${round}.pdf`);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type('2');
      await isSound(tab);
      await hand.press('Print');
      await page.getByText('Sent to laser.').waitFor();
      await isNow(`at-once-${round}.pdf`, 'completed');

      for (const [name, then, state] of [
        [`kept-${round}.pdf`, 'Print now', 'completed'],
        [`given-up-${round}.pdf`, 'Cancel', 'canceled'],
      ] as const) {
        await bring(hand, name);
        await hand.press('PIN, later and more');
        await hand.tick('Keep it until');
        await isSound(tab);
        await hand.press('Print');
        const row = page.locator('hallway-job-list li', { hasText: name });
        await row.getByText('On hold').waitFor();
        await isSound(tab);
        await hand.press(then);
        await isNow(name, state);
      }
      tab.assertCalm();
    });

    it(`makes, renames, removes and brings back files (${where})`, async () => {
      const name = `plan-${round}.txt`;
      writeFileSync(join(plans, name), 'Ground floor');
      const { tab, hand } = await open(look);
      const { page } = tab;
      await goTo(hand, 'Files');
      await hand.press('Plans');
      await page.locator('main h1:focus', { hasText: 'Plans' }).waitFor();
      await hand.press('New folder');
      await page.locator('input[name=name]:focus').waitFor();
      await page.keyboard.type(`Folder ${round}`);
      await page.keyboard.press('Enter');
      await eventually(
        () => existsSync(join(plans, `Folder ${round}`)),
        8000,
        'the folder is made',
      );
      await page.getByRole('link', { name: `Folder ${round}` }).waitFor();

      await page.reload();
      await tab.heading();
      await hand.select(name, 'Folder 0');
      await page.getByText('1 item selected').waitFor();
      await isSound(tab);
      await hand.press('Rename');
      await page.locator('input[name=name]:focus').waitFor();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(`new-${round}.txt`);
      await page.keyboard.press('Enter');
      const file = join(plans, `new-${round}.txt`);
      await eventually(() => existsSync(file), 8000, 'it has its new name');

      await page.reload();
      await tab.heading();
      await hand.select(`new-${round}.txt`, 'Folder 0');
      await hand.remove();
      await eventually(() => !existsSync(file), 8000, 'it is in the trash');
      await hand.press('Undo');
      await eventually(() => existsSync(file), 8000, 'it is back');
      assert.equal(readFileSync(file, 'utf8'), 'Ground floor');
      tab.assertCalm();
    });

    it(`finds, shares, talks, looks for faults (${where})`, async () => {
      const { tab, hand } = await open(look);
      const { page } = tab;
      await goTo(hand, 'Talk');
      if (look.width < 768) await hand.press('Everybody');
      await hand.write('Message', `Lunch ${round}?`);
      await page.keyboard.press('Enter');
      await eventually(
        async () =>
          (await anna.call(api.listMessages, { query: { words: 'Lunch', limit: 50 } })).some(
            ({ text }) => text === `Lunch ${round}?`,
          ),
        10_000,
        'Anna has the message',
      );
      await isSound(tab);

      await goTo(hand, 'This PC');
      const own = join(folder.path, `Own ${round}`);
      mkdirSync(own);
      await hand.press('Share a folder');
      await hand.write('Folder on this PC', own);
      await hand.press('Share');
      await eventually(
        async () =>
          (await anna.call(api.listShares, {})).some(({ name }) => name === `Own ${round}`),
        10_000,
        'Anna sees what Ben shares',
      );

      await goTo(hand, 'Doctor');
      // It looks by itself first.
      const again = page.locator('button:enabled', { hasText: 'Check again' });
      await again.waitFor({ timeout: 30_000 });
      await hand.press('Check again');
      await page.getByRole('heading', { name: 'Who sees whom' }).waitFor();
      for (const one of ['People', 'Transfers', 'Activity', 'Nearby']) {
        await goTo(hand, one);
        await isSound(tab);
      }
      await hand.search('laser');
      await isSound(tab);
    });
  }
});
