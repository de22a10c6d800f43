/** Two dashboards that play the same film in step, through a relay that delays by random times. */
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
  /** Between the looks at the clock on both sides of the place. */
  uncertain: number;
}

/** How far apart the two were at a moment, and whether something had just been held up. */
export interface Distance {
  at: number;
  apart: number;
  heldUp: boolean;
}

const LOOK_MS = 100;
/** A look that comes so late tells that the page was held up: the machine had no time for it. */
const LATE_MS = 250;
/** A film that plays on is known so long between two looks. */
const KNOWN_MS = 2000;
/** What happened while it was held up is seen so long after it, and shortly before it. */
const RECOVERY_MS = 3000;
const BEFORE_MS = 500;

/**
 * Notes ten times a second where the film of the page is. The clock is read on both sides of the
 * place: where much lies between, the page was held up in the middle.
 */
const SAMPLE = `(() => {
  globalThis.moments = [];
  const now = () => performance.timeOrigin + performance.now();
  setInterval(() => {
    const player = document.querySelector('hallway-app').shadowRoot.querySelector('hallway-player');
    const video = player?.shadowRoot?.querySelector('video');
    if (!video) return;
    const before = now();
    const { currentTime, paused } = video;
    const after = now();
    const at = (before + after) / 2;
    globalThis.moments.push({ at, place: currentTime * 1000, paused, uncertain: after - before });
  }, ${LOOK_MS});
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

/**
 * How far apart the two were, in ms, at each moment from `since` on at which both played. What one
 * page showed is known of the time of the other's look by its two looks around that, also where it was
 * held up between them for a while.
 */
export function distances(
  ones: readonly Moment[],
  others: readonly Moment[],
  since: number,
  /** Times in which the machine had no processor for them; unless told, those in which a page looked at nothing. */
  late: readonly { from: number; to: number }[] = [...heldUp(ones), ...heldUp(others)],
): Distance[] {
  const found: Distance[] = [];
  let next = 0;
  for (const one of ones) {
    while ((others[next + 1]?.at ?? Infinity) <= one.at) next += 1;
    const [before, after] = [others[next], others[next + 1]];
    if (one.at < since || !before || !after) continue;
    if (one.paused || before.paused || after.paused) continue;
    if (before.at > one.at || after.at - before.at > KNOWN_MS) continue;
    if (Math.max(one.uncertain, before.uncertain, after.uncertain) > 3) continue;
    const part = (one.at - before.at) / (after.at - before.at);
    const place = before.place + (after.place - before.place) * part;
    const heldUp = late.some(
      ({ from, to }) => one.at > from - BEFORE_MS && one.at < to + RECOVERY_MS,
    );
    found.push({ at: one.at, apart: one.place - place, heldUp });
  }
  return found;
}

/** The times in which a page looked at nothing. */
function heldUp(moments: readonly Moment[]): { from: number; to: number }[] {
  return moments.flatMap(({ at }, index) => {
    const from = moments[index - 1]?.at ?? at;
    return at - from > LATE_MS ? [{ from, to: at }] : [];
  });
}

export function report(found: readonly Distance[]): {
  worst: number;
  median: number;
  /** Of the moments at which a page had just been held up. */
  worstHeldUp: number;
  /** Their share. */
  heldUp: number;
} {
  const calm = found.filter((one) => !one.heldUp).map(({ apart }) => Math.abs(apart));
  const late = found.filter((one) => one.heldUp).map(({ apart }) => Math.abs(apart));
  const sorted = calm.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? NaN;
  const worst = sorted.at(-1) ?? NaN;
  const worstHeldUp = Math.max(0, ...late);
  return { worst, median, worstHeldUp, heldUp: late.length / Math.max(1, found.length) };
}
