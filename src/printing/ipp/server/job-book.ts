/**
 * The jobs that programs of this PC sent to loopback printers, under the numbers that IPP gives
 * jobs (table `loopback_jobs`). A number outlives the agent and is never given twice. It is on the
 * disk at the latest with the journal entry of the job's document, before which nobody prints.
 */
import { dropOldest } from '../../../base/oldest.ts';
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

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEPT_FOR = 7 * DAY;
/** More are found by their numbers only: each costs the answer to Get-Jobs a quarter of a ms. */
const LISTED = 100;
/** More than the latest of them are no longer under way after a restart. */
const LOOKED_AT = 500;
/** Printers whose open jobs are in memory; guests of the LAN count for themselves. */
const MOST_PRINTERS = 64;

export class JobBook {
  readonly #db: Database;
  /** By printer and number, what may not have ended: programs ask for it again and again. */
  readonly #open = new Map<string, Map<number, JobRecord>>();
  #pruned = Number.NEGATIVE_INFINITY;

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
    const added = { ...record, number: row?.number ?? 0 };
    this.#open.get(printer)?.set(added.number, added);
    return added;
  }

  /** Writes what may have changed: name, format, compression and end. */
  put(record: JobRecord): void {
    this.#db.runLazily(
      'UPDATE loopback_jobs SET facts = ? WHERE number = ?',
      factsOf(record),
      record.number,
    );
    const open = this.#open.get(record.printer);
    if (open?.has(record.number)) open.set(record.number, record);
  }

  remove({ number, printer }: Pick<JobRecord, 'number' | 'printer'>): void {
    this.#db.run('DELETE FROM loopback_jobs WHERE number = ?', number);
    this.#open.get(printer)?.delete(number);
  }

  get(printer: string, number: number): JobRecord | undefined {
    const open = this.#open.get(printer)?.get(number);
    if (open) return open;
    const row = this.#db.get<Row>(
      'SELECT * FROM loopback_jobs WHERE number = ? AND printer = ?',
      number,
      printer,
    );
    return row && fromRow(row);
  }

  /** The latest of them but those, oldest first. */
  others(printer: string, but: ReadonlySet<number>): JobRecord[] {
    return this.#latest(printer, LISTED + but.size)
      .filter(({ number }) => !but.has(number))
      .slice(-LISTED);
  }

  /** Those that came after that number, oldest first; the first of many. */
  after(printer: string, number: number): JobRecord[] {
    return this.#db
      .all<Row>(
        'SELECT * FROM loopback_jobs WHERE printer = ? AND number > ? ORDER BY number LIMIT ?',
        printer,
        number,
        LISTED,
      )
      .map(fromRow);
  }

  /** The highest number of a printer's jobs; 0 where there is none. */
  last(printer: string): number {
    const sql = 'SELECT max(number) AS number FROM loopback_jobs WHERE printer = ?';
    return this.#db.get<{ number: number | null }>(sql, printer)?.number ?? 0;
  }

  /** Those of them that are not known to have ended, oldest first. */
  open(printer: string): JobRecord[] {
    let open = this.#open.get(printer);
    if (!open) {
      open = new Map(this.#latest(printer, LOOKED_AT).map((record) => [record.number, record]));
      this.#open.set(printer, open);
      dropOldest(this.#open, MOST_PRINTERS);
    }
    return [...open.values()];
  }

  /** It has ended for good: it is no longer among the open ones. */
  over({ printer, number }: JobRecord): void {
    this.#open.get(printer)?.delete(number);
  }

  #latest(printer: string, most: number): JobRecord[] {
    return this.#db
      .all<Row>(
        'SELECT * FROM loopback_jobs WHERE printer = ? ORDER BY number DESC LIMIT ?',
        printer,
        most,
      )
      .map(fromRow)
      .reverse();
  }

  /** Forgets what is a week old, unless it is still under way; looks once an hour. */
  prune(now: number, isOpen: (record: JobRecord) => boolean): void {
    if (Math.abs(now - this.#pruned) < HOUR) return;
    this.#pruned = now;
    const old = this.#db.all<Row>('SELECT * FROM loopback_jobs WHERE created < ?', now - KEPT_FOR);
    for (const row of old) if (!isOpen(fromRow(row))) this.remove(row);
  }
}

function factsOf({ name, user, format, compression, ended }: Omit<JobRecord, 'number'>) {
  return JSON.stringify({ name, user, format, compression, ended });
}

function fromRow({ number, printer, job, facts, ticket, created }: Row): JobRecord {
  const read = JSON.parse(facts) as Omit<
    JobRecord,
    'number' | 'printer' | 'job' | 'ticket' | 'created'
  >;
  return { ...read, number, printer, job, ticket: Buffer.from(ticket), created };
}
