/** Two dashboards that play in step stay within 50 ms of each other for two minutes. */
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { useBrowser } from '../browser/browser.ts';
import {
  distances,
  momentsOf,
  officeInStep,
  report,
  showFilm,
  type Office,
} from '../browser/in-step.ts';
import { eventually, useAgents } from '../support/agents.ts';
import { CpuWaits } from '../support/cpu-waits.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A thread that waits so long for a processor, in ms, plays late whatever it does. */
const WITHHELD_MS = 100;
/** More of the time than this withheld: the machine is too busy to show anything. */
const MOST_WITHHELD = 0.5;

describe('films in step, for two minutes with 20 ms of jitter', function () {
  this.timeout(300_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  const waits = new CpuWaits();
  let office: Office;
  after(async () => {
    waits.stop();
    await office?.relay.stop();
    folder.remove();
  });

  /** What is left out is told by the kernel, not by the page: a page that holds itself up counts. */
  it('is never more than 50 ms apart but where the machine has no processor for them', async () => {
    office = await officeInStep(agents, folder.path, 20);
    const { here, there } = await showFilm(office, browser, { folder: folder.path, seconds: 200 });
    waits.start();
    const since = performance.timeOrigin + performance.now() + 5000;
    await eventually(
      async () => ((await momentsOf(there)).at(-1)?.at ?? 0) > since + 120_000,
      200_000,
      'two minutes are over',
    );
    waits.stop();
    const withheld = waits.longerThan(WITHHELD_MS);
    const late = CpuWaits.told ? withheld : undefined;
    const found = distances(await momentsOf(here), await momentsOf(there), since, late);
    const { worst, median, worstHeldUp, heldUp } = report(found);
    const percent = (part: number): string => `${Math.round(part * 100)} %`;
    console.log(
      `      ${found.length} moments: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms apart; ${percent(heldUp)} of them near a wait for a processor, there the worst is ${worstHeldUp.toFixed(1)} ms; withheld in ${percent(waits.shareLongerThan(WITHHELD_MS))} of the time, load ${loadavg()[0]?.toFixed(1)}`,
    );
    assert.ok(found.length > 600, `of two minutes only ${found.length} moments are known`);
    // Nothing is left out where nothing needs it.
    if (!(worst > 50) && worstHeldUp <= 50) return;
    assert.ok(
      heldUp <= MOST_WITHHELD,
      `this machine was too busy at ${percent(heldUp)} of all moments: nothing is shown`,
    );
    assert.ok(worst <= 50, `${worst} ms apart`);
  });
});
