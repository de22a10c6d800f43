/**
 * The promises of an office, held against running agents: `HALLWAY_SIGN_IN_COMMAND` prints one's
 * sign-in address, `HALLWAY_PEER` is the name of another PC. Skipped where they are not set.
 */
import { env } from 'node:process';
import { commandSite } from './any-agent.ts';
import { promisesOfAnOffice } from './real-office.ts';

const site = commandSite();
const peer = env['HALLWAY_PEER'];

if (site && peer !== undefined)
  describe('dashboard: a real office', function () {
    this.timeout(60_000);
    promisesOfAnOffice(async () => ({ site, peer }));
  });
