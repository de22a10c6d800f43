/** Whether this tab is signed in. */
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError, type HallwayError } from '../../src/base/errors.ts';

export type Signing = 'busy' | 'in' | 'out';

class SigningState {
  readonly changes = new Emitter<{ signing: undefined }>();
  #state: Signing = 'busy';
  #problem: HallwayError | undefined;

  get state(): Signing {
    return this.#state;
  }

  /** Why signing in failed, if it was tried. */
  get problem(): HallwayError | undefined {
    return this.#problem;
  }

  set(state: Signing, problem?: unknown): void {
    this.#state = state;
    this.#problem = problem === undefined ? undefined : asHallwayError(problem);
    this.changes.emit('signing', undefined);
  }
}

export const signing = new SigningState();
