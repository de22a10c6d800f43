/** What the workgroup keeps on disk: the log, which workgroup it is, and keys that are used up. */
import type { DeviceId } from '../model/id.ts';
import type { MembershipNews } from '../model/workgroup.ts';
import type { Database } from '../store/database.ts';
import { Settings } from '../store/settings.ts';
import type { LogEntry } from './log/log.ts';
import { KEPT_NEWS } from './membership-news.ts';

const ID = 'workgroup.id';
const NOTICE = 'workgroup.notice';
const SPENT = 'workgroup.spent-keys';
const NEWS = 'workgroup.news';
/** More than anybody leaves workgroups; the oldest are forgotten. */
const MAX_SPENT = 100;

/** A key that was removed from a workgroup and never returns to it. */
export interface SpentKey {
  workgroup: string;
  device: DeviceId;
}

export class WorkgroupStore {
  readonly #database: Database;
  readonly #settings: Settings;

  constructor(database: Database) {
    this.#database = database;
    this.#settings = new Settings(database);
  }

  /** Texts in the order of arrival, and the workgroup's id; undefined for none. */
  load(): { workgroup: string; texts: string[] } | undefined {
    const workgroup = this.#settings.get(ID);
    if (workgroup === undefined) return undefined;
    const rows = this.#database.all<{ text: string }>(
      'SELECT text FROM statements ORDER BY position',
    );
    return { workgroup, texts: rows.map((row) => row.text) };
  }

  /** With the news that they bring. Durable when it returns; all or nothing. */
  append(entries: readonly LogEntry[], news: readonly MembershipNews[]): void {
    if (entries.length === 0) return;
    this.#database.transaction(() => {
      this.#insert(entries);
      if (news.length === 0) return;
      const kept = [...news.toReversed(), ...this.news()].slice(0, KEPT_NEWS);
      this.#settings.set(NEWS, JSON.stringify(kept));
    });
  }

  /** Newest first. */
  news(): MembershipNews[] {
    return JSON.parse(this.#settings.get(NEWS) ?? '[]') as MembershipNews[];
  }

  /** Replaces whatever was there by a workgroup's whole log. */
  begin(workgroup: string, entries: readonly LogEntry[]): void {
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM statements');
      this.#insert(entries);
      this.#settings.set(ID, workgroup);
      this.#settings.set(NOTICE, undefined);
      this.#settings.set(NEWS, undefined);
    });
  }

  /** Forgets the workgroup. `notice` says why, in words; `spent` is the key that never returns. */
  end(notice: string | null, spent: SpentKey | undefined): void {
    const keys = spent ? [...this.spentKeys(), spent].slice(-MAX_SPENT) : this.spentKeys();
    this.#database.transaction(() => {
      this.#database.run('DELETE FROM statements');
      this.#settings.set(ID, undefined);
      this.#settings.set(NEWS, undefined);
      this.#settings.set(NOTICE, notice ?? undefined);
      this.#settings.set(SPENT, JSON.stringify(keys));
    });
  }

  notice(): string | null {
    return this.#settings.get(NOTICE) ?? null;
  }

  spentKeys(): SpentKey[] {
    return JSON.parse(this.#settings.get(SPENT) ?? '[]') as SpentKey[];
  }

  #insert(entries: readonly LogEntry[]): void {
    for (const { id, statement, text, position } of entries)
      this.#database.run(
        'INSERT INTO statements (id, author, seq, type, text, position) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        statement.by,
        statement.seq,
        statement.type,
        text,
        position,
      );
  }
}
