/** Two dashboards that play in step stay within 50 ms of each other for two minutes. */
import assert from 'node:assert/strict';
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
import { temporaryFolder } from '../support/temporary.ts';

describe('films in step, for two minutes with 20 ms of jitter', function () {
  this.timeout(300_000);
  const agents = useAgents();
  const browser = useBrowser();
  const folder = temporaryFolder();
  let office: Office;
  after(async () => {
    await office?.relay.stop();
    folder.remove();
  });

  it('is never more than 50 ms apart while the machine lets both play', async () => {
    office = await officeInStep(agents, folder.path, 20);
    const { here, there } = await showFilm(office, browser, { folder: folder.path, seconds: 200 });
    const since = performance.timeOrigin + performance.now() + 5000;
    await eventually(
      async () => ((await momentsOf(there)).at(-1)?.at ?? 0) > since + 120_000,
      200_000,
      'two minutes are over',
    );
    const found = distances(await momentsOf(here), await momentsOf(there), since);
    const { worst, median, worstHeldUp, heldUp } = report(found);
    console.log(
      `      ${found.length} moments: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms apart; of the ${Math.round(heldUp * 100)} % right after a page was held up the worst is ${worstHeldUp.toFixed(1)} ms`,
    );
    const calm = Math.round(found.length * (1 - heldUp));
    assert.ok(calm > 240, `this machine let both play at only ${calm} moments: nothing is shown`);
    assert.ok(worst <= 50, `${worst} ms apart`);
  });
});
