/** Two dashboards that play the same film in step, through a relay that delays by random times. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../src/api/local.ts';
import { addShare, seesShare } from '../scenario/edge-office.ts';
import { eventually, type TestAgent, type useAgents } from '../support/agents.ts';
import { JitterRelay } from '../support/jitter-relay.ts';
import { longWebm, recordedWebm } from '../support/webm.ts';
import type { Tab, useBrowser } from './browser.ts';

/** Where a film is, and when that was, in milliseconds of this machine. */
export interface Moment {
  at: number;
  place: number;
  paused: boolean;
}

/** Notes ten times a second where the film of the page is. */
const SAMPLE = `(() => {
  globalThis.moments = [];
  setInterval(() => {
    const player = document.querySelector('hallway-app').shadowRoot.querySelector('hallway-player');
    const video = player?.shadowRoot?.querySelector('video');
    if (!video) return;
    const { currentTime, paused } = video;
    const at = performance.timeOrigin + performance.now();
    globalThis.moments.push({ at, place: currentTime * 1000, paused });
  }, 100);
})()`;

export interface Office {
  anna: TestAgent;
  /** The PC in the meeting room. */
  room: TestAgent;
  relay: JitterRelay;
  address: string;
  share: { device: string; share: string };
}

/** Anna reaches the meeting room through the relay alone. */
export async function officeInStep(
  agents: ReturnType<typeof useAgents>,
  folder: string,
  jitterMs: number,
): Promise<Office> {
  // On no adapter of this machine: nobody is found by multicast.
  const start = (name: string) => agents.start({ name, adapters: 'none' });
  const [anna, room] = await Promise.all([start('Anna'), start('Meeting room')]);
  const relay = new JitterRelay(room.peerPort, jitterMs);
  const port = await relay.start();
  await room.call(api.createWorkgroup, { body: { name: 'Test office' } });
  const { code } = await room.call(api.openInvitation, { body: { approve: true } });
  await anna.call(api.joinWorkgroup, { body: { code, at: `127.0.0.1:${port}` } });
  const shared = join(folder, 'shared');
  mkdirSync(shared, { recursive: true });
  const added = await addShare(anna, shared, 'Films', {});
  await seesShare(room, added);
  const share = { device: anna.deviceId, share: added.id };
  const address = `/files/${share.device}/${share.share}/view?path=film.webm`;
  return { anna, room, relay, address, share };
}

/** Anna shows the film in the meeting room; whoever sits there says yes. */
export async function showFilm(
  { anna, room, address }: Office,
  browser: ReturnType<typeof useBrowser>,
  { folder, seconds }: { folder: string; seconds: number },
): Promise<{ here: Tab; there: Tab }> {
  const there = await browser.tab(room, { path: '/people' });
  await there.page.locator('main h1').click();
  const film = longWebm(await recordedWebm(there.context, 1.5), { seconds });
  writeFileSync(join(folder, 'shared', 'film.webm'), film);
  const here = await browser.tab(anna, { path: address });
  await here.page.locator('hallway-player').getByRole('button', { name: 'Show on…' }).click();
  await here.page.getByRole('button', { name: 'Show there Meeting room' }).click();
  await there.page.getByText('wants to show something on this PC:').waitFor();
  await there.page.getByRole('button', { name: 'Show it Anna' }).click();
  for (const tab of [here, there]) {
    await tab.page.locator('hallway-show-controls').waitFor();
    await tab.page.evaluate(SAMPLE);
  }
  await eventually(
    async () => (await momentsOf(there)).at(-1)?.paused === false,
    20_000,
    'it plays in the meeting room',
  );
  return { here, there };
}

export function momentsOf(tab: Tab): Promise<Moment[]> {
  return tab.page.evaluate<Moment[]>('globalThis.moments');
}

/** How far apart the two were, in ms, at each moment from `since` on at which both played. */
export function distances(
  ones: readonly Moment[],
  others: readonly Moment[],
  since: number,
): number[] {
  let next = 0;
  return ones
    .filter(({ at, paused }) => at >= since && !paused)
    .flatMap(({ at, place }) => {
      while (
        next + 1 < others.length &&
        Math.abs((others[next + 1]?.at ?? 0) - at) <= Math.abs((others[next]?.at ?? 0) - at)
      )
        next += 1;
      const other = others[next];
      if (!other || other.paused || Math.abs(other.at - at) > 150) return [];
      return [place - at - (other.place - other.at)];
    });
}

export function report(found: readonly number[]): { worst: number; median: number } {
  assert.ok(found.length > 10, `only ${found.length} moments`);
  const sorted = found.map(Math.abs).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? NaN;
  const worst = sorted.at(-1) ?? NaN;
  return { worst, median };
}
