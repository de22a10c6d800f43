/** Copies on this PC's disk that came from a colleague's share, and whom they may be given to. */
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import { asHallwayError, HallwayError } from '../base/errors.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { Database } from '../store/database.ts';
import { pieceLength, type Layout } from './manifest.ts';
import { readFully } from './partial-file.ts';

/** Where a copy came from: who may give it on to whom follows from that. */
export interface Origin {
  owner: DeviceId;
  share: ResourceId;
  root: string;
  /** The owner lets every member have it, until `until`. */
  open: boolean;
  until: number;
  /** The owner's word that this PC may have it. */
  grant: string;
}

interface HeldRow {
  path: string;
  identity: string;
  owner: string;
  share: string;
  root: string;
  open: number;
  until: number;
  proof: string;
}

/** How much is given on, at most; of what came last. */
export interface HeldLimit {
  bytes: number;
  files: number;
  days: number;
}

const DAY_MS = 24 * 3_600_000;
/** Each with what it and all that came after it make together. */
const RANKED = `
  SELECT h.rowid AS id, h.created AS created, row_number() OVER latest AS files,
    coalesce(sum(m.size) OVER latest, 0) AS bytes
  FROM held_files h LEFT JOIN manifests m ON m.root = h.root
  WINDOW latest AS (ORDER BY h.created DESC, h.rowid DESC ROWS UNBOUNDED PRECEDING)`;

export class HeldFiles {
  readonly #database: Database;
  readonly #limit: () => HeldLimit;
  /** What came before is not given on; with it the rows that came at this very time. */
  #since: { created: number; id: number } | undefined;

  constructor(database: Database, limit: () => HeldLimit) {
    this.#database = database;
    this.#limit = limit;
  }

  /**
   * Forgets what is over the limit. The copies themselves stay: they are the person's. Where the disk
   * is so full that nothing can be forgotten it is not given on all the same.
   */
  review(now: number): void {
    const { bytes, files, days } = this.#limit();
    const last = this.#database.get<{ id: number; created: number }>(
      `SELECT id, created FROM (${RANKED})
       WHERE files > ? OR bytes > ? OR created < ? ORDER BY created DESC, id DESC LIMIT 1`,
      files,
      bytes,
      now - days * DAY_MS,
    );
    this.#since = last;
    if (!last) return;
    try {
      this.#database.runLazily(
        'DELETE FROM held_files WHERE (created, rowid) <= (?, ?)',
        last.created,
        last.id,
      );
    } catch (error) {
      if (asHallwayError(error).code !== 'disk.full') throw error;
    }
  }

  /** What is given on now. */
  given(): { bytes: number; files: number } {
    const { created, id } = this.#since ?? { created: -1, id: -1 };
    return this.#database.get<{ bytes: number; files: number }>(
      `SELECT count(*) AS files, coalesce(sum(m.size), 0) AS bytes
       FROM held_files h LEFT JOIN manifests m ON m.root = h.root
       WHERE (h.created, h.rowid) > (?, ?)`,
      created,
      id,
    ) as { bytes: number; files: number };
  }

  /** A copy is whole and in its place. */
  async add(path: string, origin: Origin, now: number): Promise<void> {
    const { owner, share, root, until, grant } = origin;
    const handle = await open(path, 'r');
    try {
      const identity = identityOf(await handle.stat({ bigint: true }));
      this.#database.runLazily(
        `INSERT OR REPLACE INTO held_files
           (path, identity, owner, share, root, open, until, proof, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        path,
        identity,
        owner,
        share,
        root,
        origin.open ? 1 : 0,
        until,
        grant,
        now,
      );
    } finally {
      await handle.close();
    }
    this.review(now);
  }

  with(root: string): { path: string; identity: string; origin: Origin }[] {
    const { created, id } = this.#since ?? { created: -1, id: -1 };
    return this.#database
      .all<HeldRow>(
        `SELECT * FROM held_files WHERE root = ? AND (created, rowid) > (?, ?)
         ORDER BY created DESC LIMIT 8`,
        root,
        created,
        id,
      )
      .map(({ path, identity, owner, share, open: isOpen, until, proof }) => ({
        path,
        identity,
        origin: { owner, share, root, open: isOpen === 1, until, grant: proof },
      }));
  }

  /** A copy has another path now. */
  moved(from: string, to: string): void {
    this.#database.runLazily('UPDATE OR REPLACE held_files SET path = ? WHERE path = ?', to, from);
  }

  forget(path: string): void {
    this.#database.runLazily('DELETE FROM held_files WHERE path = ?', path);
  }

  clear(): void {
    this.#database.run('DELETE FROM held_files');
  }
}

/** Reads a piece of a copy; `transfer.not_found` if it is another file by now. */
export async function readHeld(
  path: string,
  identity: string,
  layout: Layout,
  piece: number,
  into: Buffer,
): Promise<Buffer> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) throw notHeld();
  try {
    if (identityOf(await handle.stat({ bigint: true })) !== identity) throw notHeld();
    const part = into.subarray(0, pieceLength(layout, piece));
    return await readFully(handle, piece * layout.pieceSize, part);
  } finally {
    await handle.close();
  }
}

export function notHeld(): HallwayError {
  return new HallwayError('transfer.not_found', 'This PC has no pieces of that.');
}

/** Another file, or another content, has another one. */
export function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].map((value) => value.toString(36)).join('-');
}
