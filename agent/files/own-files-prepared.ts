/** Large files of this PC's own shares, hashed in threads while nobody asks for them. */
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { DeviceId } from '../../src/model/id.ts';
import { Preparing } from '../../src/transfer/preparing.ts';
import type { HashThreads } from './hash-threads.ts';
import { pieceFiles } from './piece-files.ts';
import type { Sharing } from './sharing.ts';

export class OwnFilesPrepared implements Lifecycle {
  readonly #threads: HashThreads;
  readonly #preparing: Preparing;

  constructor({
    sharing,
    threads,
    device,
    clock,
    log,
  }: {
    sharing: () => Sharing;
    threads: HashThreads;
    /** This PC. */
    device: DeviceId;
    clock: Clock;
    log: Log;
  }) {
    this.#threads = threads;
    this.#preparing = new Preparing({
      shares: () =>
        sharing().shares.gate.paused
          ? []
          : sharing()
              .shares.list()
              .map(({ id }) => id),
      filesOf: (share) => {
        const files = sharing().access.open(device, share);
        return {
          ...pieceFiles(files, threads),
          entries: (path, options) => files.entries(path, options),
        };
      },
      desk: () => sharing().transfers.desk,
      clock,
      log,
    });
  }

  start(): void {
    this.#preparing.start();
  }

  /** At once, whatever is being hashed for whom. */
  async stop(): Promise<void> {
    await Promise.all([this.#threads.stop(), this.#preparing.stop()]);
  }
}
