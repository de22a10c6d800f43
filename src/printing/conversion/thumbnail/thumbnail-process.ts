/** The thumbnailer as the agent has it: started when it is needed, ended when it is not. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { CancelTimer, Clock } from '../../../base/clock.ts';
import { HallwayError } from '../../../base/errors.ts';
import type { Lifecycle } from '../../../base/lifecycle.ts';
import type { Log } from '../../../base/log.ts';
import { parseMessage } from '../step-message.ts';
import { faultError } from '../step-runner.ts';
import type { ThumbnailOrder } from './draw-thumbnail.ts';
import { FRAME, frame, FrameReader } from './thumbnail-frames.ts';

export interface ThumbnailProcessOptions {
  /** Node, and the thumbnailer's entry (`agent/programs/thumbnailer.ts`). */
  node: string;
  entry: string;
  /** Folders that its code lies in. */
  code: readonly string[];
  env: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  /** For one picture; tests shorten it. */
  timeMs?: number | undefined;
}

/** MIME types that the thumbnailer knows: what decoder and PDFium do, which are not loaded here. */
export const THUMBNAIL_FORMATS: readonly string[] = [
  'application/pdf', 'image/avif', 'image/bmp', 'image/gif', 'image/heic', 'image/jpeg',
  'image/png', 'image/tiff', 'image/webp',
]; // biome-ignore format: a list of words

/** A picture takes a second at most on any PC; a PDF may be slow. */
const TIME_MS = 10_000;
const IDLE_MS = 30_000;
/** Being made, or sent to be made, at the same time; others wait. */
const AT_ONCE = 4;
const MOST_WAITING = 200;
const HEAP_MIB = 128;

interface Pending {
  resolve: (made: Buffer) => void;
  reject: (error: Error) => void;
}

export class ThumbnailProcess implements Lifecycle {
  readonly #options: ThumbnailProcessOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting: (() => void)[] = [];
  #child: ChildProcess | undefined;
  #lastId = 0;
  #running = 0;
  #idle: CancelTimer | undefined;
  #stopped = false;

  constructor(options: ThumbnailProcessOptions) {
    this.#options = options;
  }

  start(): void {}

  stop(): void {
    this.#stopped = true;
    this.#end();
  }

  /** Process id while there is one, for tests. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * A small picture of what `open` gives, which is read to its end. Throws `document.unreadable` or
   * `document.too_big` for what none can be made of, `request.busy`, `request.cancelled`, what the
   * stream throws, and `agent.internal` where the process ended for another's sake.
   */
  async make(
    order: ThumbnailOrder,
    open: () => Promise<Readable>,
    signal: AbortSignal,
  ): Promise<Buffer> {
    await this.#turn(signal);
    try {
      return await this.#make(order, await open(), signal);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
      if (this.#running === 0) this.#idle = this.#options.clock.after(IDLE_MS, () => this.#end());
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#stopped || signal.aborted) throw cancelled();
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING)
        throw new HallwayError('request.busy', 'Too many pictures are wanted at once.', {
          fix: 'Wait a moment.',
        });
      const turn = Promise.withResolvers<void>();
      const come = (): void => turn.resolve();
      this.#waiting.push(come);
      const leave = (): void => {
        const at = this.#waiting.indexOf(come);
        if (at >= 0) this.#waiting.splice(at, 1);
        turn.reject(cancelled());
      };
      signal.addEventListener('abort', leave, { once: true });
      await turn.promise.finally(() => signal.removeEventListener('abort', leave));
    }
    this.#running += 1;
    this.#idle?.();
    this.#idle = undefined;
  }

  async #make(order: ThumbnailOrder, source: Readable, signal: AbortSignal): Promise<Buffer> {
    const id = (this.#lastId = (this.#lastId + 1) % 0xffff_ffff);
    const made = Promise.withResolvers<Buffer>();
    // Whoever sends hears of it first.
    made.promise.catch(() => {});
    const child = this.#started();
    this.#pending.set(id, made);
    const abort = (): void => made.reject(cancelled());
    signal.addEventListener('abort', abort, { once: true });
    try {
      const timeMs = this.#options.timeMs ?? TIME_MS;
      await send(child, frame(FRAME.order, id, Buffer.from(JSON.stringify({ ...order, timeMs }))));
      for await (const chunk of source) {
        if (signal.aborted) throw cancelled();
        await send(child, frame(FRAME.bytes, id, chunk as Buffer));
      }
      await send(child, frame(FRAME.end, id));
      return await made.promise;
    } catch (error) {
      child.stdin?.write(frame(FRAME.drop, id));
      throw error;
    } finally {
      source.destroy();
      signal.removeEventListener('abort', abort);
      this.#pending.delete(id);
    }
  }

  #started(): ChildProcess {
    if (this.#child) return this.#child;
    const { node, entry, code, env, log } = this.#options;
    const readable = code.map((folder) => `--allow-fs-read=${join(folder, '*')}`);
    const args = [
      '--permission',
      ...readable,
      '--allow-worker',
      `--max-old-space-size=${HEAP_MIB}`,
    ];
    const child = spawn(node, [...args, '--no-warnings', entry], {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    this.#child = child;
    // What a person does at this PC goes first.
    if (child.pid !== undefined) lower(child.pid);
    const reader = new FrameReader();
    child.stdin?.on('error', () => {});
    child.stdout?.on('data', (chunk: Buffer) => {
      try {
        for (const one of reader.push(chunk)) this.#heard(one);
      } catch (error) {
        log.warn({ error }, 'the thumbnailer says what makes no sense');
        child.kill('SIGKILL');
      }
    });
    const gone = (): void => {
      if (this.#child === child) this.#child = undefined;
      const ended = new HallwayError('agent.internal', 'The picture could not be made.');
      for (const { reject } of this.#pending.values()) reject(ended);
    };
    child.once('error', gone);
    child.once('close', gone);
    return child;
  }

  #heard({ kind, id, bytes }: { kind: number; id: number; bytes: Buffer }): void {
    const pending = this.#pending.get(id);
    if (kind === FRAME.made) pending?.resolve(Buffer.from(bytes));
    else if (kind === FRAME.fault) {
      const message = parseMessage(bytes.toString('utf8'));
      const { fault = 'broken', message: words = '' } = message?.kind === 'fault' ? message : {};
      pending?.reject(faultError(fault, words));
    }
  }

  #end(): void {
    this.#idle?.();
    this.#idle = undefined;
    this.#child?.kill('SIGKILL');
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or the system does not let us.
  }
}

/** Waits while its pipe is full; ends with the process, which tells whoever waits for a picture. */
async function send(child: ChildProcess, bytes: Buffer): Promise<void> {
  const { stdin } = child;
  if (!stdin || stdin.destroyed || stdin.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stdin.off('drain', done);
      child.off('close', done);
      resolve();
    };
    stdin.once('drain', done);
    child.once('close', done);
  });
}

function cancelled(): HallwayError {
  return new HallwayError('request.cancelled', 'The picture is not wanted any more.');
}
