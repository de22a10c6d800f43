/**
 * Who is a member, as a pure function of the log: two replicas with the same statements agree,
 * whatever the order of arrival. No clock and no authority has a say. The rules stand in the
 * README of this folder.
 */
import { displayName } from '../base/text.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { DeviceId } from '../model/id.ts';
import type { LogEntry, StatementLog } from './log/log.ts';
import { effectiveRemovals, Pins, type Removal } from './removals.ts';
import { admitBody, genesisBody, keyIn, removeBody } from './log/statement.ts';

export interface MemberRecord {
  readonly id: DeviceId;
  readonly name: string;
  readonly spki: Uint8Array;
  /** Null for the founder. */
  readonly admittedBy: DeviceId | null;
}

/** Why a device that once was let in is out for good. */
export interface Departure {
  readonly reason: 'removed' | 'left' | 'forked' | 'void';
  /** Who removed it, or for `void` who had let it in. */
  readonly by: DeviceId | null;
}

export interface Membership {
  readonly members: ReadonlyMap<DeviceId, MemberRecord>;
  readonly departed: ReadonlyMap<DeviceId, Departure>;
  /** Name of every device that the log mentions, member or not. */
  readonly names: ReadonlyMap<DeviceId, string>;
  /** By device, member or not: the authors of its admissions that count. */
  readonly admitters: ReadonlyMap<DeviceId, ReadonlySet<DeviceId>>;
}

export const NOBODY: Membership = {
  members: new Map(),
  departed: new Map(),
  names: new Map(),
  admitters: new Map(),
};

interface Admission {
  readonly entry: LogEntry;
  readonly key: Uint8Array;
  readonly id: DeviceId;
  readonly name: string;
}

/** The members of a log that has its genesis. */
export function foldMembership(log: StatementLog): Membership {
  const genesis = log.genesis;
  if (!genesis) return NOBODY;
  const founder = genesis.statement.by;
  const isSound = ({ statement }: LogEntry): boolean =>
    statement.seq < (log.forkedAt(statement.by) ?? Infinity);
  const sound = log.entries.filter(isSound);
  const admissions = admissionsIn(sound);
  // Said while it contradicted itself: whoever came in by that is out, and is to be told.
  const unsound = admissionsIn(log.entries.filter((entry) => !isSound(entry)));
  const rights = new Rights(log, founder, admissions);
  const pins = new Pins();
  const departed = new Map<DeviceId, Departure>();
  // Of several removals the one by the lowest id is named: the same one on every replica.
  const removals = effectiveRemovals(removalsIn(log, sound), rights, pins).toSorted((a, b) =>
    a.entry.statement.by < b.entry.statement.by ? -1 : 1,
  );
  for (const { target, entry } of removals) {
    const { by } = entry.statement;
    if (target === by) departed.set(target, departed.get(target) ?? { reason: 'left', by });
    else if (departed.get(target)?.reason !== 'removed')
      departed.set(target, { reason: 'removed', by });
  }
  for (const author of log.authors())
    if (log.forkedAt(author) !== undefined) departed.set(author, { reason: 'forked', by: null });

  const members = new Map<DeviceId, MemberRecord>();
  const names = new Map<DeviceId, string>();
  const add = (id: DeviceId, name: string, spki: Uint8Array, admittedBy: DeviceId | null) => {
    if (!departed.has(id) && !members.has(id)) members.set(id, { id, name, spki, admittedBy });
  };
  const founderName = displayName(genesisBody(genesis.statement).device, founder.slice(0, 8));
  names.set(founder, founderName);
  add(founder, founderName, keyIn(genesis.statement) ?? new Uint8Array(), null);
  const valid = rights.validAdmissions(pins);
  const admitters = new Map<DeviceId, Set<DeviceId>>();
  // Not the order of arrival: the same on every replica.
  const ordered = admissions.toSorted(byDepth);
  for (const { id, name, key, entry } of ordered) {
    if (valid.has(entry)) {
      names.set(id, names.get(id) ?? name);
      add(id, name, key, entry.statement.by);
      admitters.set(id, (admitters.get(id) ?? new Set()).add(entry.statement.by));
    }
  }
  for (const { id, name, entry } of [...ordered, ...unsound.toSorted(byDepth)]) {
    if (!names.has(id)) names.set(id, name);
    if (!members.has(id) && !departed.has(id))
      departed.set(id, { reason: 'void', by: entry.statement.by });
  }
  return { members, departed, names, admitters };
}

/**
 * Members whose place rests on `id` alone: let in by it, or by others who were, and by nobody else.
 * Neither `id` itself nor `spared`, and with `spared` nobody whom that one let in.
 */
