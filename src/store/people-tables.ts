/** Steps of the schema for what people say and do, and for the journals that it is signed in. */
export const JOURNALS_AND_TALK = `
  -- Journals: own entries as signed, and of the others the newest that was seen. rival: another one
  -- for the same place.
  CREATE TABLE journal_entries (
    workgroup TEXT NOT NULL,
    author TEXT NOT NULL,
    journal TEXT NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workgroup, author, journal, seq)
  ) STRICT;
  CREATE TABLE journal_heads (
    workgroup TEXT NOT NULL,
    author TEXT NOT NULL,
    journal TEXT NOT NULL,
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    rival TEXT,
    PRIMARY KEY (workgroup, author, journal)
  ) STRICT;

  -- Messages as their authors signed them: body is canonical JSON, entry the entry of the author's
  -- journal. position: order of arrival here.
  CREATE TABLE talk_messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    workgroup TEXT NOT NULL,
    conversation TEXT NOT NULL,
    author TEXT NOT NULL,
    number INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    about TEXT,
    seq INTEGER NOT NULL,
    entry TEXT NOT NULL,
    salt TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Its text, folded, to be looked through.
    words TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    UNIQUE (workgroup, conversation, author, number)
  ) STRICT;
  CREATE INDEX talk_messages_by_order ON talk_messages (workgroup, conversation, clock);
  CREATE INDEX talk_messages_by_id ON talk_messages (id);
  CREATE INDEX talk_messages_by_author ON talk_messages (workgroup, author, position);
  CREATE INDEX talk_messages_about ON talk_messages (about) WHERE about IS NOT NULL;

  -- How far a device has, and has read, this PC's own messages; for this PC itself, up to which
  -- position its person has read.
  CREATE TABLE talk_marks (
    workgroup TEXT NOT NULL,
    conversation TEXT NOT NULL,
    device TEXT NOT NULL,
    reached INTEGER NOT NULL,
    read INTEGER NOT NULL,
    PRIMARY KEY (workgroup, conversation, device)
  ) STRICT;
  `;

export const CALLS = `
  -- Calls that are over, as this PC saw them.
  CREATE TABLE calls (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    workgroup TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation TEXT NOT NULL,
    caller TEXT NOT NULL,
    at INTEGER NOT NULL,
    video INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    unseen INTEGER NOT NULL,
    UNIQUE (workgroup, id)
  ) STRICT;
  CREATE INDEX calls_by_conversation ON calls (workgroup, conversation, position);
`;

export const ACTIVITY = `
  -- What others did with what this PC (owner) shares. seq: the entry of the journal that commits to it;
  -- NULL until it is signed.
  CREATE TABLE activity (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    workgroup TEXT NOT NULL,
    owner TEXT NOT NULL,
    at INTEGER NOT NULL,
    device TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    salt TEXT NOT NULL,
    seq INTEGER
  ) STRICT;
  CREATE INDEX activity_by_entry ON activity (workgroup, owner, seq);
`;

export const GUESTS = `
  -- Links for guests (GuestLink as JSON). hash: SHA-256 of the secret, which is kept nowhere.
  CREATE TABLE guest_links (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,
    created INTEGER NOT NULL
  ) STRICT;

  -- The guest who did it, by the name of the link.
  ALTER TABLE activity ADD COLUMN guest TEXT;
`;

export const INTERNET = `
  -- Members that may use this PC's way to the internet: bytes a day, until when (NULL: no end).
  CREATE TABLE internet_lent (
    device TEXT NOT NULL UNIQUE,
    quota INTEGER NOT NULL,
    ends INTEGER
  ) STRICT;

  -- Bytes that each used on a day (2026-11-27). At least what was used: a MiB is booked beforehand.
  CREATE TABLE internet_use (
    device TEXT NOT NULL,
    day TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (device, day)
  ) STRICT;
`;
