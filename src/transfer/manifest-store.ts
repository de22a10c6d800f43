/** Keeps what files are made of: manifests by their root, and which files of shares have them. */
import type { ResourceId } from '../model/id.ts';
import type { Database } from '../store/database.ts';
import type { Manifest } from './manifest.ts';

interface ManifestRow {
  root: string;
  size: number;
  piece_size: number;
  hashes: Uint8Array;
}

export interface KnownFile {
  share: ResourceId;
  path: string;
  /** Entity tag of the file when it was hashed: its identity, size and time. */
  etag: string;
}

/** Files whose content is known, at most; those that were used longest ago go first. */
const MOST_FILES = 5000;

export class ManifestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(root: string): Manifest | undefined {
    const row = this.#database.get<ManifestRow>(
      'SELECT root, size, piece_size, hashes FROM manifests WHERE root = ?',
      root,
    );
    return row && manifestOf(row);
  }

  put({ root, size, pieceSize, hashes }: Manifest): void {
    this.#database.runLazily(
      `INSERT INTO manifests (root, size, piece_size, hashes) VALUES (?, ?, ?, ?)
       ON CONFLICT (root) DO NOTHING`,
      root,
      size,
      pieceSize,
      hashes,
    );
  }

  /** The manifest of a file of a share, if that is known of this very version. */
  ofFile({ share, path, etag }: KnownFile): Manifest | undefined {
    const row = this.#database.get<ManifestRow>(
      `SELECT m.root, m.size, m.piece_size, m.hashes
       FROM manifest_files f JOIN manifests m ON m.root = f.root
       WHERE f.share = ? AND f.path = ? AND f.etag = ?`,
      share,
      path,
      etag,
    );
    return row && manifestOf(row);
  }

  isKnown({ share, path, etag }: KnownFile): boolean {
    const sql = 'SELECT 1 FROM manifest_files WHERE share = ? AND path = ? AND etag = ?';
    return this.#database.get(sql, share, path, etag) !== undefined;
  }

  /** How many files can be known still before others are forgotten. */
  get room(): number {
    const sql = 'SELECT count(*) AS files FROM manifest_files';
    return MOST_FILES - (this.#database.get<{ files: number }>(sql)?.files ?? 0);
  }

  putFile({ share, path, etag }: KnownFile, manifest: Manifest, now: number): void {
    this.put(manifest);
    this.#database.runLazily(
      `INSERT INTO manifest_files (share, path, etag, root, used) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (share, path)
       DO UPDATE SET etag = excluded.etag, root = excluded.root, used = excluded.used`,
      share,
      path,
      etag,
      manifest.root,
      now,
    );
  }

  /** What is known of a file is not true any more. */
  forgetFile({ share, path }: Omit<KnownFile, 'etag'>): void {
    this.#database.runLazily(
      'DELETE FROM manifest_files WHERE share = ? AND path = ?',
      share,
      path,
    );
  }

  /** The root that a file of a share had when it was hashed, whatever it is now. */
  rootThen(share: ResourceId, path: string): { root: string; etag: string } | undefined {
    return this.#database.get(
      'SELECT root, etag FROM manifest_files WHERE share = ? AND path = ?',
      share,
      path,
    );
  }

  /** Files of this PC's shares that had this content when they were hashed. */
  filesWith(root: string): KnownFile[] {
    return this.#database.all<{ share: string; path: string; etag: string }>(
      'SELECT share, path, etag FROM manifest_files WHERE root = ? ORDER BY used DESC LIMIT 8',
      root,
    );
  }

  /** Forgets files that were used longest ago, and manifests that nothing refers to. */
  prune(): void {
    this.#database.transaction(() => {
      this.#database.run(
        `DELETE FROM manifest_files WHERE rowid NOT IN
           (SELECT rowid FROM manifest_files ORDER BY used DESC LIMIT ?)`,
        MOST_FILES,
      );
      this.#database.run(
        `DELETE FROM manifests WHERE root NOT IN
           (SELECT root FROM manifest_files UNION SELECT root FROM held_files
            UNION SELECT root FROM transfers WHERE root IS NOT NULL)`,
      );
    });
  }
}

function manifestOf({ root, size, piece_size: pieceSize, hashes }: ManifestRow): Manifest {
  return { root, size, pieceSize, hashes: new Uint8Array(hashes) };
}
