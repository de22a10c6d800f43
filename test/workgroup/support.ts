/** Parts of the workgroup for tests: logs without a disk, and services with one. */
import { silentLog } from '../../src/base/log.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import { StatementLog } from '../../src/workgroup/log/log.ts';
import { genesisStatement, nextStatement, pinFor } from '../../src/workgroup/log/log-writer.ts';
import { foldMembership } from '../../src/workgroup/membership.ts';
import { WorkgroupService, type WorkgroupOptions } from '../../src/workgroup/workgroup-service.ts';
import { ManualClock } from '../support/temporary.ts';

/** The same few keys for all tests of a file: making one takes longer than most tests. */
export function identities(count: number): Promise<Identity[]> {
  return Promise.all(Array.from({ length: count }, () => createIdentity()));
}

/** A device with its copy of a log, honest unless its methods are called in a dishonest order. */
export class Device {
  readonly identity: Identity;
  log: StatementLog;

  constructor(identity: Identity, log: StatementLog) {
    this.identity = identity;
    this.log = log;
  }

  static found(identity: Identity): Device {
    const genesis = genesisStatement(identity, 'Office', 'Founder');
    const log = new StatementLog(genesis.id);
    log.add(genesis.text);
    return new Device(identity, log);
  }

  get id(): string {
    return this.identity.id;
  }

  write(type: string, body: Record<string, unknown>, first: string[] = []): string {
    const { text } = nextStatement(this.log, this.identity, type, body, first);
    this.log.add(text, { trusted: true });
    return text;
  }

  admit(identity: Identity, name = 'PC'): Device {
    const key = Buffer.from(identity.spki).toString('base64url');
    this.write('admit', { key, name });
    return new Device(identity, copyOf(this.log));
  }

  remove(target: string): string {
    const tip = pinFor(this.log, this.id, target);
    return this.write('remove', { target, seq: tip?.statement.seq ?? -1, head: tip?.id ?? '' }, [
      target,
    ]);
  }

  members(): string[] {
    return Array.from(foldMembership(this.log).members.keys()).sort();
  }
}

export function copyOf(log: StatementLog): StatementLog {
  const copy = new StatementLog(log.workgroup);
  for (const { text } of log.entries) copy.add(text, { trusted: true });
  return copy;
}

/** `to` takes from `from` what it lacks, page by page as replication does. */
export function pull(to: StatementLog, from: StatementLog, limit = 500): void {
  let cursor = to.heads();
  for (let page = 0; page < 1000; page += 1) {
    const { statements, more } = from.missing(cursor, limit);
    const last: Record<string, string> = {};
    for (const text of statements) {
      to.add(text, { trusted: true });
      const entry = from.entries.find((known) => known.text === text);
      if (entry) last[entry.statement.by] = entry.id;
    }
    if (!more) return;
    cursor = { ...to.heads(), ...last };
  }
  throw new Error('the exchange does not end');
}

export function sync(...devices: readonly Device[]): void {
  for (let round = 0; round < 3; round += 1)
    for (const a of devices) for (const b of devices) if (a !== b) pull(a.log, b.log);
}

export function sorted(...devices: readonly Device[]): string[] {
  return devices.map((device) => device.id).sort();
}

export interface Pc {
  service: WorkgroupService;
  database: Database;
  clock: ManualClock;
  identity: Identity;
  close(): void;
}

/** A started service; `file` is its database. */
export function pc(
  identity: Identity,
  name: string,
  file = ':memory:',
  passOn?: WorkgroupOptions['passOn'],
): Pc {
  const database = openDatabase(file);
  const clock = new ManualClock();
  const service = new WorkgroupService({
    database,
    identity,
    clock,
    log: silentLog,
    deviceName: () => name,
    ...(passOn ? { passOn } : {}),
  });
  service.start();
  const close = () => {
    service.stop();
    database.close();
  };
  return { service, database, clock, identity, close };
}

/** `to` takes what it lacks from `from`, and counts as synced. */
export function pullPc(to: Pc, from: Pc): void {
  to.service.add(from.service.missing(to.service.heads()).statements);
  to.service.markSynced();
}

/** Every statement that a newcomer is handed. */
export function textsOf({ service }: Pc): string[] {
  return service.missing({}, Infinity).statements;
}

/** The admission of `guest` at `host`, as pairing does it. */
export async function join(guest: Pc, host: Pc, name: string): Promise<void> {
  await host.service.admit({ spki: guest.identity.spki, name });
  const workgroup = host.service.current()?.id ?? '';
  guest.service.adopt(workgroup, textsOf(host), host.identity.spki);
}
