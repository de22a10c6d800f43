/** The journal of print jobs (table `jobs`): what is written here survives any crash. */
import type { PinCheck } from '../api/peer.ts';
import type { Job } from '../model/job.ts';
import type { PrinterPlace } from '../model/job-terms.ts';
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
  /** It waits for this PIN; `misses` wrong ones were typed. */
  pin?: (PinCheck & { misses: number }) | undefined;
  /** It had a PIN: the printer does not learn its name, and nobody keeps its document. */
  secret?: boolean | undefined;
  /** Sent: it goes there as soon as the owner has given it up. */
  moving?: PrinterPlace | undefined;
  /** Received: given up for its sender, which may print it elsewhere: nothing of it prints here. */
  withdrawn?: boolean | undefined;
  /** Received and held: the printer may have it without its document. */
  touched?: boolean | undefined;
  /** Received: how often a person had it printed again; each time it has another tag. */
  attempt?: number | undefined;
  /** Sent: when the owner may first have had it. */
  offeredAt?: number | undefined;
  /** Sent and uncertain: its owner does not know it (any more). */
  lost?: boolean | undefined;
  /** Hours that the document stays when the job is final. */
  keepHours?: number | undefined;
}

interface JobRow {
  id: string;
  role: string;
  stage: string;
  job: string;
  sha256: string | null;
  backend_job: string | null;
}

/** What has a column of its own. */
type Named = Pick<StoredJob, 'role' | 'stage' | 'sha256' | 'backendJob'>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What a person sees of finished jobs. */
const SHOWN_JOBS = 100;
const SHOWN_FOR = 7 * DAY;
/** Longer than any sender tries, so that a late offer of a printed job is recognised. */
const KEPT_FOR = 30 * DAY;

/**
 * So long a sender repeats an offer that may have arrived; must stay well below what an owner
 * remembers. What never left waits for as long as it takes.
 */
export const OFFERED_FOR = 21 * DAY;

/**
 * The one writer of the table. Jobs that are not done are in memory as well: every step reads
 * several of them. Whatever is handed out is never changed, only written anew.
 */
export class JobStore {
  readonly #db: Database;
  /** Those that are not done, oldest first. */
  readonly #open = new Map<string, StoredJob>();
  #pruned = Number.NEGATIVE_INFINITY;

  constructor(db: Database) {
    this.#db = db;
    const rows = db.all<JobRow>(`SELECT * FROM jobs WHERE stage <> 'done' ORDER BY created, rowid`);
    for (const stored of rows.map(fromRow))
      this.#open.set(keyOf(stored.job.id, stored.role), stored);
  }

  get(id: string, role: JobRole): StoredJob | undefined {
    const open = this.#open.get(keyOf(id, role));
    if (open) return open;
    const row = this.#db.get<JobRow>('SELECT * FROM jobs WHERE id = ? AND role = ?', id, role);
    return row && fromRow(row);
  }

  /** Durable when it returns. */
  put(stored: StoredJob): void {
    this.#write('run', stored);
  }

  /**
   * In the journal at once, whatever ends this process; on the disk when it resolves. What the
   * other side tells again when it is asked is not waited for: a power cut costs that question,
   * and most changes are of that kind. `before` is what the journal has of it, if anything.
   */
  putSoon(stored: StoredJob, before: StoredJob | undefined): Promise<void> {
    const hearsay = isHearsay(before, stored);
    this.#write('runLazily', stored);
    return hearsay ? Promise.resolve() : this.#db.settled();
  }

