/**
 * Promises that hold for the dashboard of any agent that is in a workgroup, whatever it shares: the
 * fake one, or a real one.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { env } from 'node:process';
import { axeViolations, overflow, THEMES, useBrowser, type Site } from './browser.ts';

const PAGES = [
  '/',
  '/printers',
  '/printers/phone',
  '/files',
  '/people',
  '/settings',
  '/nearby',
  '/doctor',
  '/transfers',
  '/nowhere',
];
const WIDTHS = [390, 1280];

/**
 * The agent whose sign-in address `HALLWAY_SIGN_IN_COMMAND` prints (a shell command, run for each
 * tab), or undefined where it is not set.
 */
export function commandSite(): Site | undefined {
  const command = env['HALLWAY_SIGN_IN_COMMAND'];
  if (command === undefined) return undefined;
  const signInUrl = (path = '/'): string => {
    const printed = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
    const address = /http:\/\/[^\s"]+#t=[^\s"]+/.exec(printed)?.[0];
    if (address === undefined) throw new Error(`No sign-in address in: ${printed}`);
    const url = new URL(address);
    return `${url.origin}${path}${url.hash}`;
  };
  return { url: new URL(signInUrl()).origin, signInUrl, stop: async () => {} };
}

/** `openSite` gives a started agent; it is stopped at the end. */
export function promisesOfAnyAgent(openSite: () => Promise<Site>): void {
  const browser = useBrowser();
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.stop());

  for (const path of PAGES)
    it(`opens ${path} calmly, at every width and in both themes, readable for everybody`, async () => {
      for (const theme of THEMES) {
        const tab = await browser.tab(site, { path, theme, width: 1280 });
        assert.notEqual(await tab.heading(), '');
        // What is wide differs from what is narrow by its layout, not by its colours.
        if (theme === 'light') assert.deepEqual(await axeViolations(tab.page), [], path);
        for (const width of WIDTHS) {
          await tab.page.setViewportSize({ width, height: 800 });
          assert.ok((await overflow(tab.page)) <= 0, `${path} is wider than ${width} px`);
        }
        assert.deepEqual(await axeViolations(tab.page), [], `${path} ${theme} narrow`);
        tab.assertCalm();
      }
    });

  it('leaves no token in the address bar, and a reload stays signed in', async () => {
    const tab = await browser.tab(site, { path: '/people' });
    await tab.heading();
    assert.equal(tab.page.url(), `${site.url}/people`);
    await tab.page.reload();
    assert.equal(await tab.heading(), 'People');
    tab.assertCalm();
  });

  it('tells a tab without a token how to open Hallway, and shows nothing', async () => {
    const tab = await browser.tab(site, { signIn: false });
    assert.equal(await tab.heading(), 'Open Hallway from this PC');
    await tab.page.getByText('hallway dashboard').waitFor();
    assert.equal(await tab.page.locator('nav').count(), 0);
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });

  it('refuses a sign-in address that was used before', async () => {
    const address = await site.signInUrl();
    const first = await browser.tab(site, { signIn: false });
    await first.page.goto(address);
    await first.page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    await first.page.reload();
    await first.page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
    const second = await browser.tab(site, { signIn: false });
    await second.page.goto('about:blank');
    await second.page.goto(address);
    await second.page.getByText('was used before').waitFor();
  });

  it('moves the focus to the heading of a new page, and goes back with the back button', async () => {
    const tab = await browser.tab(site);
    await tab.heading();
    await tab.page.getByRole('link', { name: 'Printers', exact: true }).first().click();
    await tab.page.locator('hallway-printers-page h1:focus').waitFor();
    assert.equal(await tab.page.title(), 'Printers · Hallway');
    await tab.page.goBack();
    await tab.page.locator('hallway-hallway-page h1:focus').waitFor();
    assert.equal(new URL(tab.page.url()).pathname, '/');
    tab.assertCalm();
  });
}
