/**
 * The jobs that programs of this PC sent to loopback printers, under the numbers that IPP gives
 * jobs (table `loopback_jobs`). A number outlives the agent and is never given twice. It is on the
 * disk at the latest with the journal entry of the job's document, before which nobody prints.
 */
import type { Database } from '../../../store/database.ts';

export interface JobRecord {
  /** `job-id`. */
  number: number;
  /** Key of the printer. */
  printer: string;
  /** Id of the print job, once it has a document; its UUID from the beginning. */
  job: string;
  name: string;
  user: string;
  /** `document-format` and `compression` as they were said. */
  format: string;
  compression: string;
  documents: number;
  /** How it ended before it had a document; absent while that may still come. */
  ended?: { at: number; canceled: boolean; message: string } | undefined;
  /** Job template attributes as an encoded message. */
  ticket: Buffer;
  /** Milliseconds since 1970. */
  created: number;
}

interface Row {
  number: number;
  printer: string;
  job: string;
  facts: string;
  ticket: Uint8Array;
  created: number;
}

const DAY = 86_400_000;
const KEPT_FOR = 7 * DAY;
/** More are found by their numbers only. */
const LISTED = 500;

export class JobBook {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Gives it a number. */
  add(record: Omit<JobRecord, 'number'>): JobRecord {
    const { printer, job, ticket, created } = record;
    this.#db.runLazily(
      'INSERT INTO loopback_jobs (printer, job, facts, ticket, created) VALUES (?, ?, ?, ?, ?)',
      printer,
      job,
      factsOf(record),
      ticket,
      created,
    );
    const row = this.#db.get<{ number: number }>('SELECT last_insert_rowid() AS number');
    return { ...record, number: row?.number ?? 0 };
  }

  /** Writes what may have changed: name, format, compression, documents and end. */
  put(record: JobRecord): void {
    this.#db.runLazily(
      'UPDATE loopback_jobs SET facts = ? WHERE number = ?',
      factsOf(record),
      record.number,
    );
  }

  remove(number: number): void {
    this.#db.run('DELETE FROM loopback_jobs WHERE number = ?', number);
  }

  get(printer: string, number: number): JobRecord | undefined {
    const row = this.#db.get<Row>(
      'SELECT * FROM loopback_jobs WHERE number = ? AND printer = ?',
      number,
      printer,
    );
    return row && fromRow(row);
  }

  /** The latest of them, oldest first. */
  all(printer: string): JobRecord[] {
    return this.#latest(printer);
  }

  /** Those of them that are not known to have ended, oldest first. */
  open(printer: string): JobRecord[] {
    return this.#latest(
      printer,
      `AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = loopback_jobs.job AND stage = 'done')`,
    );
  }

  #latest(printer: string, and = ''): JobRecord[] {
    return this.#db
      .all<Row>(
        `SELECT * FROM loopback_jobs WHERE printer = ? ${and} ORDER BY number DESC LIMIT ?`,
        printer,
        LISTED,
      )
      .map(fromRow)
      .reverse();
  }

  /** Forgets what is a week old, unless it is still under way. */
  prune(now: number, isOpen: (record: JobRecord) => boolean): void {
    const old = this.#db.all<Row>('SELECT * FROM loopback_jobs WHERE created < ?', now - KEPT_FOR);
    for (const row of old) if (!isOpen(fromRow(row))) this.remove(row.number);
  }
}

function factsOf({ name, user, format, compression, documents, ended }: Omit<JobRecord, 'number'>) {
  return JSON.stringify({ name, user, format, compression, documents, ended });
}

function fromRow({ number, printer, job, facts, ticket, created }: Row): JobRecord {
  const read = JSON.parse(facts) as Omit<
    JobRecord,
    'number' | 'printer' | 'job' | 'ticket' | 'created'
  >;
  return { ...read, number, printer, job, ticket: Buffer.from(ticket), created };
}
