/** What a guest sends: a row for each file, with its progress, its end, and a way to stop it. */
import { asHallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import { problemText, text } from './guest-words.ts';
import { element, foreign } from './parts.ts';

export interface Sent {
  /** Says how it stands. */
  say(words: string, done?: boolean): void;
}

export type SendFile = (
  file: File,
  options: { signal: AbortSignal; onProgress: (part: number) => void },
  row: Sent,
) => Promise<void>;

export class SentList {
  readonly list = element('ul', { class: 'sent' });
  readonly #send: SendFile;
  /** Two at a time: a phone that sends fifty pictures at once sends none. */
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(send: SendFile) {
    this.#send = send;
  }

  add(files: Iterable<File>): void {
    for (const file of files) this.#add(file);
  }

  #add(file: File): void {
    const bar = element('progress', { max: '1', value: '0', 'aria-label': file.name });
    const words = element('p', { class: 'small', role: 'status' }, text.sending);
    const button = element('button', { type: 'button', class: 'small' }, text.cancel);
    const name = foreign(displayText(file.name, 255, '?'));
    const row = element('li', {}, element('div', { class: 'grow' }, name, bar, words), button);
    this.list.append(row);
    let press = (): void => {};
    button.addEventListener('click', () => press());
    const begin = (): void => {
      const stop = new AbortController();
      row.className = '';
      bar.hidden = false;
      bar.value = 0;
      words.textContent = text.sending;
      button.textContent = text.cancel;
      press = () => stop.abort();
      const say = (said: string, done = false): void => {
        bar.hidden = true;
        words.textContent = said;
        button.hidden = true;
        if (done) row.className = 'done';
      };
      const onProgress = (part: number): void => void (bar.value = part);
      this.#waiting.push(async () => {
        try {
          stop.signal.throwIfAborted();
          await this.#send(file, { signal: stop.signal, onProgress }, { say });
        } catch (error) {
          const cancelled =
            stop.signal.aborted || asHallwayError(error).code === 'request.cancelled';
          if (cancelled) return row.remove();
          say(problemText(error));
          row.className = 'bad';
          button.hidden = false;
          button.textContent = text.again;
          press = begin;
        }
      });
      this.#next();
    };
    begin();
  }

  #next(): void {
    if (this.#running >= 2) return;
    const run = this.#waiting.shift();
    if (!run) return;
    this.#running += 1;
    void run().finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }
}
