/** Files are shown where they are: a colleague's as one's own, and nothing in them runs. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { cornerPng } from '../printing/conversion/pictures.ts';
import { axeViolations, overflow, useBrowser, type Tab } from './browser.ts';

const EVIL = `<script>globalThis.hacked = 1; top.hacked = 1; fetch('/api/v1/status')</script>`;
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" onload="top.hacked=1">
  <script>top.hacked = 1; parent.hacked = 1</script><rect width="90" height="60" fill="teal"/></svg>`;

/** One second of silence, 8 bit at 8 kHz. */
function silence(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + 8000, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(8000, 40);
  return Buffer.concat([head, Buffer.alloc(8000, 128)]);
}

const widthOf = (image: Locator): Promise<number> =>
  image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth);

describe('dashboard: files are shown', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let share: { device: string; share: string };
  after(() => folder.remove());

  before(async () => {
    const shared = join(folder.path, 'shared');
    mkdirSync(join(shared, 'Inner'), { recursive: true });
    const files: Record<string, string | Buffer> = {
      '1 picture.png': cornerPng(40, 30),
      '2 drawing.svg': DRAWING,
      '3 letter.pdf': makePdf({ pages: 2 }),
      '4 notes.txt': `Grüße\n${EVIL}\n`,
      '5 page.html': EVIL,
      '6 tone.wav': silence(),
      '7 long.log': 'x'.repeat(99).concat('\n').repeat(4000),
      '8 table.xlsx': 'no preview',
      'Inner/empty.txt': '',
      'Inner/broken.png': 'no picture',
      'Inner/bytes.txt': Buffer.from([1, 0, 2, 0]),
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(shared, name), content);
    const [one, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    anna = one;
    await joinAll([anna, ben]);
    const { id } = await ben.call(api.addShare, { body: { path: shared, name: 'Things' } });
    share = { device: ben.deviceId, share: id };
  });

  const address = (path: string): string =>
    `/files/${share.device}/${share.share}/view?path=${encodeURIComponent(path)}`;
  const show = (path: string): Promise<Tab> => browser.tab(anna, { path: address(path) });
  const unharmed = async (tab: Tab, expected?: RegExp): Promise<void> => {
    assert.equal(await tab.page.evaluate('typeof globalThis.hacked'), 'undefined');
    tab.assertCalm(expected);
  };

  it('shows a picture, leads through all others by the arrow keys, and back by Escape', async () => {
    const tab = await browser.tab(anna, { path: `/files/${share.device}/${share.share}` });
    await tab.page.getByRole('button', { name: '1 picture.png' }).click();
    const picture = tab.page.locator('main img');
    await picture.waitFor();
    assert.equal(await tab.heading(), '1 picture.png');
    await eventually(async () => (await widthOf(picture)) === 40, 8000, 'the picture is there');
    await tab.page.getByText('1 / 7').waitFor();
    await tab.page.keyboard.press('ArrowRight');
    await tab.page.getByRole('heading', { name: '2 drawing.svg' }).waitFor();
    await tab.page.keyboard.press('ArrowRight');
    await tab.page.locator('iframe[title="Content of 3 letter.pdf"]').waitFor();
    await tab.page.keyboard.press('ArrowRight');
    await tab.page.getByText('Grüße').waitFor();
    await tab.page.keyboard.press('Escape');
    // Where the person left the folder, though it is another file now.
    await tab.page.locator('button:focus', { hasText: '4 notes.txt' }).waitFor();
    await tab.page.goBack();
    await unharmed(tab);
  });

  it('has an address for each file, from which Escape leads into its folder', async () => {
    const tab = await show('Inner/empty.txt');
    await tab.page.getByText('This file is empty.').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.page.getByRole('heading', { name: 'Inner' }).waitFor();
    assert.equal(new URL(tab.page.url()).search, '?path=Inner');
    // Of an empty file no byte can be asked for.
    await unharmed(tab, /status of 416/);
  });

  it('check 52: runs nothing of a page or a drawing that it shows', async () => {
    const page = await show('5 page.html');
    await page.page.locator('pre', { hasText: 'globalThis.hacked' }).waitFor();
    await unharmed(page);
    const drawing = await show('2 drawing.svg');
    const drawn = drawing.page.locator('main img');
    await eventually(async () => (await widthOf(drawn)) === 90, 8000, 'the drawing is there');
    await unharmed(drawing);
  });

  it('shows a PDF in a frame that may do nothing', async () => {
    const tab = await show('3 letter.pdf');
    const frame = await tab.page.locator('main iframe').elementHandle();
    const content = await frame?.contentFrame();
    await content?.waitForLoadState();
    const answer = await tab.page.request.get(content?.url() ?? '');
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    assert.match(answer.headers()['content-security-policy'] ?? '', /^sandbox;/);
    await unharmed(tab);
  });

  it('plays sound by ranges', async () => {
    const tab = await show('6 tone.wav');
    const audio = tab.page.locator('hallway-player audio');
    const seconds = (): Promise<number> =>
      audio.evaluate((element) => (element as unknown as { duration: number }).duration);
    await eventually(async () => (await seconds()) === 1, 8000, 'the sound is known');
    await unharmed(tab);
  });

  it('says what it cannot show, and how much of a long text it shows', async () => {
    const long = await show('7 long.log');
    await long.page.getByText('Only the beginning is shown').waitFor();
    const other = await show('8 table.xlsx');
    await other.page.getByText('This kind of file cannot be shown here.').waitFor();
    const bytes = await show('Inner/bytes.txt');
    await bytes.page.getByText('There is no text in this file.').waitFor();
    const broken = await show('Inner/broken.png');
    await broken.page.getByText('This browser cannot show it.').waitFor();
    const gone = await show('Inner/gone.txt');
    await gone.page.getByText('This file is not in its folder any more.').waitFor();
    for (const tab of [long, other, bytes, broken]) await unharmed(tab);
  });

  it('is readable for everybody, on a phone too', async () => {
    const looks = [
      ['1 picture.png', 'light'],
      ['4 notes.txt', 'dark'],
      ['8 table.xlsx', 'light'],
    ] as const;
    for (const [path, theme] of looks) {
      const tab = await browser.tab(anna, { path: address(path), theme, width: 390 });
      await tab.page.locator('main :is(img, pre, .told)').first().waitFor();
      assert.ok((await overflow(tab.page)) <= 0);
      assert.deepEqual(await axeViolations(tab.page), []);
    }
  });
});
