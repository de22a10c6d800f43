/** Short messages at the edge of the window, and questions that need a yes. */
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError } from '../../src/base/errors.ts';

const SHOWN_MS = 6000;
/** Whoever may want to undo something needs time to notice. */
const UNDO_MS = 20_000;

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
  /** Takes back what the message tells. */
  readonly undo: (() => Promise<unknown>) | undefined;
}

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  readonly kind?: 'primary' | 'danger';
}

interface Asked<Value extends string> {
  readonly heading: string;
  readonly text: string;
  /** The first has the focus. */
  readonly choices: readonly Choice<Value>[];
  /** Beside a box for the same answer to what follows; none unless told. */
  readonly all?: string;
}

export interface Question extends Asked<string> {
  /** Undefined where the person gave none. */
  readonly answer: (value: string | undefined, all: boolean) => void;
}

class Notices {
  readonly changes = new Emitter<{ toasts: undefined; question: undefined }>();
  #toasts: readonly Toast[] = [];
  #questions: readonly Question[] = [];
  #nextId = 1;
  /** The agent's words in the person's language, once these are loaded. */
  said = (text: string): string => text;

  get toasts(): readonly Toast[] {
    return this.#toasts;
  }

  get question(): Question | undefined {
    return this.#questions[0];
  }

  say(text: string, undo?: () => Promise<unknown>): void {
    const id = this.#add(text, false, undo);
    setTimeout(() => this.dismiss(id), undo ? UNDO_MS : SHOWN_MS);
  }

  /** Undoes what this message tells, or the last one that can be undone. */
  undo(toast = this.#toasts.findLast(({ undo }) => undo !== undefined)): void {
    if (!toast?.undo) return;
    this.dismiss(toast.id);
    void attempt(toast.undo, 'Undone.');
  }

  /** Shows what went wrong and what to do; it stays until it is dismissed. */
  sayProblem(error: unknown): void {
    const { code, message, fix } = asHallwayError(error);
    if (code === 'request.cancelled' || code === 'request.unauthorized') return;
    this.#add(this.said(fix ? `${message} ${fix}` : message), true);
  }

  dismiss(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
    this.changes.emit('toasts', undefined);
  }

  /** Resolves to true for a yes. Several questions wait for each other. */
  async ask(question: {
    heading: string;
    text: string;
    yes: string;
    no?: string;
    danger?: boolean;
  }): Promise<boolean> {
    const { heading, text, yes, no = 'Cancel', danger = false } = question;
    const choices: Choice<'no' | 'yes'>[] = [
      { value: 'no', label: no },
      { value: 'yes', label: yes, kind: danger ? 'danger' : 'primary' },
    ];
    return (await this.choose({ heading, text, choices })).value === 'yes';
  }

  /** Resolves to what the person chose, undefined if nothing, and whether it is meant for all. */
  choose<Value extends string>(
    asked: Asked<Value>,
  ): Promise<{ value: Value | undefined; all: boolean }> {
    return new Promise((resolve) => {
      const question: Question = {
        ...asked,
        answer: (value, all) => {
          this.#questions = this.#questions.filter((other) => other !== question);
          this.changes.emit('question', undefined);
          resolve({ value: value as Value | undefined, all });
        },
      };
      this.#questions = [...this.#questions, question];
      this.changes.emit('question', undefined);
    });
  }

  #add(text: string, bad: boolean, undo?: () => Promise<unknown>): number {
    const id = this.#nextId++;
    this.#toasts = [...this.#toasts.slice(-3), { id, text, bad, undo }];
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
