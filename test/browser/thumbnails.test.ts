/** Pictures of files in the list: made by the PC that has them, within its rights and bounds. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { endpointPath } from '../../src/api/endpoint.ts';
import { pictureType } from '../../src/shares/thumbnails/peer-thumbnail.ts';
import { useAgents, type TestAgent } from '../support/agents.ts';
import { makePdf } from '../support/pdf.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { cornerPng } from '../printing/conversion/pictures.ts';
import { axeViolations, useBrowser } from './browser.ts';

describe('dashboard: pictures of files', function () {
  this.timeout(120_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  let anna: TestAgent;
  let ben: TestAgent;
  let share: { device: string; share: string };
  after(() => folder.remove());

  before(async () => {
    const shared = join(folder.path, 'shared');
    mkdirSync(shared);
    for (let n = 1; n <= 30; n += 1)
      writeFileSync(join(shared, `photo ${n}.png`), cornerPng(600 + n, 400));
    writeFileSync(join(shared, 'a letter.pdf'), makePdf({ pages: 2 }));
    writeFileSync(join(shared, 'b broken.png'), 'no picture at all');
    writeFileSync(join(shared, 'c notes.txt'), 'text');
    [anna, ben] = await agents.pair('Anna', 'Ben');
    const { id } = await ben.call(api.addShare, { body: { path: shared, name: 'Photos' } });
    share = { device: ben.deviceId, share: id };
  });

  const get = (agent: TestAgent, path: string, headers: Record<string, string> = {}) =>
    fetch(agent.url + endpointPath(api.readThumbnail, share, { path }), {
      headers: { authorization: `Bearer ${agent.token}`, ...headers },
    });

  it('gives the same picture at both PCs, once more only if it is another one', async () => {
    for (const agent of [anna, ben]) {
      const first = await get(agent, 'photo 1.png');
      assert.equal(first.status, 200);
      assert.equal(first.headers.get('content-type'), 'image/jpeg');
      const bytes = Buffer.from(await first.arrayBuffer());
      assert.equal(pictureType(bytes), 'image/jpeg');
      assert.ok(bytes.length < 20_000);
      const again = await get(agent, 'photo 1.png', {
        'if-none-match': first.headers.get('etag') ?? '',
      });
      assert.equal(again.status, 304);
      assert.equal((await get(agent, 'a letter.pdf')).headers.get('content-type'), 'image/png');
    }
  });

  it('gives none of what is broken, is no picture, or is not there', async () => {
    for (const agent of [anna, ben]) {
      assert.equal((await get(agent, 'b broken.png')).status, 204);
      assert.equal((await get(agent, 'c notes.txt')).status, 204);
      assert.equal((await get(agent, 'gone.png')).status, 404);
      assert.equal((await get(agent, '../../etc/passwd.png')).status, 403);
    }
  });

  it('check 56: shows no picture of a share to whom it is not for', async () => {
    await ben.call(api.changeShare, { params: { id: share.share }, body: { with: [] } });
    assert.equal((await get(anna, 'photo 1.png')).status, 404);
    assert.equal((await get(ben, 'photo 1.png')).status, 200);
    await ben.call(api.changeShare, { params: { id: share.share }, body: { with: 'everyone' } });
    assert.equal((await get(anna, 'photo 1.png')).status, 200);
  });

  it('shows them in the grid as they come into view, and an icon where there is none', async () => {
    const tab = await browser.tab(anna, {
      path: `/files/${share.device}/${share.share}`,
      height: 500,
    });
    await tab.page.getByRole('button', { name: 'Grid' }).click();
    await tab.page.locator('.tile', { hasText: 'a letter.pdf' }).locator('img').waitFor();
    await tab.page
      .locator('.tile', { hasText: 'photo 3.png' })
      .locator('img')
      .waitFor({ timeout: 60_000 });
    assert.equal(await tab.page.locator('.tile', { hasText: 'broken' }).locator('img').count(), 0);
    await tab.page.getByRole('button', { name: 'a letter.pdf' }).focus();
    await tab.page.keyboard.press('End');
    await tab.page
      .locator('.tile', { hasText: 'photo 30.png' })
      .locator('img')
      .waitFor({ timeout: 60_000 });
    assert.deepEqual(await axeViolations(tab.page), []);
    tab.assertCalm();
  });
});
