/** Calls between the browsers of two PCs: sound and pictures both ways, and words when it ends. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { setDesktop } from '../../src/api/local.ts';
import { joinAll, useAgents, type TestAgent } from '../support/agents.ts';
import { useBrowser, type Tab } from './browser.ts';
import { untilMediaFlows } from './call-media.ts';

describe('dashboard: calls between two PCs', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  let anna: TestAgent;
  let ben: TestAgent;

  before(async () => {
    [anna, ben] = await Promise.all([
      agents.start({ name: 'Anna' }),
      agents.start({ name: 'Ben' }),
    ]);
    await joinAll([anna, ben]);
  });

  const call = async (page: Page, name: 'Call' | 'Video call'): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).click();
  };
  const answer = (page: Page) => page.getByRole('button', { name: 'Answer Anna', exact: true });

  it('exchanges sound and pictures, is muted and hung up, and is listed', async () => {
    const here = await browser.tab(anna, { path: '/talk/everyone' });
    const there = await browser.tab(ben, { path: '/' });
    await call(here.page, 'Video call');
    await there.page.getByRole('alert').getByText('Anna calls with camera.').waitFor();
    await there.page.getByRole('button', { name: 'Answer with camera Anna' }).click();
    for (const { page } of [here, there]) await untilMediaFlows(page);
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

function assertCalm(...tabs: readonly Tab[]): void {
  for (const tab of tabs) tab.assertCalm();
  assert.ok(tabs.length > 0);
}
