/** What a person waits for at the first look is small, and nothing asks again and again. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { useBrowser } from './browser.ts';

const FIRST_LOAD_BYTES = 60_000;

describe('dashboard: its weight', function () {
  this.timeout(30_000);
  const browser = useBrowser();

  it('loads at most 60 KB of packed script for the first page', async () => {
    const agent = await browser.fake();
    const tab = await browser.tab(agent, { signIn: false });
    const scripts = new Map<string, number>();
    const read: Promise<unknown>[] = [];
    const inside = tab.page.getByRole('heading', { name: 'Office Lindenstraße' });
    await tab.page.goto(agent.signInUrl('/'));
    await inside.waitFor();
    tab.page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return;
      const weigh = (body: Buffer) => scripts.set(response.url(), gzipSync(body).length);
      read.push(response.body().then(weigh));
    });
    await tab.page.reload();
    await inside.waitFor();
    await tab.page.waitForLoadState('networkidle');
    await Promise.all(read);
    const total = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    assert.ok(scripts.size > 3, 'no script was seen');
    assert.ok(total <= FIRST_LOAD_BYTES, `${total} bytes`);
    console.log(`      first load: ${total} bytes of packed script`);
  });
});
