/** Calls between the browsers of two PCs: sound and pictures both ways, and words when it ends. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { setDesktop } from '../../src/api/local.ts';
import { joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { axeViolations, overflow, useBrowser, type Tab } from './browser.ts';
import { received, untilMediaFlows } from './call-media.ts';

describe('dashboard: calls between two PCs', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const browser = useBrowser();
  let anna: TestAgent;
  let ben: TestAgent;

  before(async () => {
    [anna, ben] = await agents.pair('Anna', 'Ben');
  });

  it('exchanges sound and pictures, is muted and hung up, and is listed', async () => {
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Video call');
    await there.page.getByRole('alert').getByText('Anna calls with camera.').waitFor();
    await assertReadable(there);
    await there.page.getByRole('button', { name: 'Answer with camera Anna' }).click();
    for (const { page } of [here, there]) await untilMediaFlows(page);
    await assertReadable(here);
    await there.page.getByRole('button', { name: 'Microphone' }).click();
    await here.page
      .locator('hallway-call-tile[data-device]')
      .getByText('Microphone is off')
      .waitFor({ state: 'attached' });
    await there.page.getByRole('button', { name: 'Hang up' }).click();
    await here.page.getByText('The call is over. Ben hung up.').waitFor();
    await here.page.getByText(/^Call, 0:\d\d$/).waitFor();
    assertCalm(here, there);
  });

  it('is refused, missed while somebody does not want to be disturbed, and shown in Talk', async () => {
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Call');
    await answer(there.page).waitFor();
    await there.page.getByRole('button', { name: 'Refuse Anna' }).click();
    await here.page.getByText('The call is over. Ben does not take the call.').waitFor();
    await ben.call(setDesktop, { body: { quiet: true } });
    await call(here.page, 'Call');
    await here.page.getByText('Ben does not want to be disturbed now.').waitFor();
    await ben.call(setDesktop, { body: { quiet: false } });
    await there.page.getByRole('link', { name: 'Talk 1 unread' }).click();
    await there.page.getByText('Missed call').waitFor();
    await there.page.getByRole('link', { name: 'Talk', exact: true }).waitFor();
    assertCalm(here, there);
  });

  it('shows a screen, and speaks by the microphone that is chosen', async () => {
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Call');
    await answer(there.page).click();
    await here.page.getByRole('region', { name: 'Call with Ben' }).waitFor();
    await there.page.getByRole('button', { name: 'Share the screen' }).click();
    const screen = here.page.locator('hallway-call-tile.screen');
    await screen.getByText('Screen of Ben').waitFor();
    await eventually(
      () =>
        screen.evaluate((tile) => (tile.shadowRoot?.querySelector('video')?.videoWidth ?? 0) > 100),
      20_000,
      'Anna sees what is on Ben’s screen',
    );
    await there.page.getByText('Your screen').waitFor();
    await there.page.getByRole('button', { name: 'Share the screen' }).click();
    await screen.waitFor({ state: 'detached' });

    await there.page.getByRole('button', { name: 'Devices' }).click();
    const choice = there.page.getByRole('combobox', { name: 'Microphone' });
    const names = choice.locator('option');
    await eventually(async () => (await names.count()) > 2, 10_000, 'there are microphones');
    const label = ((await names.nth(2).textContent()) ?? '').trim();
    await choice.selectOption({ index: 2 });
    const spoken = (): Promise<string[]> =>
      there.page.evaluate<string[]>(`globalThis.connections
        .filter((one) => one.connectionState === 'connected')
        .flatMap((one) => one.getSenders().flatMap(({ track }) => track?.kind === 'audio' ? [track.label] : []))`);
    await eventually(async () => (await spoken()).includes(label), 10_000, `${label} is used`);
    assert.deepEqual(await axeViolations(there.page), []);
    await there.page.getByRole('button', { name: 'Done' }).click();
    await heard(here.page, 1);
    await there.page.getByRole('button', { name: 'Hang up' }).click();
    await here.page.getByText('The call is over. Ben hung up.').waitFor();
    assertCalm(here, there);
  });

  it('ends with words when the browser of the other one dies, and when its agent does', async () => {
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const first = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Call');
    await answer(first.page).click();
    await here.page.getByRole('region', { name: 'Call with Ben' }).waitFor();
    await first.page.close();
    await here.page.getByText('The call is over. The connection to Ben was lost.').waitFor();
    const second = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Call');
    await answer(second.page).click();
    await second.page.getByRole('region', { name: 'Call with Anna' }).waitFor();
    await ben.kill('SIGKILL');
    await here.page.getByText('The call is over. The connection to Ben was lost.').waitFor();
    await second.page.getByText('Hallway on this PC does not answer: the call is over.').waitFor();
    here.assertCalm();
  });
});

describe('dashboard: calls of four', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const browser = useBrowser();

  it('is joined by one more and one more, up to four who hear each other', async () => {
    const [anna, ben, carla, dora] = (await Promise.all(
      ['Anna', 'Ben', 'Carla', 'Dora'].map((name) => agents.start({ name })),
    )) as [TestAgent, TestAgent, TestAgent, TestAgent];
    await joinAll([anna, ben, carla, dora]);
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/' });
    const third = await browser.tab(carla, { path: '/' });
    const fourth = await browser.tab(dora, { path: '/' });
    const all = [here, there, third, fourth];
    await here.page.getByRole('link', { name: 'Ben', exact: true }).click();
    await here.page.getByRole('heading', { name: 'Ben' }).waitFor();
    await call(here.page, 'Call');
    await answer(there.page).click();
    await here.page.getByRole('region', { name: 'Call with Ben' }).waitFor();
    await add(here.page, 'Carla');
    await answer(third.page).click();
    await here.page.getByRole('region', { name: 'Call with Ben and Carla' }).waitFor();
    await there.page.getByRole('region', { name: 'Call with Anna and Carla' }).waitFor();
    await add(there.page, 'Dora');
    await fourth.page.getByRole('button', { name: 'Answer Ben', exact: true }).click();
    for (const { page } of all) await heard(page, 3);
    await third.page.getByRole('button', { name: 'Add somebody' }).click();
    await third.page.getByText('More do not fit into a call.').waitFor();
    await assertReadable(third);
    await third.page.getByRole('button', { name: 'Cancel' }).click();
    for (const { page } of [there, third, fourth])
      await page.getByRole('button', { name: 'Hang up' }).click();
    await here.page.getByText('The call is over.').waitFor();
    assertCalm(...all);
  });
});

async function call(page: Page, name: 'Call' | 'Video call'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

function answer(page: Page): Locator {
  return page.getByRole('button', { name: 'Answer Anna', exact: true });
}

/** The call and whoever rings can be read by all, on a phone as well. */
async function assertReadable({ page }: Tab): Promise<void> {
  assert.deepEqual(await axeViolations(page), []);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 800 });
  assert.ok((await overflow(page)) <= 0);
  if (size) await page.setViewportSize(size);
}

async function add(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Sound comes over each of so many connections. */
async function heard(page: Page, connections: number): Promise<void> {
  await eventually(
    async () => {
      const all = await received(page);
      return all.length === connections && all.every(({ soundBytes }) => soundBytes > 3000);
    },
    40_000,
    `sound over ${connections} connections`,
  );
}

function assertCalm(...tabs: readonly Tab[]): void {
  for (const tab of tabs) tab.assertCalm();
  assert.ok(tabs.length > 0);
}
