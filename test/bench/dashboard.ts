/**
 * What a person waits for in the dashboard, in Chromium at real agents: until a page can be used
 * after it was called up; until the first rows of a folder are there, of 50,000 entries beside one of
 * ten, alternating, of this PC and of a colleague's; and frames that are lost while it is scrolled.
 * Prints medians, and the first opening apart. Needs Chromium.
 * Run: `node test/bench/dashboard.ts [rounds]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import * as api from '../../src/api/local.ts';
import { launch, openTab, type Tab } from '../browser/browser.ts';
import { endAgents, joinAll, startAgent, type TestAgent } from '../support/agents.ts';
import { eventually } from '../support/eventually.ts';
import { median, readRunning } from '../slow/gauge.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ENTRIES = 50_000;
const rounds = Number(process.argv[2] ?? 7);
const folder = temporaryFolder();

function tell(what: string, [first = NaN, ...more]: readonly number[]): void {
  console.log(`${what}: first ${first.toFixed(0)} ms, then median ${median(more).toFixed(0)} ms`);
}

/** Milliseconds on the page's own clock until its heading shows. */
async function calledUp({ page }: Tab, path: string): Promise<number> {
  await page.goto(new URL(path, page.url()).href, { waitUntil: 'commit' });
  await page.locator('main h1').waitFor();
  return page.evaluate<number>('performance.now()');
}

/**
 * Milliseconds on the page's own clock from the click on a folder until a frame with its first row
 * was drawn; what the browser's driver needs to make the click is not in it.
 */
async function opened({ page }: Tab, share: string, name: string): Promise<number> {
  await page.goto(new URL(share, page.url()).href);
  const link = page.getByRole('link', { name, exact: true });
  await link.waitFor();
  await page.evaluate(`
    const list = (root) => {
      for (const one of root.querySelectorAll('*')) {
        const found = one.localName === 'hallway-file-list' ? one : one.shadowRoot && list(one.shadowRoot);
        if (found) return found;
      }
    };
    globalThis.opening = new Promise((resolve) => {
      const begin = ({ timeStamp }) => {
        const look = () => {
          const shown = list(document)?.shadowRoot.textContent.includes('${name} 1.txt');
          requestAnimationFrame(shown ? () => resolve(performance.now() - timeStamp) : look);
        };
        look();
      };
      addEventListener('click', begin, { capture: true, once: true });
    });
    0`);
  await link.click();
  return page.evaluate<number>('globalThis.opening');
}

/** A page without any script and as long, for what this machine can draw at all. */
async function plainPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent('<p>Many 1.txt, File, 0 bytes, 11 May 2026</p>'.repeat(5000));
  return page;
}

/** Frames that took longer than one and a half, of those in three seconds of scrolling. */
async function lostFrames(page: Page): Promise<string> {
  await page.mouse.move(640, 600);
  const frames = page.evaluate<number[]>(`new Promise((resolve) => {
    const times = [];
    const step = (now) => {
      times.push(now);
      if (now - times[0] < 3000) requestAnimationFrame(step);
      else resolve(times);
    };
    requestAnimationFrame(step);
  })`);
  const until = performance.now() + 3000;
  while (performance.now() < until) await page.mouse.wheel(0, 400);
  const times = await frames;
  const lengths = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return `${lengths.filter((ms) => ms > 25).length} of ${lengths.length}`;
}

/** Resolves when the agent has looked through its shares: it then needs hardly any processor time. */
async function calm({ pid }: TestAgent): Promise<void> {
  const used = (): number => readRunning(pid).cpuSeconds;
  for (let before = -Infinity; used() - before > 0.04; ) {
    before = used();
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

for (const [name, count] of [
  ['Many', ENTRIES],
  ['Few', 10],
] as const) {
  mkdirSync(join(folder.path, 'share', name), { recursive: true });
  for (let index = 1; index <= count; index++)
    writeFileSync(join(folder.path, 'share', name, `${name} ${index}.txt`), '');
}
const browser = await launch();
try {
  const [anna, ben] = await Promise.all([
    startAgent({ name: 'Anna' }),
    startAgent({ name: 'Ben' }),
  ]);
  await joinAll([anna, ben], 'Office');
  const body = { path: join(folder.path, 'share'), name: 'Papers' };
  const share = await anna.call(api.addShare, { body });
  await eventually(
    async () => (await ben.call(api.listShares, {})).some(({ id }) => id === share.id),
    10_000,
    'the share is seen',
  );
  await calm(anna);
  for (const [whose, agent] of [
    ['of this PC', anna],
    ['of a colleague', ben],
  ] as const) {
    const tab = await openTab(browser, agent, { path: '/' });
    await tab.heading();
    const pages: number[] = [];
    const many: number[] = [];
    const few: number[] = [];
    const path = `/files/${anna.deviceId}/${share.id}`;
    for (let round = 0; round < rounds; round++) {
      pages.push(await calledUp(tab, '/printers'));
      few.push(await opened(tab, path, 'Few'));
      many.push(await opened(tab, path, 'Many'));
    }
    if (agent === anna) tell('a page can be used', pages);
    tell(`ten entries ${whose}`, few);
    tell(`${ENTRIES} entries ${whose}`, many);
    await tab.page.getByText('50,000 items').waitFor();
    const plain = await plainPage();
    const losses = [await lostFrames(tab.page), await lostFrames(plain)];
    console.log(`frames lost while scrolling: ${losses.join(', of a plain page ')}`);
    await plain.close();
    await tab.close();
  }
} finally {
  await browser.close();
  await endAgents();
  folder.remove();
}
