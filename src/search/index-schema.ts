/** Tables of the index of one share (SQLite FTS5), and what their numbers mean. */

const TOKENS = `tokenize = 'unicode61 remove_diacritics 2'`;
const CONTENTLESS = `content = '', contentless_delete = 1`;

/** An index of an earlier version is made anew: it can be. */
const TABLES = `
  DROP TABLE IF EXISTS folders;
  DROP TABLE IF EXISTS entries;
  DROP TABLE IF EXISTS begun;
  DROP TABLE IF EXISTS bodies;
  DROP TABLE IF EXISTS rules;
  DROP TABLE IF EXISTS names;
  DROP TABLE IF EXISTS parts;
  DROP TABLE IF EXISTS texts;
  DROP TABLE IF EXISTS parted;
  DROP TABLE IF EXISTS shards;
  ${Array.from({ length: 64 }, (_none, shard) => `DROP TABLE IF EXISTS texts_${shard};`).join('')}
  CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
  -- reading: 0 nothing to read in it, 1 to be read, 2 read, 3 given up, 4 not on this PC.
  -- content: the root of a small file, of a large one what its ends are; empty while nobody looked.
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    reading INTEGER NOT NULL,
    content TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX entries_of_folder ON entries (folder);
  CREATE INDEX entries_to_read ON entries (id) WHERE reading = 1;
  -- The file that is being read, and for which time; none where id is 0.
  CREATE TABLE begun (id INTEGER NOT NULL, times INTEGER NOT NULL) STRICT;
  INSERT INTO begun VALUES (0, 0);
  -- Texts as they are, deflated or not as their first byte says, to show where something stands.
  CREATE TABLE bodies (id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;
  -- Texts of files that say what is left out, by folder.
  CREATE TABLE rules (folder TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  CREATE VIRTUAL TABLE names USING fts5 (name, place, ${CONTENTLESS}, ${TOKENS});
  -- Names of some entries from first on, a line each: see name-lines.ts.
  CREATE TABLE lines (first INTEGER PRIMARY KEY, names BLOB NOT NULL) STRICT;
  -- The newest number of an entry: none is given twice.
  CREATE TABLE given (last INTEGER NOT NULL) STRICT;
  INSERT INTO given VALUES (0);
  -- Tables of texts: see shardTable.
  CREATE TABLE shards (number INTEGER PRIMARY KEY) STRICT;
  -- More is gathered before it is written: fewer segments are merged later.
  INSERT INTO names (names, rank) VALUES ('hashsize', 4194304);
  -- Segments of so many are merged: more at once is less work in all.
  INSERT INTO names (names, rank) VALUES ('automerge', 16);
  -- The name counts more than its place.
  INSERT INTO names (names, rank) VALUES ('rank', 'bm25(10.0, 1.0)');
`;

export const INDEX_TABLES = ['', '', '', TABLES];

/** Entries whose texts are in one table: 32,768 of them. */
const SHARD_BITS = 15;

export function shardOf(id: number): number {
  return Math.floor(id / 2 ** SHARD_BITS);
}

export function shardTable(shard: number): string {
  return `texts_${Math.trunc(shard)}`;
}

/**
 * Texts are in a table for each so many entries: a question can end between two of them, and what has
 * the beginning of a word is gathered for one of them at a time.
 */
export function shardSql(shard: number): readonly string[] {
  const table = shardTable(shard);
  return [
    `CREATE VIRTUAL TABLE ${table} USING fts5 (text, ${CONTENTLESS}, ${TOKENS})`,
    `INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', 8388608)`,
  ];
}

/** Values of `entries.reading`. */
export const Reading = { nothing: 0, wanted: 1, done: 2, given: 3, elsewhere: 4 } as const;
