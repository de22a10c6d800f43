/** Tables of the index of one share (SQLite FTS5), and what their numbers mean. */

const TOKENS = `tokenize = 'unicode61 remove_diacritics 2'`;
const CONTENTLESS = `content = '', contentless_delete = 1`;

export const INDEX_TABLES = [
  `
  CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
  -- reading: 0 nothing to read in it, 1 to be read, 2 read, 3 given up, 4 not on this PC.
  -- content: the same for files with the same content; empty while nobody looked.
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    reading INTEGER NOT NULL,
    content TEXT NOT NULL DEFAULT '',
    UNIQUE (folder, name)
  ) STRICT;
  CREATE INDEX entries_to_read ON entries (id) WHERE reading = 1;
  -- The file that is being read, and for which time; none where id is 0.
  CREATE TABLE begun (id INTEGER NOT NULL, times INTEGER NOT NULL) STRICT;
  INSERT INTO begun VALUES (0, 0);
  -- Texts as they are, deflated, to show where something stands.
  CREATE TABLE bodies (id INTEGER PRIMARY KEY, text BLOB NOT NULL) STRICT;
  CREATE VIRTUAL TABLE names USING fts5 (name, place, ${CONTENTLESS}, ${TOKENS});
  CREATE VIRTUAL TABLE parts USING fts5 (name, ${CONTENTLESS}, tokenize = 'trigram', detail = 'none');
  CREATE VIRTUAL TABLE texts USING fts5 (text, ${CONTENTLESS}, ${TOKENS});
  `,
  `
  -- Texts of files that say what is left out, by folder.
  CREATE TABLE rules (folder TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
  -- More is gathered before it is written: fewer segments are merged later.
  INSERT INTO names (names, rank) VALUES ('hashsize', 4194304);
  INSERT INTO parts (parts, rank) VALUES ('hashsize', 4194304);
  INSERT INTO texts (texts, rank) VALUES ('hashsize', 8388608);
  -- Segments of so many are merged: more at once is less work in all.
  INSERT INTO names (names, rank) VALUES ('automerge', 16);
  INSERT INTO parts (parts, rank) VALUES ('automerge', 16);
  -- The name counts more than its place.
  INSERT INTO names (names, rank) VALUES ('rank', 'bm25(10.0, 1.0)');
  -- Bodies begin with how they are kept now.
  DELETE FROM bodies;
  INSERT INTO texts (texts) VALUES ('delete-all');
  UPDATE entries SET reading = 1 WHERE reading = 2;
  `,
];

/** Values of `entries.reading`. */
export const Reading = { nothing: 0, wanted: 1, done: 2, given: 3, elsewhere: 4 } as const;
