/** The promises of every dashboard, held against the fake agent or the one in the environment. */
import { commandSite, promisesOfAnyAgent } from './any-agent.ts';
import { fakeSite } from './browser.ts';

describe('dashboard: any agent', function () {
  this.timeout(60_000);
  promisesOfAnyAgent(async () => commandSite() ?? fakeSite());
});
