/** Manners of files on this PC's line, with what the system says of its connection. */
import type { Clock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import type { Database } from '../../src/store/database.ts';
import { Settings } from '../../src/store/settings.ts';
import { Manners } from '../../src/transfer/manners/manners.ts';
import type { Transfers } from '../../src/transfer/transfers.ts';
import { systemMetered } from '../platform/metered/system-metered.ts';

export function composeManners(
  database: Database,
  clock: Clock,
  { transfers, log }: { transfers: () => Transfers; log: Log },
): Manners {
  return new Manners({
    memory: new Settings(database).entry('transfer-limits'),
    metered: systemMetered(clock, log),
    given: {
      now: () => transfers().givenOn(),
      review: () => transfers().reviewGivenOn(),
    },
    clock,
  });
}
