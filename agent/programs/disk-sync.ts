/**
 * syncfs(2), which Node does not have: `sync` of coreutils does it. A shell begins it each time:
 * beginning it from here would copy the memory map of the whole agent.
 */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

const SCRIPT = 'while IFS= read -r folder; do sync -f -- "$folder" && echo yes || echo no; done';
/** A disk that takes longer is busy with much else; the files are made sure of one by one then. */
const MOST_MS = 20_000;

interface Shell {
  stdin: Writable;
  answers: AsyncIterator<Buffer>;
  kill: () => void;
}

export class DiskSync {
  #shell: Shell | undefined;

  /** All of the disk that a folder is on is written; false where that cannot be had. One at a time. */
  async sync(folder: string): Promise<boolean> {
    if (process.platform !== 'linux' || folder.includes('\n')) return false;
    const shell = (this.#shell ??= begin());
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), MOST_MS);
    try {
      shell.stdin.write(`${folder}\n`);
      const answer = await Promise.race([shell.answers.next(), late.promise]);
      if (answer?.done === false) return answer.value.toString() === 'yes\n';
      throw new Error('No answer.');
    } catch {
      this.#shell = undefined;
      shell.kill();
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

function begin(): Shell {
  const child = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  const { stdin, stdout }: { stdin: Writable; stdout: Readable } = child;
  // Without a shell there is no answer.
  for (const part of [child, stdin]) part.on('error', () => stdout.destroy());
  return { stdin, answers: stdout[Symbol.asyncIterator](), kill: () => child.kill('SIGKILL') };
}
