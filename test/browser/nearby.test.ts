/** Printers, network drives and televisions without Hallway, and what can be done with each. */
import assert from 'node:assert/strict';
import { nearbyThing, NETWORK_PRINTER } from '../support/fake-nearby.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: nearby', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('is found from the first page, and shows what has no Hallway by what it is', async () => {
    const tab = await browser.tab(await browser.fake());
    await tab.page.getByRole('link', { name: 'Nearby without Hallway (6)' }).click();
    await tab.page.locator('hallway-nearby-page h1:focus').waitFor();
    assert.deepEqual(await tab.page.locator('section h2').allInnerTexts(), [
      'Printers in the network',
      'Network drives and shared folders',
      'Televisions and loudspeakers',
      'Routers and other devices',
      'Other workgroups that let newcomers in',
    ]);
    assert.equal(await tab.page.getByText('PC next door').count(), 0);
    await tab.page.getByText('To join it, first leave your own workgroup').waitFor();
    tab.assertCalm();
  });

  it('adds a network printer, with its address and name filled in', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { path: '/nearby' });
    await tab.page.getByRole('button', { name: 'Add printer Kyocera ECOSYS M5526cdw' }).click();
    assert.equal(await tab.page.getByLabel('Address of the printer').inputValue(), NETWORK_PRINTER);
    await tab.page.locator('input[name=name]:focus').waitFor();
    await tab.page.getByLabel('Name for the others').fill('Corridor');
    await tab.page.getByRole('button', { name: 'Add a printer' }).click();
    await tab.page.getByText('The printer was added.').waitFor();
    const added = agent.asked.find(({ line }) => line === 'POST /api/v1/own/printers');
    assert.deepEqual(added?.body, { uri: NETWORK_PRINTER, name: 'Corridor' });
    await tab.page.getByText('Added', { exact: true }).waitFor();
    assert.equal(await tab.page.getByRole('button', { name: /^Add printer/ }).count(), 0);
    tab.assertCalm();
  });

  it('copies the address of a network drive, and tells how to open it on this system', async () => {
    const tab = await browser.tab(await browser.fake(), { path: '/nearby' });
    await tab.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await tab.page.getByRole('button', { name: 'Copy address NAS' }).click();
    await tab.page.getByText('How to open it').waitFor();
    await tab.page.getByText('The address was copied.').waitFor();
    assert.equal(await tab.page.evaluate('navigator.clipboard.readText()'), 'smb://192.168.1.20/');
    await tab.page.getByRole('button', { name: 'Copy address Plans' }).click();
    await tab.page.getByText('davs://192.168.1.21:5006/plans/').waitFor();
    tab.assertCalm();
  });

  for (const [platform, address, how] of [
    ['Win32', String.raw`\\192.168.1.20`, 'Explorer'],
    ['MacIntel', 'smb://192.168.1.20/', '⌘K'],
  ] as const)
    it(`tells it in the way of ${platform}`, async () => {
      const tab = await browser.tab(await browser.fake(), { path: '/nearby' });
      await tab.page.evaluate(
        `Object.defineProperty(navigator, 'platform', { get: () => '${platform}' })`,
      );
      await tab.page.getByRole('button', { name: 'Copy address NAS' }).click();
      await tab.page.locator('.how').getByText(address, { exact: true }).waitFor();
      await tab.page.locator('.how').getByText(how).waitFor();
    });

  it("opens a device's own page apart from Hallway, and nothing else in its place", async () => {
    const agent = await browser.fake();
    agent.topics.nearby = [
      nearbyThing('web', 'Router', { can: ['page'], page: 'http://192.168.1.1/' }),
      nearbyThing('web', 'Trap', { can: ['page'], page: 'javascript:globalThis.hacked=1' }),
    ];
    const tab = await browser.tab(agent, { path: '/nearby' });
    const link = tab.page.getByRole('link', { name: 'Open its page Router (in a new tab)' });
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
    assert.equal(await link.getAttribute('target'), '_blank');
    await tab.page.getByText('Trap').waitFor();
    assert.equal(await tab.page.getByRole('link', { name: /^Open its page/ }).count(), 1);
    tab.assertCalm();
  });

  it('says so while nothing was found', async () => {
    const agent = await browser.fake();
    agent.topics.nearby = [];
    const tab = await browser.tab(agent, { path: '/nearby' });
    await tab.page.getByText('Nothing was found yet').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('is readable for everybody with every help open, at every width', async () => {
    const agent = await browser.fake();
    for (const theme of THEMES) {
      const tab = await browser.tab(agent, { path: '/nearby', theme });
      await tab.page.getByRole('button', { name: 'Copy address NAS' }).click();
      for (const width of [390, 1280]) {
        await tab.page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await axeViolations(tab.page), [], `${theme} ${width}`);
        assert.ok((await overflow(tab.page)) <= 0, `wider than ${width} px`);
      }
    }
  });
});
