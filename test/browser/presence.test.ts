/** Who is there, by what way, what stands in the way; waking, and reaching by address. */
import assert from 'node:assert/strict';
import type { TroubleCode } from '../../src/model/presence.ts';
import { addUnreached, GOOD_ADDRESS, STRANGER_ADDRESS } from '../support/fake-network.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

const WAREHOUSE = 'n'.repeat(52);
const AT = Date.UTC(2026, 4, 12, 7, 5);

describe('dashboard: presence', function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it('tells the way to a PC first, and its address and adapter on demand', async () => {
    const tab = await browser.tab(await browser.fake());
    const card = tab.page.getByRole('article', { name: 'Bookkeeping' });
    await card.getByText('Online by cable, 0.4 ms').waitFor();
    assert.equal(await card.getByText('192.168.1.21:47600').isVisible(), false);
    await card.getByText('Online by cable').click();
    await card.getByText('192.168.1.21:47600').waitFor();
    await card.getByText('enp3s0').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('says that a PC sleeps, and wakes it up', async () => {
    const agent = await browser.fake();
    agent.networkDelayMs = 300;
    const tab = await browser.tab(agent);
    await tab.page.getByText('3 PCs, 2 online, 1 asleep').waitFor();
    const card = tab.page.getByRole('article', { name: 'Laptop Mehmet' });
    await card.getByText(/^Asleep, last seen/).waitFor();
    await card.getByRole('button', { name: 'Wake up Laptop Mehmet' }).click();
    await card.getByText('Waking it up').waitFor();
    await card.getByRole('progressbar').waitFor();
    await card.getByText('Online by cable').waitFor();
    await tab.page.getByText('3 PCs, 3 online').waitFor();
    tab.assertCalm();
  });

  it('says so when it does not wake up, and lets the person try again', async () => {
    const agent = await browser.fake();
    agent.wakes = false;
    const tab = await browser.tab(agent, { path: '/people' });
    await tab.page.getByRole('button', { name: 'Wake up Laptop Mehmet' }).click();
    await tab.page.getByRole('alert').getByText('It did not wake up within a minute.').waitFor();
    await tab.page.getByText('Switch it on by hand').waitFor();
    agent.wakes = true;
    await tab.page.getByRole('button', { name: 'Wake up Laptop Mehmet' }).click();
    await tab.page.getByText('Online by cable').nth(1).waitFor();
    assert.equal(await tab.page.getByText('It did not wake up').count(), 0);
    tab.assertCalm(/status of 503/);
  });

  it('wakes a PC from the page of a folder on it', async () => {
    const agent = await browser.fake();
    const share = agent.topics.shares.find(({ name }) => name === 'Site photos');
    const tab = await browser.tab(agent, { path: `/files/${share?.device}/${share?.id}` });
    await tab.page.getByRole('button', { name: 'Wake up Laptop Mehmet' }).click();
    await tab.page.getByText('README').waitFor();
    assert.equal(await tab.page.getByText('That PC is away').count(), 0);
    tab.assertCalm();
  });

  const TOLD: [TroubleCode, string][] = [
    ['stopped', 'Hallway was closed there'],
    ['no_address', 'It has not been found'],
    ['no_network', 'This PC has no network'],
    ['no_route', 'Nobody answers at its address'],
    ['refused', 'Hallway does not run there'],
    ['timeout', 'Nothing comes back'],
    ['impostor', 'Another device answers'],
    ['rejected', 'It does not let this PC in'],
    ['protocol', 'this version of Hallway'],
  ];

  it('says in words what stands in the way, and leads to the doctor', async () => {
    const agent = await browser.fake();
    addUnreached(agent.topics, WAREHOUSE, 'Warehouse', AT);
    const tab = await browser.tab(agent);
    const card = tab.page.getByRole('article', { name: 'Warehouse' });
    await card.getByText(/^Offline, last seen/).waitFor();
    for (const [code, words] of TOLD) {
      agent.push(
        'peers',
        agent.topics.peers.map((peer) =>
          peer.id === WAREHOUSE ? { ...peer, trouble: { code, address: null, since: AT } } : peer,
        ),
      );
      await card.getByText(words).waitFor();
    }
    await card.getByRole('link', { name: 'Find out why' }).click();
    await tab.page.locator('hallway-doctor-page h1:focus').waitFor();
    tab.assertCalm();
  });

  it('reaches a missing PC by its address, and says why an address does not work', async () => {
    const agent = await browser.fake();
    addUnreached(agent.topics, WAREHOUSE, 'Warehouse', AT);
    agent.topics.peers = agent.topics.peers.filter(({ presence }) => presence !== 'asleep');
    const tab = await browser.tab(agent, { path: '/people' });
    const address = tab.page.getByLabel('Address of the missing PC');
    const connect = tab.page.getByRole('button', { name: 'Connect' });
    await connect.click();
    await tab.page.getByRole('alert').getByText('Type the address first.').waitFor();
    await address.fill('192.168.1.99');
    await connect.click();
    await tab.page.getByRole('alert').getByText('Nothing answers at 192.168.1.99.').waitFor();
    await address.fill(STRANGER_ADDRESS);
    await address.press('Enter');
    await tab.page.getByRole('alert').getByText('is not in this workgroup').waitFor();
    assert.deepEqual(await axeViolations(tab.page), []);
    await address.fill(` ${GOOD_ADDRESS} `);
    await connect.click();
    await tab.page.getByText('Warehouse is there.').waitFor();
    assert.equal(await address.inputValue(), '');
    tab.assertCalm(/status of (502|403)/);
  });

  it('is readable for everybody with sleeping and missing PCs, at every width', async () => {
    const agent = await browser.fake();
    addUnreached(agent.topics, WAREHOUSE, 'Warehouse', AT);
    for (const path of ['/', '/people'])
      for (const theme of THEMES)
        for (const width of [390, 1280]) {
          const tab = await browser.tab(agent, { path, theme, width });
          await tab.heading();
          assert.deepEqual(await axeViolations(tab.page), [], `${path} ${theme} ${width}`);
          assert.ok((await overflow(tab.page)) <= 0, `${path} is wider than ${width} px`);
          tab.assertCalm();
        }
  });
});
