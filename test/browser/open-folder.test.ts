/** What happens in a folder at one PC is seen in the open page of another, in place. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { useBrowser } from './browser.ts';

describe('dashboard: an open folder', function () {
  this.timeout(60_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, 'Plans', ...names);
  after(() => folder.remove());

  it("shows what changes at its owner's PC by itself, and keeps the focus", async () => {
    mkdirSync(at('open'), { recursive: true });
    writeFileSync(at('open/middle.txt'), '1');
    const [anna, ben] = await agents.pair('Anna', 'Ben');
    const { id } = await ben.call(api.addShare, { body: { path: at(), access: 'write' } });
    await eventually(
      async () => (await anna.call(api.listShares, {})).some((share) => share.id === id),
      10_000,
      "Anna knows Ben's share",
    );
    const tab = await browser.tab(anna, { path: `/files/${ben.deviceId}/${id}?path=open` });
    const { page } = tab;
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('middle.txt').waitFor();
    await row('middle.txt').getByRole('button').first().focus();
    const focused = (): Promise<string> =>
      page.evaluate<string>(
        `(() => { let e = document.activeElement;
          while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
          return e?.textContent?.trim() ?? ''; })()`,
      );
    assert.match(await focused(), /middle\.txt/);
    const begun = performance.now();
    writeFileSync(at('open/before.txt'), '12');
    await row('before.txt').waitFor();
    console.log(`      shown after ${(performance.now() - begun).toFixed(0)} ms`);
    assert.match(await focused(), /middle\.txt/);
    writeFileSync(at('open/middle.txt'), Buffer.alloc(2_500_000));
    await row('middle.txt').filter({ hasText: '2.5 MB' }).waitFor();
    assert.match(await focused(), /middle\.txt/);
    renameSync(at('open/before.txt'), at('open/after.txt'));
    await row('after.txt').waitFor();
    await row('before.txt').waitFor({ state: 'detached' });
    rmSync(at('open'), { recursive: true });
    await page.getByText('There is no such file or folder').waitFor();
    mkdirSync(at('open'));
    writeFileSync(at('open/again.txt'), '');
    await row('again.txt').waitFor();
    tab.assertCalm(/status of 404/);
  });
});
