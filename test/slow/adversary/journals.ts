/** What the agents of an adversary's run have journalled of their jobs, read while they run or not. */
import { join } from 'node:path';
import {
  JobRole,
  type JobStage,
  JobStore,
  type StoredJob,
} from '../../../src/printing/job-store.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import type { LabPc } from '../../scenario/lab-pc.ts';

/** All jobs of a PC, also those that ended. */
export function jobsOf(pc: LabPc): StoredJob[] {
  return read(pc, (database) => {
    const store = new JobStore(database);
    const ids = database.all<{ id: string; role: StoredJob['role'] }>('SELECT id, role FROM jobs');
    return ids.flatMap(({ id, role }) => store.get(id, role) ?? []);
  });
}

/** Ids of the jobs that a PC has for its own printers and that are so far. */
export function jobsIn(owner: LabPc, stages: readonly JobStage[]): string[] {
  return read(owner, (database) =>
    new JobStore(database)
      .open(JobRole.received)
      .filter(({ stage }) => stages.includes(stage))
      .map(({ job }) => job.id),
  );
}

function read<T>(pc: LabPc, ask: (database: Database) => T): T {
  const database = openDatabase(join(pc.home, 'hallway.db'));
  try {
    return ask(database);
  } finally {
    database.close();
  }
}
