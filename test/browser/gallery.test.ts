/** The gallery shows every part, and in each look all of it can be read by everybody. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { root } from '../support/sources.ts';
import { axeViolations, overflow, THEMES, useBrowser } from './browser.ts';

describe('dashboard: gallery', function () {
  this.timeout(90_000);
  const browser = useBrowser();
  let server: ViteDevServer;
  let url = '';

  before(async () => {
    server = await createServer({
      root: join(root, 'dashboard'),
      configFile: join(root, 'dashboard', 'vite.config.ts'),
      logLevel: 'error',
      // Nothing here changes while the test looks.
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    });
    await server.listen();
    url = (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '');
  });
  after(() => server.close());

  it('can be read by all in each look, on a phone too', async () => {
    for (const theme of THEMES) {
      const site = { url, signInUrl: () => url, stop: () => Promise.resolve() };
      const at = { path: '/gallery/', signIn: false, theme, width: 390 };
      const tab = await browser.tab(site, at);
      const { page } = tab;
      await page.getByText('Budget 2027.xlsx').waitFor();
      for (const look of ['system', 'contrast']) {
        await page.getByLabel('Look').selectOption(look);
        assert.deepEqual(await axeViolations(page), []);
      }
      assert.ok((await overflow(page)) <= 0);
      await page.getByRole('button', { name: 'Open a window' }).click();
      await page.getByText('Nobody can bring it back').waitFor();
      tab.assertCalm();
    }
  });
});
