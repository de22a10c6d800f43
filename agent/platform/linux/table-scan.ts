/**
 * Looks for lines in a table that the kernel makes while it is read (`/proc/net/tcp`): page by page,
 * and no further than to what is looked for. To make the whole table the kernel walks over
 * milliseconds of buckets, and to say that it has ended it walks over all of them once more. One
 * walk serves all who ask meanwhile, and nobody gets an answer whose walk began before the question.
 */

/** A file that is read from its beginning again and again: position 0 makes it anew. */
export interface TableFile {
  /** Bytes read into `buffer`; 0 at the end. */
  read(buffer: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

interface Search {
  /** What it looks for in whole lines; undefined: not among them. */
  match: (lines: string) => number | undefined;
  resolve: (found: number | undefined) => void;
  reject: (error: unknown) => void;
}

/** As much as the kernel gives at once. */
const PAGE_BYTES = 4096;

export class TableScan {
  readonly #open: () => Promise<TableFile>;
  readonly #buffer = Buffer.allocUnsafeSlow(PAGE_BYTES);
  #file: Promise<TableFile> | undefined;
  #waiting: Search[] = [];
  #running = false;

  constructor(open: () => Promise<TableFile>) {
    this.#open = open;
  }

  /** What `match` makes of the first lines that it knows; undefined where there are none. Rejects as reading does. */
  find(match: Search['match']): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ match, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Who asks in the same turn is served by the same walk.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const searches = new Set(this.#waiting);
      this.#waiting = [];
      try {
        await this.#walk(searches);
        for (const { resolve } of searches) resolve(undefined);
      } catch (error) {
        // It is opened anew.
        void this.#file?.then((file) => file.close()).catch(() => {});
        this.#file = undefined;
        for (const { reject } of searches) reject(error);
      }
    }
    this.#running = false;
  }

  /** Takes away those that found what they look for. */
  async #walk(searches: Set<Search>): Promise<void> {
    const file = await (this.#file ??= this.#open());
    let rest = '';
    for (let position = 0; searches.size > 0; ) {
      const bytes = await file.read(this.#buffer, position);
      if (bytes === 0) return;
      position += bytes;
      const text = rest + this.#buffer.toString('latin1', 0, bytes);
      const whole = text.lastIndexOf('\n') + 1;
      rest = text.slice(whole);
      const lines = text.slice(0, whole);
      for (const search of searches) {
        const found = search.match(lines);
        if (found === undefined) continue;
        search.resolve(found);
        searches.delete(search);
      }
    }
  }
}
