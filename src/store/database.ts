/**
 * The one door to SQLite: WAL, foreign keys, migrations at opening. Domains keep their own
 * statements in a `<noun>-store.ts` of their folder and reach the database only through this.
 */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { HallwayError } from '../base/errors.ts';
import { syncFolderSync } from './durable-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { SharedSync } from './shared-sync.ts';

export type SqlValue = string | number | bigint | Uint8Array | null;
export type Row = Record<string, SqlValue>;

export interface Database {
  /** All rows of a query. Statements are prepared once and kept. */
  all<R extends object = Row>(sql: string, ...values: readonly SqlValue[]): R[];
  /** The first row, or undefined. */
  get<R extends object = Row>(sql: string, ...values: readonly SqlValue[]): R | undefined;
  /** Runs one statement; the number of rows changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /**
   * As `run`, for what may be lost in a power cut (never by a crash): on the disk with the next
   * change that is not of this kind, or with `settled`, and in the same order.
   */
  runLazily(sql: string, ...values: readonly SqlValue[]): number;
  /** Resolves when all changes so far are on the disk; whoever waits at once shares one write. */
  settled(): Promise<void>;
  /** All or nothing; the change is on the disk when it returns (`synchronous = FULL`). */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface DatabaseOptions {
  /** Its tables, a step for each version; the agent's own unless told. */
  migrations?: readonly string[];
  /** False where all of it can be made anew: no change waits for the disk. */
  durable?: boolean;
  /** KiB of pages in memory; 2000 unless told. */
  cacheKb?: number | undefined;
  /** The version that wrote it last was refused: its copy from before is taken, if there is one. */
  restore?: boolean;
}

/** Opens or creates the database at `file` (`:memory:` for tests) and brings it up to date. */
export function openDatabase(
  file: string,
  {
    migrations = MIGRATIONS,
    durable = true,
    cacheKb = 2000,
    restore = false,
  }: DatabaseOptions = {},
): Database {
  if (restore) restoreCopy(file, migrations.length);
  const sqlite = new Sqlite(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  sqlite.pragma(`cache_size = -${cacheKb}`);
  try {
    migrate(sqlite, migrations, durable);
  } catch (error) {
    sqlite.close();
    throw error;
  }
  sqlite.pragma(`synchronous = ${durable ? 'NORMAL' : 'OFF'}`);

  const prepared = new Map<string, Sqlite.Statement>();
  const statement = (sql: string): Sqlite.Statement => {
    let found = prepared.get(sql);
    if (!found) prepared.set(sql, (found = sqlite.prepare(sql)));
    return found;
  };
  const log = new SharedSync(`${file}-wal`);
  /** Waits for the disk at the commit, unless that is of a transaction around it. */
  const strictly = <T>(work: () => T): T => {
    if (sqlite.inTransaction || !durable) return work();
    sqlite.pragma('synchronous = FULL');
    try {
      return work();
    } finally {
      sqlite.pragma('synchronous = NORMAL');
    }
  };
  return {
    all: <R extends object>(sql: string, ...values: readonly SqlValue[]) =>
      statement(sql).all(...values) as R[],
    get: <R extends object>(sql: string, ...values: readonly SqlValue[]) =>
      statement(sql).get(...values) as R | undefined,
    run: (sql, ...values) => strictly(() => statement(sql).run(...values).changes),
    runLazily: (sql, ...values) => statement(sql).run(...values).changes,
    settled: () => (file === ':memory:' ? Promise.resolve() : log.settled()),
    transaction: (work) => strictly(() => sqlite.transaction(work).immediate()),
    close: () => {
      prepared.clear();
      void log.close();
      sqlite.close();
    },
  };
}

function migrate(sqlite: Sqlite.Database, migrations: readonly string[], keep: boolean): void {
  const at = sqlite.pragma('user_version', { simple: true }) as number;
  if (at > migrations.length)
    throw new HallwayError(
      'agent.home_unusable',
      'The data of this home was written by a newer Hallway.',
      { fix: 'Update Hallway on this PC, or use another home with --home.' },
    );
  if (keep && at > 0 && at < migrations.length) keepCopy(sqlite, at);
  migrations.slice(at).forEach((sql, index) => {
    sqlite.transaction(() => {
      sqlite.exec(sql);
      sqlite.pragma(`user_version = ${at + index + 1}`);
    })();
  });
}

const copyOf = (file: string, version: number): string => `${file}.v${version}`;

/** Before a step forward, whole or not at all; of copies only the newest stays. */
function keepCopy(sqlite: Sqlite.Database, version: number): void {
  const { name } = sqlite;
  if (sqlite.memory || name === '') return;
  const [copy, temporary] = [copyOf(name, version), `${name}.copy`];
  rmSync(temporary, { force: true });
  sqlite.prepare('VACUUM INTO ?').run(temporary);
  renameSync(temporary, copy);
  syncFolderSync(dirname(name));
  for (let older = version - 1; older > 0; older -= 1) rmSync(copyOf(name, older), { force: true });
}

/** Puts the copy of `version` in the place of a database that is newer. */
function restoreCopy(file: string, version: number): void {
  const copy = copyOf(file, version);
  if (!existsSync(file) || !existsSync(copy)) return;
  const newer = new Sqlite(file);
  const isNewer = (newer.pragma('user_version', { simple: true }) as number) > version;
  // Everything into the one file, so that it can be replaced in one step.
  if (isNewer) newer.pragma('journal_mode = DELETE');
  newer.close();
  if (!isNewer) return;
  const temporary = `${file}.copy`;
  copyFileSync(copy, temporary);
  renameSync(temporary, file);
  syncFolderSync(dirname(file));
}

/**
 * Holds `file` for this process until `release` or its end, however it ends; the lock is the
 * system's, so nothing stale can stay behind. Throws `agent.already_running` if another holds it.
 */
export function holdFile(file: string): { release: () => void } {
  const sqlite = new Sqlite(file, { timeout: 0 });
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sqlite.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new HallwayError('agent.already_running', 'Hallway already runs for this home.', {
      fix: 'Open it with `hallway dashboard`, or give this one a home of its own with --home.',
      cause: error,
    });
  }
  return { release: () => sqlite.close() };
}
