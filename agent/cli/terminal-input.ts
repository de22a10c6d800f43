/** What a person types while a command runs: a password, unseen, and a yes. */
import type { Output } from './io.ts';
import { UsageError } from './command.ts';

const MOST = 4096;
const ENTER = new Set(['\r', '\n', '\u0004']);
const CANCEL = '\u0003';
const ERASE = new Set(['\u007f', '\b']);

/** Without a terminal the first line of standard input. */
export function readSecret(prompt: string, err: Output): Promise<string> {
  const { stdin } = process;
  if (!stdin.isTTY) return firstLine(stdin);
  err.write(prompt);
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      stdin.off('data', heard);
      stdin.setRawMode(false);
      stdin.pause();
      err.write('\n');
    };
    const heard = (text: string): void => {
      for (const letter of text) {
        if (letter === CANCEL) {
          end();
          reject(new UsageError('Nothing was entered.'));
          return;
        }
        if (ENTER.has(letter)) {
          end();
          resolve(typed);
          return;
        }
        if (ERASE.has(letter)) typed = Array.from(typed).slice(0, -1).join('');
        else if (typed.length < MOST) typed += letter;
      }
    };
    stdin.setRawMode(true);
    stdin.setEncoding('utf8').on('data', heard).resume();
  });
}

/** No where there is no terminal to ask on. */
export async function readYes(prompt: string, err: Output): Promise<boolean> {
  const { stdin } = process;
  if (!stdin.isTTY) return false;
  err.write(`${prompt} [y/N] `);
  return /^\s*y(?:es)?\s*$/iu.test(await firstLine(stdin));
}

async function firstLine(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.includes('\n') || text.length > MOST) break;
  }
  return text.split(/\r?\n/u, 1)[0] ?? '';
}
