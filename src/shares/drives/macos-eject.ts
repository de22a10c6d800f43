/** Safe removal on macOS: `diskutil eject`, which unmounts every volume of the disk first. */
import { driveBusy, ejectFailed } from './drive-error.ts';
import type { DriveEjector, RunProgram, SystemDrive } from './drive-source.ts';
import { wordsOf } from './linux-eject.ts';

/** `Unmount of disk4 failed: at least one volume could not be unmounted`, and who kept it. */
const BUSY = /could not be unmounted|in use|dissented by PID \d+/iu;
const DISSENTER = /dissented by PID \d+ \(([^)]+)\)/iu;

export class MacosEjector implements DriveEjector {
  readonly #run: RunProgram;

  constructor(run: RunProgram) {
    this.#run = run;
  }

  async eject(drive: SystemDrive): Promise<void> {
    try {
      await this.#run('/usr/sbin/diskutil', ['eject', drive.id]);
    } catch (error) {
      const words = wordsOf(error);
      if (!BUSY.test(words)) throw ejectFailed(words, error);
      const program = DISSENTER.exec(words)?.[1]?.split('/').at(-1);
      throw driveBusy(program === undefined ? [] : [program], error);
    }
  }
}
