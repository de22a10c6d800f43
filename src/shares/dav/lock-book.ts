/**
 * Write locks of shares (RFC 4918 sections 6 and 7). They are in the database, so that a program
 * that works on for hours keeps its lock over a restart.
 */
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Lock, NewLock } from '../../model/lock.ts';
import type { Database } from '../../store/database.ts';
import { isBelow } from './dav-tree.ts';
import { readXml } from './xml-reader.ts';
import { contentText } from './xml-writer.ts';

/** Locks of one share as one PC may see and use them. */
export interface ShareLocks {
  all(): Promise<Lock[]>;
  /** Undefined where another lock is in the way. */
  add(lock: NewLock, seconds: number): Promise<Lock | undefined>;
  /** Undefined where there is no such lock any more. */
  refresh(token: string, seconds: number): Promise<Lock | undefined>;
  /** False where there was none. */
  remove(token: string): Promise<boolean>;
  /** Ends its locks on a path and below it: what stood there is gone. */
  forget(path: string): Promise<void>;
}

export const MAX_LOCK_SECONDS = 3600;
/** More than the programs of one PC hold at once. */
const MOST_LOCKS = 500;

type LockRow = Lock & { holder: string };

export class LockBook {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #newToken: () => string;

  /** `newToken` makes `urn:uuid:…`, unguessable and never twice. */
  constructor(database: Database, clock: Clock, newToken: () => string) {
    this.#database = database;
    this.#clock = clock;
    this.#newToken = newToken;
  }

  /** The locks of a share of this PC, as `holder` uses them. */
  of(share: ResourceId, holder: DeviceId): ShareLocks {
    return {
      all: () => Promise.resolve(this.#all(share).map((row) => shown(row, holder))),
      add: (lock, seconds) => Promise.resolve(this.#add(share, holder, lock, seconds)),
      refresh: (token, seconds) => Promise.resolve(this.#refresh(share, holder, token, seconds)),
      remove: (token) =>
        Promise.resolve(
          this.#database.run(
            'DELETE FROM dav_locks WHERE token = ? AND share = ? AND holder = ?',
            token,
            share,
            holder,
          ) > 0,
        ),
      forget: (path) => {
        for (const lock of this.#all(share))
          if (lock.holder === holder && isBelow(path, lock.path))
            this.#database.run('DELETE FROM dav_locks WHERE token = ?', lock.token);
        return Promise.resolve();
      },
    };
  }

  #all(share: ResourceId): LockRow[] {
    const rows = this.#database.all<LockRow>(
      `SELECT token, path, depth, scope, owner, expires, holder FROM dav_locks
       WHERE share = ? ORDER BY rowid`,
      share,
    );
    const now = this.#clock.now();
    // A clock that was set back must not make a lock last for ever.
    const live = rows.filter(
      ({ expires }) => expires > now && expires <= now + MAX_LOCK_SECONDS * 1000 + 60_000,
    );
    if (live.length < rows.length)
      for (const { token } of rows.filter((row) => !live.includes(row)))
        this.#database.run('DELETE FROM dav_locks WHERE token = ?', token);
    return live;
  }

  #add(share: ResourceId, holder: DeviceId, lock: NewLock, seconds: number): Lock | undefined {
    return this.#database.transaction(() => {
      const others = this.#all(share);
      const inTheWay = others.some(
        (other) =>
          (lock.scope === 'exclusive' || other.scope === 'exclusive') && overlap(lock, other),
      );
      if (inTheWay) return undefined;
      const count = this.#database.get<{ n: number }>(
        'SELECT count(*) AS n FROM dav_locks WHERE holder = ?',
        holder,
      );
      if ((count?.n ?? 0) >= MOST_LOCKS)
        throw new HallwayError('request.busy', 'There are too many locks.', {
          fix: 'Wait until some are over.',
        });
      const { path, depth, scope } = lock;
      const facts = { path, depth, scope, owner: cleanOwner(lock.owner) };
      const added = { ...facts, token: this.#newToken(), expires: this.#until(seconds) };
      this.#database.run(
        `INSERT INTO dav_locks (token, share, path, depth, scope, owner, expires, holder)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        added.token,
        share,
        added.path,
        added.depth,
        added.scope,
        added.owner,
        added.expires,
        holder,
      );
      return added;
    });
  }

  #refresh(share: ResourceId, holder: DeviceId, token: string, seconds: number): Lock | undefined {
    const lock = this.#all(share).find((one) => one.token === token && one.holder === holder);
    if (!lock) return undefined;
    const expires = this.#until(seconds);
    this.#database.run('UPDATE dav_locks SET expires = ? WHERE token = ?', expires, token);
    return shown({ ...lock, expires }, holder);
  }

  #until(seconds: number): number {
    return this.#clock.now() + Math.min(MAX_LOCK_SECONDS, Math.max(1, seconds)) * 1000;
  }
}

/** Whether the lock holds for what stands at the path. */
export function covers(lock: Pick<Lock, 'path' | 'depth'>, path: string): boolean {
  return lock.path === path || (lock.depth === 'infinity' && isBelow(lock.path, path));
}

function overlap(one: NewLock, other: NewLock): boolean {
  return covers(one, other.path) || covers(other, one.path);
}

/** Whatever came, it stands as well-formed XML in an answer, or not at all. */
export function cleanOwner(owner: string): string {
  if (!/[<&]/.test(owner)) return owner;
  try {
    return contentText(readXml(Buffer.from(`<owner>${owner}</owner>`)));
  } catch {
    return '';
  }
}

/** A token is for its holder alone (RFC 4918 section 6.4). */
function shown({ holder: of, ...lock }: LockRow, holder: DeviceId): Lock {
  return of === holder ? lock : { ...lock, token: '' };
}
