/**
 * Holds writing back after a start until a peer showed all that it has of this PC, or none can be
 * reached: what is written then stands at no place that this PC gave away before it was restored from
 * a backup.
 */
export class SafeMoment {
  #waiting: (() => void)[] | undefined = [];

  mark(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const go of waiting) go();
  }

  passed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#waiting) this.#waiting.push(resolve);
      else resolve();
    });
  }
}