  #write(how: 'run' | 'runLazily', stored: StoredJob): void {
    const { role, stage, sha256, backendJob, ...more } = stored;
    const { job } = more;
    this.#db[how](
      `INSERT INTO jobs (id, role, stage, job, sha256, backend_job, created, changed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id, role) DO UPDATE SET stage = excluded.stage, job = excluded.job,
         backend_job = excluded.backend_job, changed = excluded.changed`,
      job.id,
      role,
      stage,
      JSON.stringify(more),
      sha256,
      backendJob,
      job.created,
      job.changed,
    );
    const key = keyOf(job.id, role);
    if (stage === JobStage.done) this.#open.delete(key);
    else this.#open.set(key, stored);
  }

  /** Jobs of a role that are not done, oldest first. */
  open(role: JobRole): StoredJob[] {
    return Array.from(this.#open.values()).filter((stored) => stored.role === role);
  }

  /** Finished jobs whose documents are kept, oldest first. */
  kept(): StoredJob[] {
    return this.#db
      .all<JobRow>(
        `SELECT * FROM jobs WHERE stage = 'done'
           AND json_extract(job, '$.job.keptUntil') IS NOT NULL ORDER BY changed`,
      )
      .map(fromRow);
  }

  /** Hours that this device keeps the documents that it sends, unless a job says otherwise. */
  keeping(): number {
    const sql = `SELECT value FROM settings WHERE key = 'printing.keep_hours'`;
    return Number(this.#db.get<{ value: string }>(sql)?.value ?? 0);
  }

  setKeeping(hours: number): void {
    this.#db.run(
      `INSERT INTO settings (key, value) VALUES ('printing.keep_hours', ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      String(hours),
    );
  }

  /** Both or neither; durable when it returns. */
  replace(old: StoredJob, next: StoredJob): void {
    const [before, after] = [old, next].map(({ job, role }) => this.get(job.id, role));
    try {
      this.#db.transaction(() => {
        this.put(old);
        this.put(next);
      });
    } catch (error) {
      this.#restore(old, before);
      this.#restore(next, after);
      throw error;
    }
  }

  /** What the journal has of a job that could not be written. */
  #restore({ job, role }: StoredJob, before: StoredJob | undefined): void {
    const key = keyOf(job.id, role);
    if (!before || before.stage === JobStage.done) this.#open.delete(key);
    else this.#open.set(key, before);
  }

  /** The oldest sent jobs for a peer's printer that it may not have yet. */
  unsent(device: string, printer: string): StoredJob[] {
    return this.open(JobRole.sent).filter(
      ({ stage, job }) =>
        (stage === JobStage.spooled || stage === JobStage.offering) &&
        job.device === device &&
        job.printer === printer,
    );
  }

  /** Unfinished jobs that this device has from a peer. */
  openFrom(device: string): number {
    return this.open(JobRole.received).filter(({ job }) => job.from === device).length;
  }

  /** Jobs of a peer that never came, of which nothing but their ids is known. */
  neverCameFrom(device: string): number {
    const row = this.#db.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM jobs
       WHERE role = 'received' AND stage = 'done' AND sha256 = ''
         AND json_extract(job, '$.job.from') = ?`,
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
    return [...this.#open.values(), ...finished.map(fromRow)].sort(
      (a, b) => b.job.created - a.job.created,
    );
  }

  remove(id: string, role: JobRole): void {
    this.#db.run('DELETE FROM jobs WHERE id = ? AND role = ?', id, role);
    this.#open.delete(keyOf(id, role));
  }

  /** Forgets what is too old to be offered again; looks once an hour. */
  prune(now: number): void {
    if (Math.abs(now - this.#pruned) < HOUR) return;
    this.#pruned = now;
    this.#db.run(`DELETE FROM jobs WHERE stage = 'done' AND changed < ?`, now - KEPT_FOR);
  }
}

/** Stages that are found out again: the offer is repeated, the printer knows the job by its tag. */
const FOUND_AGAIN: readonly JobStage[] = [JobStage.remote, JobStage.submitted];

/** True if nothing is new but what the other side said of the job. */
function isHearsay(before: StoredJob | undefined, next: StoredJob): boolean {
  if (!before || (next.stage !== before.stage && !FOUND_AGAIN.includes(next.stage))) return false;
  return JSON.stringify(decided(before)) === JSON.stringify(decided(next));
}

/** What the other side says of a job. */
const TOLD: ReadonlySet<string> = new Set([
  'state',
  'reasons',
  'message',
  'pages',
  'pagesTotal',
  'position',
  'changed',
]);

/** All of it that somebody here decided, in one order. */
function decided({ stage: _stage, backendJob: _known, job, ...rest }: StoredJob): unknown {
  const set = (from: object): [string, unknown][] =>
    Object.entries(from).filter(([name, value]) => value !== undefined && !TOLD.has(name));
  return [...set(job), ...set(rest)].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function keyOf(id: string, role: JobRole): string {
  return `${role} ${id}`;
}

function fromRow(row: JobRow): StoredJob {
  const more = JSON.parse(row.job) as Omit<StoredJob, keyof Named>;
  return {
    ...more,
    role: row.role as JobRole,
    stage: row.stage as JobStage,
    sha256: row.sha256 ?? '',
    backendJob: row.backend_job,
  };
}
