/**
 * Reads what changes all the time, once for all who ask meanwhile: nobody gets an answer whose
 * reading began before the question.
 */
export class SharedRead {
  readonly #read: (file: string) => Promise<string>;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<string>>();

  constructor(read: (file: string) => Promise<string>) {
    this.#read = read;
  }

  /** Rejects as the reading does, for each who shared it. */
  read(file: string): Promise<string> {
    const shared = this.#next.get(file);
    if (shared) return shared;
    const before = this.#running.get(file) ?? Promise.resolve();
    const next = before.then(() => {
      this.#next.delete(file);
      const answer = this.#read(file);
      const over = answer
        .catch(() => {})
        .then(() => {
          if (this.#running.get(file) === over) this.#running.delete(file);
        });
      this.#running.set(file, over);
      return answer;
    });
    this.#next.set(file, next);
    return next;
  }
}
