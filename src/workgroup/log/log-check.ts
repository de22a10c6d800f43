/** Looks through the workgroup's log as it is on disk: each signature, hash and chain anew. */
import type { DeviceId } from '../../model/id.ts';
import type { Database } from '../../store/database.ts';
import { StatementLog } from './log.ts';
import { parseStatement } from './statement.ts';
import { WorkgroupStore } from '../workgroup-store.ts';

export interface LogCheck {
  statements: number;
  devices: Set<DeviceId>;
  faults: { device: DeviceId; what: 'changed' | 'forked'; seq: number }[];
}

export function checkLog(database: Database): LogCheck {
  const stored = new WorkgroupStore(database).load();
  const check: LogCheck = { statements: 0, devices: new Set(), faults: [] };
  if (!stored) return check;
  const log = new StatementLog(stored.workgroup);
  for (const text of stored.texts) {
    check.statements += 1;
    if (log.add(text).outcome === 'added') continue;
    const { by = '', seq = 0 } = authorOf(text);
    check.faults.push({ device: by, what: 'changed', seq });
  }
  for (const author of log.authors()) {
    check.devices.add(author);
    const forked = log.forkedAt(author);
    if (forked !== undefined) check.faults.push({ device: author, what: 'forked', seq: forked });
  }
  return check;
}

/** As far as it can still be read. */
function authorOf(text: string): { by?: DeviceId; seq?: number } {
  try {
    return parseStatement(text).statement;
  } catch {
    return {};
  }
}
