/** A large file put into a colleague's folder by the page: what came is not sent again. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { useBrowser } from './browser.ts';

const MIB = 1024 * 1024;

describe('dashboard: uploads go on where they broke off', function () {
  this.timeout(180_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  after(() => folder.remove());
  const shared = join(folder.path, 'plans');
  const source = join(folder.path, 'house.bin');
  const content = randomBytes(96 * MIB);
  let anna: TestAgent;
  let params: { device: string; share: string };

  before(async () => {
    mkdirSync(shared);
    writeFileSync(source, content);
    let ben: TestAgent;
    [anna, ben] = await agents.pair('Anna', 'Ben');
    const body = { path: shared, name: 'Plans', access: 'write' as const };
    const { id } = await ben.call(api.addShare, { body });
    params = { device: ben.deviceId, share: id };
    await eventually(
      async () => (await anna.call(api.listShares, {})).some(({ name }) => name === 'Plans'),
      10_000,
      'Anna sees the share',
    );
  });

  const arrived = (): number =>
    readdirSync(shared).reduce((sum, name) => sum + statSync(join(shared, name)).size, 0);
  const kept = async (): Promise<number> => {
    const query = { path: 'house.bin', size: content.length };
    return (await anna.call(api.statUpload, { params, query })).bytes;
  };
  /** Chooses the file as a person does, through a network that takes a while. */
  async function choose(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 12 * MIB,
    });
    await page.getByRole('button', { name: 'Add files' }).waitFor();
    await page.locator('input[type=file]').first().setInputFiles(source);
  }

  it('after the page was loaded anew, and while the agent was gone', async () => {
    const { page } = await browser.tab(anna, { path: `/files/${params.device}/${params.share}` });
    await choose(page);
    await eventually(() => arrived() >= 8 * MIB, 60_000, 'something came');
    await page.reload();
    await eventually(async () => (await kept()) >= 4 * MIB, 30_000, 'what came is kept');
    const before = await kept();

    await choose(page);
    await page
      .getByText(/Goes on at \d+ %/)
      .first()
      .waitFor();
    await eventually(() => arrived() >= before + 8 * MIB, 60_000, 'more came');
    const { port } = anna;
    await anna.kill('SIGKILL');
    await page.getByText('Waiting for Hallway to come back').waitFor();
    await anna.start('--local-port', String(port));
    await page.getByText('house.bin').first().waitFor();
    await eventually(() => readdirSync(shared).includes('house.bin'), 90_000, 'all of it came');
    assert.ok(readFileSync(join(shared, 'house.bin')).equals(content));
    assert.deepEqual(readdirSync(shared), ['house.bin']);
  });

  it('and leave nothing behind where they are cancelled', async () => {
    const other = join(folder.path, 'garden.bin');
    writeFileSync(other, content);
    const { page } = await browser.tab(anna, { path: `/files/${params.device}/${params.share}` });
    await choose(page);
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('Sending', { exact: false }).first().waitFor();
    await eventually(() => arrived() >= content.length + 8 * MIB, 60_000, 'something came');
    await page.getByRole('button', { name: /^Cancel / }).click();
    await eventually(() => readdirSync(shared).length === 1, 30_000, 'what came is gone');
    assert.deepEqual(readdirSync(shared), ['house.bin']);
  });
});
