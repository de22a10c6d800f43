/** The journal of print jobs (table `jobs`): what is written here survives any crash. */
import type { Job } from '../model/job.ts';
import type { Database } from '../store/database.ts';

export const JobRole = { sent: 'sent', received: 'received' } as const;
export type JobRole = (typeof JobRole)[keyof typeof JobRole];

/**
 * How far a job got. Sent: `held` or `spooled`, `offering` (the owner may have it), `remote` (the
 * owner has it). Received: `held` or `accepted`, `submitting` (intended; no byte has left),
 * `sending` (bytes may have left), `submitted` (the printer has it). Both: `uncertain`, `done`.
 */
export const JobStage = {
  held: 'held',
  spooled: 'spooled',
  offering: 'offering',
  remote: 'remote',
  accepted: 'accepted',
  submitting: 'submitting',
  sending: 'sending',
  submitted: 'submitted',
  uncertain: 'uncertain',
  done: 'done',
} as const;
export type JobStage = (typeof JobStage)[keyof typeof JobStage];

export interface StoredJob {
  role: JobRole;
  stage: JobStage;
  job: Job;
  sha256: string;
  /** What the backend calls it, once it has it. */
  backendJob: string | null;
  /** Somebody wants it cancelled and the other side has not confirmed yet. */
  canceling: boolean;
}

interface JobRow {
  id: string;
  role: string;
  stage: string;
  job: string;
  sha256: string | null;
  backend_job: string | null;
}

const DAY = 86_400_000;
/** What a person sees of finished jobs. */
const SHOWN_JOBS = 100;
const SHOWN_FOR = 7 * DAY;
/** Longer than any sender tries, so that a late offer of a printed job is recognised. */
const KEPT_FOR = 30 * DAY;

/** A sender gives up after this; must stay below what an owner remembers. */
export const OFFERED_FOR = 7 * DAY;

export class JobStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(id: string, role: JobRole): StoredJob | undefined {
    const row = this.#db.get<JobRow>('SELECT * FROM jobs WHERE id = ? AND role = ?', id, role);
    return row && fromRow(row);
  }

  /** Durable when it returns. */
  put(stored: StoredJob): void {
    const { job, role, stage, sha256, backendJob, canceling } = stored;
    this.#db.run(
      `INSERT INTO jobs (id, role, stage, job, sha256, backend_job, created, changed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id, role) DO UPDATE SET stage = excluded.stage, job = excluded.job,
         backend_job = excluded.backend_job, changed = excluded.changed`,
      job.id,
      role,
      stage,
      JSON.stringify({ job, canceling }),
      sha256,
      backendJob,
      job.created,
      job.changed,
    );
  }

  /** Jobs of a role that are not done, oldest first. */
  open(role: JobRole): StoredJob[] {
    return this.#db
      .all<JobRow>(
        `SELECT * FROM jobs WHERE role = ? AND stage <> 'done' ORDER BY created, rowid`,
        role,
      )
      .map(fromRow);
  }

  /** Unfinished jobs that this device has from a peer. */
  openFrom(device: string): number {
    const row = this.#db.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM jobs
       WHERE role = 'received' AND stage <> 'done' AND json_extract(job, '$.job.from') = ?`,
      device,
    );
    return row?.count ?? 0;
  }

  /** What a person sees, newest first: every open job, and the latest finished ones. */
  shown(now: number): StoredJob[] {
    const finished = this.#db.all<JobRow>(
      `SELECT * FROM jobs WHERE stage = 'done' AND changed >= ? ORDER BY changed DESC LIMIT ?`,
      now - SHOWN_FOR,
      SHOWN_JOBS,
    );
    const open = this.#db.all<JobRow>(`SELECT * FROM jobs WHERE stage <> 'done'`);
    return [...open, ...finished].map(fromRow).sort((a, b) => b.job.created - a.job.created);
  }

  /** Forgets what is too old to be offered again. */
  prune(now: number): void {
    this.#db.run(`DELETE FROM jobs WHERE stage = 'done' AND changed < ?`, now - KEPT_FOR);
  }
}

function fromRow(row: JobRow): StoredJob {
  const { job, canceling } = JSON.parse(row.job) as { job: Job; canceling: boolean };
  return {
    role: row.role as JobRole,
    stage: row.stage as JobStage,
    job,
    sha256: row.sha256 ?? '',
    backendJob: row.backend_job,
    canceling,
  };
}
