/** Films and songs of colleagues play in the dashboard: from several PCs, with queue and subtitles. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { addShare, seesShare } from '../scenario/edge-office.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { allowed } from '../support/promised.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { longWebm, recordedWebm } from '../support/webm.ts';
import { wavOf } from '../support/wav.ts';
import { axeViolations, overflow, useBrowser, type Tab } from './browser.ts';

/** What the page tells of its player. */
interface Told {
  time: number;
  duration: number;
  paused: boolean;
  ready: number;
}

/** Watches the film from within the page: how long it stood still at most, in ms. */
const WATCH = `(() => {
  const find = () => document.querySelector('hallway-app').shadowRoot
    .querySelector('hallway-player').shadowRoot.querySelector('video');
  globalThis.still = 0;
  let last = -1, since = performance.now();
  globalThis.watching = setInterval(() => {
    const { currentTime, paused, ended } = find();
    const now = performance.now();
    globalThis.still = Math.max(globalThis.still, paused || ended ? 0 : now - since);
    if (currentTime !== last || paused || ended) { last = currentTime; since = now; }
  }, 25);
})()`;

describe('dashboard: films and songs are played', function () {
  this.timeout(90_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let ben: TestAgent;
  let carla: TestAgent;
  let share: { device: string; share: string };
  after(() => folder.remove());

  before(async () => {
    const shared = join(folder.path, 'shared');
    mkdirSync(join(shared, 'Songs'), { recursive: true });
    for (const name of ['1 one.wav', '2 two.wav', '3 three.wav', 'cover.txt'])
      writeFileSync(join(shared, 'Songs', name), name.endsWith('.wav') ? wavOf(0.5) : 'cover');
    writeFileSync(
      join(shared, 'film.de.srt'),
      '1\n00:00:00,000 --> 00:00:30,000\nGuten Tag <script>\n',
    );
    [anna, ben, carla] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
      agents.start({ name: 'Carla' }),
    ]);
    await joinAll([anna, ben, carla]);
    const added = await addShare(anna, shared, 'Films', {});
    await Promise.all([ben, carla].map((pc) => seesShare(pc, added)));
    share = { device: anna.deviceId, share: added.id };
  });

  const address = (path: string): string =>
    `/files/${share.device}/${share.share}/view?path=${encodeURIComponent(path)}`;
  const told = (tab: Tab): Promise<Told> =>
    tab.page
      .locator('hallway-player')
      .locator('audio, video')
      .evaluate((element) => {
        const media = element as unknown as Told & { currentTime: number; readyState: number };
        const { currentTime: time, duration, paused, readyState: ready } = media;
        return { time, duration, paused, ready };
      });
  /** A page that was not clicked into may play nothing by itself. */
  const play = (tab: Tab): Promise<boolean> =>
    eventually(
      async () => {
        const { ready, paused } = await told(tab);
        if (ready < 2 || !paused) return ready >= 2;
        await tab.page.locator('main h1').click();
        await tab.page.keyboard.press('k');
        return false;
      },
      15_000,
      'it plays',
    );
  const press = (tab: Tab, name: string): Promise<void> =>
    tab.page.locator('hallway-player').getByRole('button', { name, exact: true }).click();

  it('plays the songs of a folder one after the other, also while another page is shown', async () => {
    const tab = await browser.tab(carla, { path: address('Songs/1 one.wav') });
    await tab.page.locator('hallway-player audio').waitFor();
    await tab.page.getByText('1 / 3').first().waitFor();
    await play(tab);
    await tab.page.getByRole('heading', { name: '3 three.wav' }).waitFor({ timeout: 25_000 });
    await eventually(async () => (await told(tab)).paused, 15_000, 'the last song ends');
    await press(tab, 'Repeat: off');
    await press(tab, 'Play the next one');
    await tab.page.getByRole('heading', { name: '1 one.wav' }).waitFor();
    await tab.page.getByRole('link', { name: 'People' }).click();
    await tab.page.locator('main h1', { hasText: 'People' }).waitFor();
    await tab.page.locator('hallway-player').getByText('2 two.wav').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await press(tab, 'Stop and close the player');
    await tab.page.locator('hallway-player audio').waitFor({ state: 'detached' });
    tab.assertCalm();
  });

  it('plays on through the death of its first source, without standing still for a second', async () => {
    const tab = await browser.tab(carla, { path: '/people' });
    const film = longWebm(await recordedWebm(tab.context, 2), { seconds: 11, padding: 90_000 });
    writeFileSync(join(folder.path, 'shared', 'film.webm'), film);
    const order = { ...share, path: 'film.webm', target: join(folder.path, 'ben.webm') };
    await ben.call(api.startTransfer, { body: order });
    await eventually(
      async () => (await ben.call(api.listTransfers, {}))[0]?.state === 'done',
      20_000,
      'Ben has a copy',
    );
    await tab.page.goto(`${carla.url}${address('film.webm')}`);
    await eventually(async () => (await told(tab)).ready >= 2, 10_000, 'the film is there');
    assert.ok((await told(tab)).duration >= 11);
    const page = tab.page.locator('hallway-player');
    await page.getByLabel('Subtitles').selectOption({ index: 1 });
    await play(tab);
    await eventually(async () => (await told(tab)).time > 1, 10_000, 'the film plays');
    await tab.page.evaluate(WATCH);
    const place = { params: { device: share.device, share: share.share } };
    const given = () => carla.call(api.listPlaySources, { ...place, query: { path: 'film.webm' } });
    await eventually(
      async () => (await given()).filter(({ bytes }) => bytes > 0).length === 2,
      10_000,
      'it comes from both',
    );
    const before = (await told(tab)).time;
    await anna.kill('SIGKILL');
    assert.ok(before < 6, `only at ${before} s the source was killed`);
    await eventually(async () => (await told(tab)).time > 8.5, 30_000, 'the film goes on');
    const still = await tab.page.evaluate<number>('globalThis.still');
    console.log(`      it stood still for ${Math.round(still)} ms at most`);
    assert.ok(still <= allowed(1000), `it stood still for ${still} ms`);
    const bytes = (await given()).find(({ device }) => device === ben.deviceId)?.bytes ?? 0;
    assert.ok(bytes > film.length / 3, `${bytes} bytes came from the copy`);

    // Seeking, its owner being gone: also to what was not read yet.
    await tab.page.keyboard.press('j');
    await eventually(async () => (await told(tab)).time < 5, 8000, 'it went back');
    const cue = await page.locator('video').evaluate((element) => {
      const { textTracks } = element as unknown as {
        textTracks: { activeCues: { text: string }[] | null; mode: string; language: string }[];
      };
      const [track] = Array.from(textTracks);
      return [track?.mode, track?.language, track?.activeCues?.[0]?.text];
    });
    assert.deepEqual(cue, ['showing', 'de', 'Guten Tag']);
    tab.assertCalm();
    assert.deepEqual(await axeViolations(tab.page), []);
    await tab.page.setViewportSize({ width: 390, height: 800 });
    assert.ok((await overflow(tab.page)) <= 0);
  });
});
