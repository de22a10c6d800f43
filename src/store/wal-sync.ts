/**
 * Puts a write-ahead log on the disk without holding up the thread that writes to it: a commit that
 * did not wait for the disk is durable once its frames in the log are (https://sqlite.org/wal.html;
 * before a checkpoint reuses the log, SQLite itself syncs log and database). Many commits share one
 * write to the disk.
 */
import { open } from 'node:fs/promises';

/** The part of a file handle that is needed; the write access is what Windows asks for. */
export interface Syncable {
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export class WalSync {
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

  /** SQLite syncs and removes the log when it closes the database. */
  close(): void {
    void this.#log?.then(
      (log) => log.close(),
      () => {},
    );
    this.#log = undefined;
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
      this.close();
      throw error;
    }
  }
}
