/** What is being got, so that it goes on after a restart: facts as JSON, pieces as a bitmap. */
import type { ErrorCode } from '../base/errors.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { TransferId } from '../model/transfer.ts';
import type { Database } from '../store/database.ts';
import type { Origin } from './held-files.ts';

export interface TransferRecord {
  readonly id: TransferId;
  readonly device: DeviceId;
  readonly share: ResourceId;
  readonly path: string;
  readonly target: string;
  readonly created: number;
  /** It is a part of something larger, which starts and shows it. */
  readonly of?: string | undefined;
  /** Bytes that it may have; a larger file is not what was agreed to. */
  readonly most?: number | undefined;
  /** The content that is wanted, and no other. */
  readonly root?: string | undefined;
  /** A command waits for it, and starts it again; it does not go on by itself after a restart. */
  attended: boolean;
  /** A person let it go on whatever time it is, and whatever it costs. */
  regardless?: boolean;
  state: 'running' | 'paused' | 'failed' | 'done';
  /** Of the version that is collected; undefined until the owner told. */
  version: { size: number; etag: string; modified: number } | undefined;
  origin: Origin | undefined;
  problem: { code: ErrorCode; message: string; fix?: string } | undefined;
}

/** Transfers that are over are shown for a while; more than these are forgotten. */
const MOST_OVER = 100;

export class TransferStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Oldest first. */
  all(): { record: TransferRecord; have: Uint8Array | undefined }[] {
    return this.#database
      .all<{ facts: string; have: Uint8Array | null }>(
        'SELECT facts, have FROM transfers ORDER BY created',
      )
      .map(({ facts, have }) => ({
        record: JSON.parse(facts) as TransferRecord,
        have: have ?? undefined,
      }));
  }

  put(record: TransferRecord): void {
    this.#database.run(
      `INSERT INTO transfers (id, facts, root, created) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, root = excluded.root`,
      record.id,
      JSON.stringify(record),
      record.origin?.root ?? null,
      record.created,
    );
  }

  /** The pieces that are in the partial file; read again and checked before they are believed. */
  putHave(id: TransferId, have: Uint8Array): void {
    this.#database.runLazily('UPDATE transfers SET have = ? WHERE id = ?', have, id);
  }

  remove(id: TransferId): void {
    this.#database.run('DELETE FROM transfers WHERE id = ?', id);
  }

  prune(): void {
    this.#database.run(
      `DELETE FROM transfers WHERE id IN
         (SELECT id FROM transfers WHERE json_extract(facts, '$.state') = 'done'
          ORDER BY created DESC LIMIT -1 OFFSET ?)`,
      MOST_OVER,
    );
  }
}
