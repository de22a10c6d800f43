/**
 * Calls on a LAN: browsers on two PCs of it exchange sound and pictures, also where nothing of
 * multicast DNS passes, and a pulled cable ends the call with words.
 */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { createHandover } from '../../src/api/local.ts';
import { chromiumPath, launch, openTab, type Site, type Tab } from '../browser/browser.ts';
import { received, untilMediaFlows } from '../browser/call-media.ts';
import { skipWithoutLab } from '../lan/availability.ts';
import { LabOffice, type LabPc } from '../scenario/lab-office.ts';
import { eventually } from '../support/eventually.ts';

const CALLED_MS = 30_000;
const ENDED_MS = 5000;

describe('calls on a LAN', function () {
  this.timeout(240_000);
  let office: LabOffice | undefined;
  let browsers: Browser[] = [];
  let tabs: Tab[] = [];

  beforeEach(async function () {
    skipWithoutLab(this);
    if (chromiumPath() === undefined) this.skip();
    office = await LabOffice.create(3);
    await office.join();
  });
  afterEach(async () => {
    for (const browser of browsers) await browser.close();
    browsers = [];
    tabs = [];
    await office?.destroy();
    office = undefined;
  });

  /** A browser on each PC; `deaf` ones have neither microphone nor camera. */
  const open = async (count: number, deaf: readonly number[] = []): Promise<Tab[]> => {
    for (let number = 1; number <= count; number += 1) {
      const pc = office?.pc(number);
      assert.ok(pc && office);
      const { namespace } = office.lab.pc(number);
      const browser = await launch({ namespace, deaf: deaf.includes(number) });
      browsers.push(browser);
      const tab = await openTab(browser, await siteOf(pc), { path: '/talk/everyone' });
      tab.context.setDefaultTimeout(CALLED_MS);
      tabs.push(tab);
    }
    return tabs;
  };
  /** PC 1 calls those, and they take it. */
  const call = async (camera: boolean, ...called: number[]): Promise<void> => {
    const [first] = tabs;
    await first?.page.getByRole('button', { name: 'Video call' }).click();
    for (const number of called)
      await tabs[number - 1]?.page
        .getByRole('button', {
          name: camera ? 'Answer with camera PC 1' : 'Answer PC 1',
          exact: true,
        })
        .click();
  };
  const tell = async (): Promise<void> => {
    for (const [index, { page }] of tabs.entries())
      for (const { soundBytes, pictureBytes, frames } of await received(page))
        console.log(
          `      PC ${index + 1}: sound ${soundBytes} bytes, pictures ${pictureBytes} bytes, ${frames} frames`,
        );
  };

  it('exchanges sound and pictures between all of three PCs', async () => {
    await open(3);
    await call(true, 2, 3);
    for (const { page } of tabs) await untilMediaFlows(page, 2);
    await tell();
  });

  it('does so where no packet of multicast DNS passes, and ends with words when the cable is cut', async () => {
    assert.ok(office);
    await open(2);
    await office.lab.noMulticast(true);
    await office.lab.cut(3);
    await call(true, 2);
    for (const { page } of tabs) await untilMediaFlows(page);
    await tell();
    const cut = performance.now();
    await office.lab.cut(2, { silent: true });
    await Promise.all(
      tabs.map(({ page }, index) =>
        page
          .getByText(`The call is over. The connection to PC ${2 - index} was lost.`)
          .first()
          .waitFor(),
      ),
    );
    const took = performance.now() - cut;
    console.log(`      words at both PCs ${Math.round(took)} ms after the cut`);
    assert.ok(took < ENDED_MS, `${took} ms`);
  });

  it('lets one listen and watch who has neither microphone nor camera, by no name of multicast DNS', async () => {
    assert.ok(office);
    // Such a browser shows no address but that of the way out of the network.
    for (const number of [1, 2])
      await office.lab.pc(number).exec(['ip', 'route', 'add', 'default', 'via', '10.77.0.3']);
    await open(2, [2]);
    await office.lab.noMulticast(true);
    await call(false, 2);
    const [first, second] = tabs;
    assert.ok(first && second);
    await second.page.getByText('No microphone could be opened').waitFor();
    await untilMediaFlows(second.page);
    await eventually(
      async () => (await received(first.page)).length === 1,
      CALLED_MS,
      'the first PC is connected',
    );
    await tell();
  });
});

async function siteOf(pc: LabPc): Promise<Site> {
  const sign = async (path = '/'): Promise<string> => {
    const { origin, hash } = new URL((await pc.call(createHandover, {})).url);
    return `${origin}${path}${hash}`;
  };
  return { url: new URL(await sign()).origin, signInUrl: sign, stop: () => Promise.resolve() };
}
