/** Names that are taken already: the person says what becomes of both, once or for all of a batch. */
import { translated } from '../../locale/localization.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { displayText } from '../../../src/base/text.ts';
import { notices } from '../notices.ts';

const text = translated({
  heading: 'This name is taken',
  taken: 'is already in this folder.',
  replace: 'Replace',
  both: 'Keep both',
  skip: 'Skip',
  all: 'The same for all others',
});
const MOST_NUMBERS = 1000;

type Choice = 'replace' | 'both' | 'skip';

/** What was said in one batch; files of a batch that meet taken names wait for each other. */
export class Conflicts {
  #forAll: Choice | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Puts something under `name`, or as the person says where that is taken (`path.exists`); undefined
   * for what is skipped. What is replaced lies in the trash, or was a file that is overwritten.
   */
  async place<T>(
    name: string,
    put: (name: string, replace: boolean) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await put(name, false);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    const choice = await this.#ask(name);
    if (choice === 'skip') return undefined;
    if (choice === 'replace') return put(name, true);
    return beside(name, (other) => put(other, false));
  }

  #ask(name: string): Promise<Choice> {
    const turn = this.#turn.then(async (): Promise<Choice> => {
      if (this.#forAll) return this.#forAll;
      const { value, all } = await notices.choose<Choice>({
        heading: text.heading,
        text: `“${displayText(name, 120)}” ${text.taken}`,
        choices: [
          { value: 'skip', label: text.skip },
          { value: 'both', label: text.both },
          { value: 'replace', label: text.replace, kind: 'primary' },
        ],
        all: text.all,
      });
      const choice = value ?? 'skip';
      if (all) this.#forAll = choice;
      return choice;
    });
    this.#turn = turn;
    return turn;
  }
}

/** Puts it under the first free name of `a (2).txt`, `a (3).txt` and so on. */
export async function beside<T>(name: string, put: (name: string) => Promise<T>): Promise<T> {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; ; number += 1)
    try {
      return await put(`${stem} (${number})${ending}`);
    } catch (error) {
      if (!isTaken(error) || number > MOST_NUMBERS) throw error;
    }
}

function isTaken(error: unknown): boolean {
  return error instanceof HallwayError && error.code === 'path.exists';
}
