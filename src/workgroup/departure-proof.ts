/** What shows a device that it is out: the statements that it may lack, up to the proof. */
import type { DeviceId } from '../model/id.ts';
import type { Heads, StatementLog } from './log.ts';
import { PullCursor } from './pull-cursor.ts';
import { pushPages } from './push-pages.ts';

const PAGE = 500;
/** A device that is further behind gets the rest the next time. */
const MAX_PAGES = 100;

/** Pages in an order in which each statement follows what it refers to. */
export function* departureProof(log: StatementLog, device: DeviceId): Generator<string[]> {
  const known = certainlyKnown(log, device);
  const cursor = new PullCursor();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { statements, more } = log.missing(cursor.heads(known), PAGE);
    yield* pushPages(statements);
    if (!more || !cursor.passed(statements, statements.length)) return;
  }
}

/** The device has what it said itself, before it went two ways, and all that this rests on. */
function certainlyKnown(log: StatementLog, device: DeviceId): Heads {
  const last = log.soundTip(device);
  return last ? { [device]: last.id } : {};
}
