/** The doctor's last report; it stays while a new one is made. */
import { makeDoctorReport, runDoctor } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { DoctorReport } from '../../src/model/doctor.ts';
import { ask } from '../data/agent-client.ts';

class CheckUp {
  readonly changes = new Emitter<{ report: undefined }>();
  #report: DoctorReport | undefined;
  #busy = false;
  #problem: unknown;

  get report(): DoctorReport | undefined {
    return this.#report;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Why the last check could not be made. */
  get problem(): unknown {
    return this.#problem;
  }

  async run(): Promise<void> {
    if (this.#busy) return;
    this.#set(true, undefined);
    try {
      this.#report = await ask(runDoctor, {});
      this.#set(false, undefined);
    } catch (error) {
      this.#set(false, error);
    }
  }

  /** The text for those who help; it is made anew, which takes some seconds. */
  async text(): Promise<string> {
    return (await ask(makeDoctorReport, {})).text;
  }

  #set(busy: boolean, problem: unknown): void {
    this.#busy = busy;
    this.#problem = problem;
    this.changes.emit('report', undefined);
  }
}

export const checkUp = new CheckUp();
