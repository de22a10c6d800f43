/** Short messages at the edge of the window, and questions that need a yes. */
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError } from '../../src/base/errors.ts';

const SHOWN_MS = 6000;

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

export interface Question {
  readonly heading: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly danger: boolean;
  readonly answer: (yes: boolean) => void;
}

class Notices {
  readonly changes = new Emitter<{ toasts: undefined; question: undefined }>();
  #toasts: readonly Toast[] = [];
  #questions: readonly Question[] = [];
  #nextId = 1;

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  get question(): Question | undefined {
    return this.#questions[0];
  }

  say(text: string): void {
    const id = this.#add(text, false);
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  /** Shows what went wrong and what to do; it stays until it is dismissed. */
  sayProblem(error: unknown): void {
    const { code, message, fix } = asHallwayError(error);
    if (code === 'request.cancelled' || code === 'request.unauthorized') return;
    this.#add(fix ? `${message} ${fix}` : message, true);
  }

  dismiss(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
    this.changes.emit('toasts', undefined);
  }

  /** Resolves to true for a yes. Several questions wait for each other. */
  ask(question: Omit<Question, 'answer' | 'no' | 'danger'> & Partial<Question>): Promise<boolean> {
    return new Promise((resolve) => {
      const asked: Question = {
        no: 'Cancel',
        danger: false,
        ...question,
        answer: (yes) => {
          this.#questions = this.#questions.filter((other) => other !== asked);
          this.changes.emit('question', undefined);
          resolve(yes);
        },
      };
      this.#questions = [...this.#questions, asked];
      this.changes.emit('question', undefined);
    });
  }

  #add(text: string, bad: boolean): number {
    const id = this.#nextId++;
    this.#toasts = [...this.#toasts.slice(-3), { id, text, bad }];
    this.changes.emit('toasts', undefined);
    return id;
  }
}

export const notices = new Notices();

/** Runs an action of the person; a failure becomes a message instead of silence. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<void> {
  try {
    await action();
    if (done) notices.say(done);
  } catch (error) {
    notices.sayProblem(error);
  }
}
