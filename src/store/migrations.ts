/**
 * The schema as a list of steps, never edited once released: a change is a new step at the end.
 * Times are milliseconds since 1970; lists and options are JSON text.
 */
import { ACTIVITY, CALLS, GUESTS, INTERNET, JOURNALS_AND_TALK } from './people-tables.ts';

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  -- The signed log. text is the statement as signed; id its hash.
  CREATE TABLE statements (
    id TEXT PRIMARY KEY,
    author TEXT NOT NULL,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Order of arrival: every statement comes after those that it refers to.
    position INTEGER NOT NULL UNIQUE
  ) STRICT;
  CREATE INDEX statements_by_author ON statements (author, seq);

  -- Addresses at which a member was reached, to dial again when multicast is missing.
  CREATE TABLE known_addresses (
    device TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    worked_at INTEGER NOT NULL,
    PRIMARY KEY (device, host, port)
  ) STRICT;

  -- What a peer offered when it was last here, so that it can be shown while it is offline.
  CREATE TABLE peer_resources (
    device TEXT PRIMARY KEY,
    resources TEXT NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE shares (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    kind TEXT NOT NULL,
    access TEXT NOT NULL,
    audience TEXT NOT NULL,
    until INTEGER,
    created INTEGER NOT NULL
  ) STRICT;

  -- Printers that were added by address, and the system's own from the first time they are seen.
  -- key is what the backend calls it.
  CREATE TABLE printers (
    id TEXT PRIMARY KEY,
    backend TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    uri TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (backend, key)
  ) STRICT;

  -- Jobs for printers of peers ('sent') and for printers of this device ('received'), whoever
  -- they are from.
  CREATE TABLE jobs (
    id TEXT NOT NULL,
    role TEXT NOT NULL,
    stage TEXT NOT NULL,
    job TEXT NOT NULL,
    sha256 TEXT,
    -- What the backend calls it once it was handed over.
    backend_job TEXT,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (id, role)
  ) STRICT;
  CREATE INDEX jobs_by_stage ON jobs (stage);

  -- Signed-in browsers: only the hash of a bearer token is kept.
  CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Hardware addresses that members told, to wake them by while they sleep.
  CREATE TABLE wake_addresses (
    device TEXT NOT NULL,
    mac TEXT NOT NULL,
    PRIMARY KEY (device, mac)
  ) STRICT;
  `,
  `
  -- Jobs that programs of this PC sent to a printer's loopback address, under the number that they
  -- know. A number is never given twice. job is the id of the print job; ticket is what the program
  -- asked for, as an IPP message.
  CREATE TABLE loopback_jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    printer TEXT NOT NULL,
    job TEXT NOT NULL,
    facts TEXT NOT NULL,
    ticket BLOB NOT NULL,
    created INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX loopback_jobs_by_printer ON loopback_jobs (printer);
  `,
  `
  -- Queues of this system that were made for printers of the workgroup.
  CREATE TABLE installed_printers (
    device TEXT NOT NULL,
    printer TEXT NOT NULL,
    queue TEXT NOT NULL,
    name TEXT NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (device, printer)
  ) STRICT;

  -- Open to every device of the LAN.
  ALTER TABLE printers ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- The owner's decisions about a printer (PrinterPolicy, and whether it is paused) as JSON.
  ALTER TABLE printers ADD COLUMN policy TEXT;

  -- What was printed here, once for each job, for accounts and limits. pages: as the printer
  -- counted them, else as the document has them.
  CREATE TABLE print_ledger (
    job TEXT PRIMARY KEY,
    printer TEXT NOT NULL,
    device TEXT NOT NULL,
    account TEXT NOT NULL,
    month TEXT NOT NULL,
    pages INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX print_ledger_by_month ON print_ledger (month, printer, device);
  `,
  `
  -- What the person should hear of; subject: what it is about, told once while it is not over.
  CREATE TABLE print_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    job TEXT,
    printer TEXT,
    read INTEGER NOT NULL,
    over INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX print_notices_by_subject ON print_notices (subject, over);
  `,
  `
  -- Locks that WebDAV programs hold. share: its id for a share of this PC, device/id for a peer's.
  -- holder: the device whose programs hold it.
  CREATE TABLE dav_locks (
    token TEXT PRIMARY KEY,
    share TEXT NOT NULL,
    path TEXT NOT NULL,
    depth TEXT NOT NULL,
    scope TEXT NOT NULL,
    owner TEXT NOT NULL,
    expires INTEGER NOT NULL,
    holder TEXT NOT NULL
  ) STRICT;
  CREATE INDEX dav_locks_by_share ON dav_locks (share);

  -- What WebDAV programs keep with files and folders; value is XML. share: device/id; folder: the
  -- path of the folder that it is in, NULL for the share itself.
  CREATE TABLE dav_properties (
    share TEXT NOT NULL,
    folder TEXT,
    path TEXT NOT NULL,
    uri TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (share, path, uri, name)
  ) STRICT;
  CREATE INDEX dav_properties_by_folder ON dav_properties (share, folder);
  `,
  `
  -- Whether others see hidden files, and how many bytes a share may hold.
  ALTER TABLE shares ADD COLUMN hidden INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE shares ADD COLUMN size_limit INTEGER;
  `,
  `
  -- The path is an image of a disc.
  ALTER TABLE shares ADD COLUMN image INTEGER NOT NULL DEFAULT 0;

  -- What was decided about drives that come and go. key: how the medium is known again.
  CREATE TABLE drive_offers (
    key TEXT PRIMARY KEY,
    choice TEXT NOT NULL,
    share TEXT,
    name TEXT NOT NULL,
    access TEXT NOT NULL,
    audience TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What files are made of: SHA-256 of each piece, 32 bytes each, under one root.
  CREATE TABLE manifests (
    root TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    piece_size INTEGER NOT NULL,
    hashes BLOB NOT NULL
  ) STRICT;

  -- Files of this PC's shares whose content is known. etag: identity, size and time of that version.
  CREATE TABLE manifest_files (
    share TEXT NOT NULL,
    path TEXT NOT NULL,
    etag TEXT NOT NULL,
    root TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (share, path)
  ) STRICT;
  CREATE INDEX manifest_files_by_root ON manifest_files (root);

  -- Copies that came from colleagues and are given on. owner and share: where they came from; open:
  -- every member may have them until then; proof: the owner's grant for this PC.
  CREATE TABLE held_files (
    path TEXT PRIMARY KEY,
    identity TEXT NOT NULL,
    owner TEXT NOT NULL,
    share TEXT NOT NULL,
    root TEXT NOT NULL,
    open INTEGER NOT NULL,
    until INTEGER NOT NULL,
    proof TEXT NOT NULL,
    created INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX held_files_by_root ON held_files (root);

  -- Files that this PC gets in pieces (TransferRecord as JSON). have: a bitmap of its pieces.
  CREATE TABLE transfers (
    id TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    root TEXT,
    have BLOB,
    created INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What this PC gives to others, what others give to it, and folders of theirs that it keeps a copy
  -- of (as JSON).
  CREATE TABLE sendings (id TEXT PRIMARY KEY, facts TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
  CREATE TABLE receipts (id TEXT PRIMARY KEY, facts TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
  CREATE TABLE keeps (id TEXT PRIMARY KEY, facts TEXT NOT NULL, created INTEGER NOT NULL) STRICT;

  -- Files of such copies: which version of the source each is, and the file on this disk that it is.
  CREATE TABLE keep_files (
    keep TEXT NOT NULL,
    path TEXT NOT NULL,
    etag TEXT NOT NULL,
    local TEXT NOT NULL,
    identity TEXT NOT NULL,
    PRIMARY KEY (keep, path)
  ) STRICT;
  `,
  JOURNALS_AND_TALK,
  ACTIVITY,
  CALLS,
  GUESTS,
  INTERNET,
];
