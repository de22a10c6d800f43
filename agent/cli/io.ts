/** What a command may touch of its process, as an argument, so that tests can run commands. */
import type { Writable } from 'node:stream';
import { readSecret, readYes } from './terminal-input.ts';
import type { StartAgent } from './start-agent.ts';

export interface Output {
  /** A reader that went away is no error. */
  write(text: string): void;
  /** True on a terminal. */
  readonly terminal: boolean;
  /** Width of the terminal in columns. */
  readonly columns: number;
}

export interface CliIo {
  readonly out: Output;
  readonly err: Output;
  /** Standard output for bytes; then `out` says nothing. */
  bytes(): Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** A line that a person types unseen, or that stands on standard input. */
  secret(prompt: string): Promise<string>;
  /** Whether a person says yes; false where nobody can be asked. */
  confirm(prompt: string): Promise<boolean>;
  /** Loads the agent itself; other commands never do. */
  readonly startAgent: StartAgent;
  /** Waits for what was written; throws if it could not be. */
  flush(): Promise<void>;
}

/**
 * `hallway … | head` ends our reader early; that is its right and no failure. Anything else (a
 * full disk behind `>`) is kept for `flush`.
 */
class StreamOutput implements Output {
  readonly #stream: NodeJS.WriteStream;
  #failure: Error | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', (error: Error & { code?: string }) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#failure ??= error;
    });
  }

  get terminal(): boolean {
    return this.#stream.isTTY;
  }

  get columns(): number {
    return this.#stream.columns ?? 80;
  }

  write(text: string): void {
    if (!this.#stream.destroyed) this.#stream.write(text);
  }

  async flush(): Promise<void> {
    if (!this.#stream.destroyed)
      await new Promise<void>((resolve) => void this.#stream.write('', () => resolve()));
    if (this.#failure) throw this.#failure;
  }
}

/** The io of the real process. */
export function processIo(): CliIo {
  const out = new StreamOutput(process.stdout);
  const err = new StreamOutput(process.stderr);
  return {
    out,
    err,
    bytes: () => process.stdout,
    env: process.env,
    cwd: process.cwd(),
    secret: (prompt) => readSecret(prompt, err),
    confirm: (prompt) => readYes(prompt, err),
    startAgent: async (options) => (await import('../compose.ts')).startAgent(options),
    flush: async () => {
      await out.flush();
      await err.flush();
    },
  };
}
