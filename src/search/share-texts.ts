/** Texts of one share: their words in tables of so many files each, and the texts themselves. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from '../store/database.ts';
import { shardOf, shardSql, shardTable } from './index-schema.ts';
import { indexText } from './words.ts';

/** Shorter texts are kept as they are: to deflate one takes longer than to index it. */
const DEFLATED_FROM = 4096;

export class ShareTexts {
  readonly #db: Database;
  /** Tables that are known to be there. */
  readonly #made = new Set<number>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of a file that has none. */
  add(id: number, text: string): void {
    const shard = shardOf(id);
    this.#make(shard);
    const table = shardTable(shard);
    this.#db.runLazily(`INSERT INTO ${table} (rowid, text) VALUES (?, ?)`, id, indexText(text));
    this.#db.runLazily('INSERT INTO bodies (id, text) VALUES (?, ?)', id, packed(text));
  }

  drop(id: number): void {
    if (this.#db.runLazily('DELETE FROM bodies WHERE id = ?', id) > 0)
      this.#db.runLazily(`DELETE FROM ${shardTable(shardOf(id))} WHERE rowid = ?`, id);
  }

  /** Of a file that was read. */
  body(id: number): string | undefined {
    const row = this.#db.get<{ text: Uint8Array }>('SELECT text FROM bodies WHERE id = ?', id);
    if (!row) return undefined;
    const text = Buffer.from(row.text).subarray(1);
    return (row.text[0] === 1 ? inflateRawSync(text) : text).toString('utf8');
  }

  /** Names of the tables, that of the newest files first. */
  tables(): string[] {
    return this.#db
      .all<{ number: number }>('SELECT number FROM shards ORDER BY number DESC')
      .map(({ number }) => shardTable(number));
  }

  #make(shard: number): void {
    if (this.#made.has(shard)) return;
    if (this.#db.runLazily('INSERT OR IGNORE INTO shards VALUES (?)', shard) > 0)
      for (const sql of shardSql(shard)) this.#db.runLazily(sql);
    this.#made.add(shard);
  }
}

/** A first byte says whether the rest is deflated. */
function packed(text: string): Buffer {
  const deflated = text.length >= DEFLATED_FROM;
  const bytes = Buffer.from(text);
  return Buffer.concat([
    Buffer.of(deflated ? 1 : 0),
    deflated ? deflateRawSync(bytes, { level: 1 }) : bytes,
  ]);
}
