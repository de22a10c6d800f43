/**
 * What shows a device that it is out: the statements that decide it, with all that they rest on.
 * Nothing else of the log is its business any more.
 */
import { deviceIdOf } from '../../identity/device-id.ts';
import type { DeviceId } from '../../model/id.ts';
import type { LogEntry, StatementLog } from '../log/log.ts';
import { pushPages } from './push-pages.ts';
import { keyIn, removeBody } from '../log/statement.ts';

/** Pages in an order in which each statement follows what it refers to. */
export function* departureProof(log: StatementLog, device: DeviceId): Generator<string[]> {
  const proof = withPast(log, deciding(log, device));
  const last = log.soundTip(device);
  // The device has what it said itself, before it went two ways, and all that this rests on.
  const isKnown = (entry: LogEntry): boolean => {
    const { by, seq } = entry.statement;
    const forked = seq >= (log.forkedAt(by) ?? Infinity);
    return !!last && !forked && (entry === last || seq < log.seen(last, by));
  };
  const lacking = log.entries.filter((entry) => proof.has(entry) && !isKnown(entry));
  yield* pushPages(lacking.map(({ text }) => text));
}

/**
 * What was said about the device: its admissions, removals and contradictions. And the same of
 * everybody who said any of that, since their place decides whether it counts.
 */
function deciding(log: StatementLog, device: DeviceId): LogEntry[] {
  const about = new Map<DeviceId, LogEntry[]>();
  for (const entry of log.entries)
    for (const id of concerned(entry)) {
      const said = about.get(id);
      if (said) said.push(entry);
      else about.set(id, [entry]);
    }
  const found = new Set<LogEntry>();
  const people = new Set([device]);
  // A set is walked to what is added meanwhile.
  for (const id of people) {
    const forkedAt = log.forkedAt(id);
    const sides = forkedAt === undefined ? [] : log.at(id, forkedAt);
    for (const entry of [...(about.get(id) ?? []), ...sides]) {
      found.add(entry);
      people.add(entry.statement.by);
    }
  }
  return Array.from(found);
}

function concerned({ statement }: LogEntry): DeviceId[] {
  const { type, by } = statement;
  if (type === 'leave') return [by];
  if (type === 'remove') return [removeBody(statement).target];
  const key = type === 'admit' ? keyIn(statement) : undefined;
  return key ? [deviceIdOf(key)] : [];
}

function withPast(log: StatementLog, ends: readonly LogEntry[]): ReadonlySet<LogEntry> {
  const byId = new Map(log.entries.map((entry) => [entry.id, entry]));
  const all = new Set(ends);
  for (const { statement } of all)
    for (const id of [statement.prev, ...Object.values(statement.heads)]) {
      const entry = byId.get(id);
      if (entry) all.add(entry);
    }
  return all;
}
