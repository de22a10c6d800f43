/**
 * Puts a file or a folder on the disk for many who wait for it, without holding up the thread that
 * writes to it: all who wait at once share one write. It serves the database's write-ahead log (a
 * commit that did not wait for the disk is durable once its frames in the log are,
 * https://sqlite.org/wal.html; before a checkpoint reuses the log, SQLite itself syncs log and
 * database), and the names in a folder.
 */
import { open } from 'node:fs/promises';

/** The part of a file handle that is needed; the write access is what Windows asks for. */
export interface Syncable {
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export class SharedSync {
  readonly #open: () => Promise<Syncable>;
  #log: Promise<Syncable> | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(file: string, openLog: () => Promise<Syncable> = () => open(file, 'r+')) {
    this.#open = openLog;
  }

  /** Resolves when what was committed before this call is on the disk. Rejects where it fails. */
  settled(): Promise<void> {
    // What runs may have begun before the commit; what is still to begin covers it.
    if (this.#next) return this.#next;
    if (!this.#running) return this.#start();
    return (this.#next = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    ));
  }

  /** It may be used again. SQLite syncs and removes its log when it closes the database. */
  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    await (await log?.catch(() => undefined))?.close().catch(() => {});
  }

  #start(): Promise<void> {
    this.#next = undefined;
    const running = this.#sync().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return (this.#running = running);
  }

  async #sync(): Promise<void> {
    this.#log ??= this.#open();
    try {
      await (await this.#log).datasync();
    } catch (error) {
      // It is opened anew: a handle tells of a failure once only.
      void this.close();
      throw error;
    }
  }
}
