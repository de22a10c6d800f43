/**
 * The ledger of this PC: what the others did with what it shares. A fact is on disk at once and stands
 * a moment later in the signed journal, with others of the same moment, as a salted commitment.
 */
import { randomBytes } from 'node:crypto';
import type { CancelTimer, Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { displayText } from '../base/text.ts';
import { canonicalJson } from '../identity/signed-text.ts';
import type { Activity } from '../model/activity.ts';
import type { DeviceId } from '../model/id.ts';
import { MAX_ENTRY_FACTS } from '../model/journal.ts';
import type { Database } from '../store/database.ts';

/** What the ledger needs of the signed journals; the agent passes it. */
export interface LedgerJournal {
  /** Signs the next entry, with the transaction that it stands in. */
  append(commitments: readonly string[]): { seq: number };
  commitmentOf(salt: string, fact: string): string;
  rootOf(commitments: readonly string[]): string;
}

export interface LedgerOptions {
  database: Database;
  self: DeviceId;
  journal: LedgerJournal;
  /** The workgroup that this PC is in. */
  workgroup: () => string | undefined;
  clock: Clock;
  log: Log;
}

/** Which facts are asked for. */
export interface ActivityQuestion {
  limit: number;
  device?: DeviceId | undefined;
  what?: Activity['what'] | undefined;
  find?: string | undefined;
}

/** As it stands in the database, where what is missing is null. */
interface Fact extends Omit<Activity, 'guest'> {
  guest: string | null;
}

interface Row extends Fact {
  position: number;
  salt: string;
  seq: number | null;
}

/** Facts of this time go into one entry. */
const SEAL_MS = 1000;
/** The same again within this time is one fact: a film is read in a thousand requests. */
const SAME_MS = 10 * 60_000;
const OFTEN: ReadonlySet<Activity['what']> = new Set(['read', 'searched']);
const MAX_REMEMBERED = 5000;
/** Facts that are kept; a part of the oldest is forgotten beyond. */
const MAX_FACTS = 200_000;
const FORGET_AT_ONCE = 10_000;

export class Ledger extends Emitter<{ changed: undefined }> implements Lifecycle {
  readonly #options: LedgerOptions;
  readonly #lately = new Map<string, number>();
  #sealing: CancelTimer | undefined;
  #safe = false;

  constructor(options: LedgerOptions) {
    super((error) => options.log.error({ error }, 'a listener of the ledger failed'));
    this.#options = options;
  }

  start(): void {
    this.#later();
  }

  stop(): void {
    this.#sealing?.();
    this.#sealing = undefined;
  }

  /** What this PC signed before a backup was restored is known, or nobody can be asked. */
  markSafe(): void {
    if (this.#safe) return;
    this.#safe = true;
    this.#later();
  }

  /**
   * Somebody did something. That it could not be noted is no reason not to let it be done: it says
   * whether it stands here.
   */
  note(device: DeviceId, what: Activity['what'], target: string, by?: string): boolean {
    const { workgroup, clock, log } = this.#options;
    const group = workgroup();
    if (group === undefined) return false;
    const shown = displayText(target, 1000, '?');
    const guest = by === undefined ? null : displayText(by, 63, '?');
    const key = JSON.stringify([group, device, guest, what, shown]);
    const now = clock.monotonic();
    const before = this.#lately.get(key);
    this.#lately.delete(key);
    this.#lately.set(key, now);
    for (const oldest of this.#lately.keys()) {
      if (this.#lately.size <= MAX_REMEMBERED) break;
      this.#lately.delete(oldest);
    }
    if (before !== undefined && now - before < SAME_MS && OFTEN.has(what)) return true;
    try {
      this.#insert(group, { at: clock.now(), device, what, target: shown, guest });
      this.#later();
      this.emit('changed', undefined);
      return true;
    } catch (error) {
      log.error({ error, device, what }, 'the ledger could not be written');
      return false;
    }
  }

  /** Newest first; `find` stands in the target, in whatever case. */
  list({ limit, device, what, find }: ActivityQuestion): Activity[] {
    const group = this.#options.workgroup();
    if (group === undefined) return [];
    const clauses = ['workgroup = ?', 'owner = ?'];
    const values: (string | number)[] = [group, this.#options.self];
    const narrow = (clause: string, value: string | undefined): void => {
      if (value === undefined) return;
      clauses.push(clause);
      values.push(value);
    };
    narrow('device = ?', device);
    narrow('what = ?', what);
    narrow("target LIKE ? ESCAPE '!'", find && `%${find.replace(/[!%_]/g, '!$&')}%`);
    return this.#options.database
      .all<Fact>(
        `SELECT at, device, what, target, guest FROM activity WHERE ${clauses.join(' AND ')}
         ORDER BY position DESC LIMIT ?`,
        ...values,
        limit,
      )
      .map(factOf);
  }

  /** Signs what stands in no entry yet. */
  seal(): void {
    const { database, journal, self, workgroup } = this.#options;
    const group = workgroup();
    if (group === undefined) return;
    for (;;) {
      const rows = database.all<Row>(
        `SELECT position, at, device, what, target, guest, salt, seq FROM activity
         WHERE workgroup = ? AND owner = ? AND seq IS NULL ORDER BY position LIMIT ?`,
        group,
        self,
        MAX_ENTRY_FACTS,
      );
      const last = rows.at(-1);
      if (!last) break;
      database.transaction(() => {
        const { seq } = journal.append(rows.map((row) => this.#commitment(row)));
        database.run(
          `UPDATE activity SET seq = ? WHERE workgroup = ? AND owner = ? AND seq IS NULL
           AND position <= ?`,
          seq,
          group,
          self,
          last.position,
        );
      });
      this.#forget(group);
      if (rows.length < MAX_ENTRY_FACTS) break;
    }
  }

  /**
   * For the check of the journal: whether the facts of an entry are what it commits to; undefined for
   * those that this ledger says it has forgotten.
   */
  holds(seq: number, root: string): boolean | undefined {
    const { database, self, journal, workgroup } = this.#options;
    const group = workgroup() ?? '';
    const rows = database.all<Row>(
      `SELECT position, at, device, what, target, guest, salt, seq FROM activity
       WHERE workgroup = ? AND owner = ? AND seq = ? ORDER BY position`,
      group,
      self,
      seq,
    );
    if (journal.rootOf(rows.map((row) => this.#commitment(row))) === root) return true;
    return seq <= this.#forgotten(group) ? undefined : false;
  }

  /** Facts of entries that do not exist: somebody added them behind the journal's back. */
  strangers(last: number): number {
    const { database, self, workgroup } = this.#options;
    return (
      database.get<{ count: number }>(
        'SELECT COUNT(*) AS count FROM activity WHERE workgroup = ? AND owner = ? AND seq > ?',
        workgroup() ?? '',
        self,
        last,
      )?.count ?? 0
    );
  }

  #commitment(row: Row): string {
    return this.#options.journal.commitmentOf(row.salt, canonicalJson(factOf(row)));
  }

  #insert(group: string, { at, device, what, target, guest }: Fact): void {
    // It survives a crash; in a power cut a second of it may go, with what was done in it.
    this.#options.database.runLazily(
      `INSERT INTO activity (workgroup, owner, at, device, what, target, guest, salt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      group,
      this.#options.self,
      at,
      device,
      what,
      target,
      guest,
      randomBytes(16).toString('base64url'),
    );
  }

  #forgotten(group: string): number {
    const { database, self } = this.#options;
    const row = database.get<{ target: string }>(
      `SELECT target FROM activity WHERE workgroup = ? AND owner = ? AND what = 'forgot'
       AND seq IS NOT NULL ORDER BY position DESC LIMIT 1`,
      group,
      self,
    );
    return row ? Number(row.target) : -1;
  }

  #forget(group: string): void {
    const { database, self, clock } = this.#options;
    const count = (sql: string): number =>
      database.get<{ n: number | null }>(sql, group, self)?.n ?? 0;
    const all = count('SELECT COUNT(*) AS n FROM activity WHERE workgroup = ? AND owner = ?');
    if (all <= MAX_FACTS) return;
    const until = count(
      `SELECT seq AS n FROM activity WHERE workgroup = ? AND owner = ? AND seq IS NOT NULL
       ORDER BY position LIMIT 1 OFFSET ${FORGET_AT_ONCE}`,
    );
    database.transaction(() => {
      database.run(
        'DELETE FROM activity WHERE workgroup = ? AND owner = ? AND seq <= ?',
        group,
        self,
        until,
      );
      this.#insert(group, {
        at: clock.now(),
        device: self,
        what: 'forgot',
        target: String(until),
        guest: null,
      });
    });
  }

  #later(): void {
    if (!this.#safe) return;
    this.#sealing ??= this.#options.clock.after(SEAL_MS, () => {
      this.#sealing = undefined;
      try {
        this.seal();
      } catch (error) {
        // A full disk, say: the facts stand, and are signed with the next.
        this.#options.log.error({ error }, 'the ledger could not be signed');
      }
    });
  }
}

/** What is told and signed: a fact that no guest has to do with looks as it did before there were any. */
function factOf({ at, device, what, target, guest }: Fact): Activity {
  return { at, device, what, target, ...(guest === null ? {} : { guest }) };
}