export function admittedOnlyBy(
  { members, admitters }: Membership,
  id: DeviceId,
  spared: DeviceId,
): MemberRecord[] {
  const resting = new Set([id]);
  for (let before = 0; before < resting.size; ) {
    before = resting.size;
    for (const [device, authors] of admitters)
      if (device !== spared && Array.from(authors).every((author) => resting.has(author)))
        resting.add(device);
  }
  resting.delete(id);
  return Array.from(members.values()).filter((member) => resting.has(member.id));
}

/** Causally earlier first; the id decides between those that did not know of each other. */
function byDepth(a: Admission, b: Admission): number {
  const depth = (entry: LogEntry) => entry.past.reduce((sum, count) => sum + count, 0);
  return depth(a.entry) - depth(b.entry) || (a.entry.id < b.entry.id ? -1 : 1);
}

function admissionsIn(entries: readonly LogEntry[]): Admission[] {
  return entries.flatMap((entry) => {
    const key = entry.statement.type === 'admit' ? keyIn(entry.statement) : undefined;
    if (!key) return [];
    const id = deviceIdOf(key);
    return [{ entry, key, id, name: displayName(admitBody(entry.statement).name, id.slice(0, 8)) }];
  });
}

function removalsIn(log: StatementLog, entries: readonly LogEntry[]): Removal[] {
  return entries.flatMap((entry) => {
    const { type, by, seq } = entry.statement;
    if (type === 'leave') return [{ entry, target: by, pin: seq }];
    if (type !== 'remove') return [];
    const { target, seq: pin, head } = removeBody(entry.statement);
    if (target === by) return [{ entry, target, pin: seq }];
    // The pin must be what the author knew, so that nobody disowns what he has acknowledged.
    const honest =
      pin === log.seen(entry, target) - 1 &&
      (pin < 0 ? head === '' : log.at(target, pin).some((step) => step.id === head));
    return honest ? [{ entry, target, pin }] : [];
  });
}

/** Who may speak: the founder, and whoever a member let in before. */
class Rights {
  readonly #log: StatementLog;
  readonly #founder: DeviceId;
  readonly #admissions: readonly Admission[];
  readonly #byDevice = new Map<DeviceId, Admission[]>();
  readonly #rests = new Map<LogEntry, ReadonlyMap<DeviceId, number>>();
  #valid: { pins: Pins; version: number; admissions: ReadonlySet<LogEntry> } | undefined;

  /** `admissions` in an order in which each follows its causal past. */
  constructor(log: StatementLog, founder: DeviceId, admissions: readonly Admission[]) {
    this.#log = log;
    this.#founder = founder;
    this.#admissions = admissions;
    for (const admission of admissions) {
      const list = this.#byDevice.get(admission.id);
      if (list) list.push(admission);
      else this.#byDevice.set(admission.id, [admission]);
    }
  }

  #inPast(entry: LogEntry): Admission[] {
    return (this.#byDevice.get(entry.statement.by) ?? []).filter(
      (admission) =>
        this.#log.seen(entry, admission.entry.statement.by) > admission.entry.statement.seq,
    );
  }

  restsOn(entry: LogEntry): ReadonlyMap<DeviceId, number> {
    // Admissions are met in causal order, so that no deep chain of them can exhaust the stack.
    if (this.#rests.size < this.#admissions.length)
      for (const admission of this.#admissions)
        this.#rests.set(admission.entry, this.#collect(admission.entry));
    return this.#rests.get(entry) ?? this.#collect(entry);
  }

  #collect(entry: LogEntry): ReadonlyMap<DeviceId, number> {
    const all = new Map<DeviceId, number>();
    const raise = (author: DeviceId, seq: number) =>
      all.set(author, Math.max(all.get(author) ?? -1, seq));
    if (entry.statement.by === this.#founder) return all;
    for (const { entry: from } of this.#inPast(entry)) {
      raise(from.statement.by, from.statement.seq);
      this.#rests.get(from)?.forEach((seq, author) => raise(author, seq));
    }
    return all;
  }

  isValid(entry: LogEntry, pins: Pins): boolean {
    const { by, seq } = entry.statement;
    if (seq > pins.of(by)) return false;
    if (by === this.#founder) return true;
    const valid = this.validAdmissions(pins);
    return this.#inPast(entry).some((admission) => valid.has(admission.entry));
  }

  validAdmissions(pins: Pins): ReadonlySet<LogEntry> {
    if (this.#valid?.pins === pins && this.#valid.version === pins.version)
      return this.#valid.admissions;
    const valid = new Set<LogEntry>();
    for (const { entry } of this.#admissions) {
      const { by, seq } = entry.statement;
      if (seq > pins.of(by)) continue;
      if (by === this.#founder || this.#inPast(entry).some((from) => valid.has(from.entry)))
        valid.add(entry);
    }
    this.#valid = { pins, version: pins.version, admissions: valid };
    return valid;
  }
}
