/**
 * The thumbnailer: a process of its own without rights beyond the code, which makes small pictures
 * of what it is sent. Each file gets a thread of its own with decoders of its own, so that a hostile
 * one harms nothing but itself: it ends with its thread, and within its time and memory.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ConversionFault } from '../../src/printing/conversion/conversion-fault.ts';
import { imageMagickFile } from '../../src/printing/conversion/image/decoder.ts';
import { faultMessage } from '../../src/printing/conversion/step-message.ts';
import {
  drawThumbnail,
  PDF_FORMAT,
  type ThumbnailOrder,
} from '../../src/printing/conversion/thumbnail/draw-thumbnail.ts';
import {
  FRAME,
  frame,
  FrameReader,
} from '../../src/printing/conversion/thumbnail/thumbnail-frames.ts';

interface Task {
  order: ThumbnailOrder & { timeMs: number };
  bytes: Uint8Array;
  magick: InstanceType<typeof WebAssembly.Module> | undefined;
}

const HEAP_MIB = 96;
const AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));

class Thumbnailer {
  readonly #coming = new Map<number, { order: Task['order']; chunks: Buffer[] }>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #magick: InstanceType<typeof WebAssembly.Module> | undefined;

  take({ kind, id, bytes }: { kind: number; id: number; bytes: Buffer }): void {
    const coming = this.#coming.get(id);
    if (kind === FRAME.order)
      this.#coming.set(id, { order: JSON.parse(bytes.toString('utf8')), chunks: [] });
    else if (kind === FRAME.bytes) coming?.chunks.push(Buffer.from(bytes));
    else if (kind === FRAME.drop) this.#coming.delete(id);
    else if (kind === FRAME.end && coming) {
      this.#coming.delete(id);
      this.#waiting.push(() => this.#run(id, coming.order, Buffer.concat(coming.chunks)));
      this.#next();
    }
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const run = this.#waiting.shift();
      if (!run) return;
      this.#running += 1;
      run();
    }
  }

  #run(id: number, order: Task['order'], bytes: Buffer): void {
    if (order.format !== PDF_FORMAT)
      this.#magick ??= new WebAssembly.Module(readFileSync(imageMagickFile()));
    const worker = new Worker(new URL(import.meta.url), {
      workerData: { order, bytes, magick: this.#magick } satisfies Task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
      stdout: true,
      stderr: true,
    });
    let said = false;
    const say = (kind: 5 | 6, payload: Uint8Array): void => {
      if (said) return;
      said = true;
      process.stdout.write(frame(kind, id, payload));
    };
    const fault = (error: unknown): void =>
      say(FRAME.fault, Buffer.from(JSON.stringify(faultMessage(error))));
    const timer = setTimeout(() => {
      fault(new ConversionFault('limit', 'It takes too long.'));
      void worker.terminate();
    }, order.timeMs);
    worker.on('message', (made: Uint8Array | { fault: string }) => {
      if (made instanceof Uint8Array) say(FRAME.made, made);
      else say(FRAME.fault, Buffer.from(made.fault));
      void worker.terminate();
    });
    worker.once('error', (error) =>
      fault(new ConversionFault('limit', 'It needs too much.', error)),
    );
    worker.once('exit', () => {
      clearTimeout(timer);
      fault(new ConversionFault('broken', 'It brings its decoder down.'));
      this.#running -= 1;
      this.#next();
    });
  }
}

async function work({ order, bytes, magick }: Task): Promise<void> {
  try {
    const made = await drawThumbnail(order, bytes, magick);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    parentPort?.postMessage(Uint8Array.from(made));
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    parentPort?.postMessage({ fault: JSON.stringify(faultMessage(error)) });
  }
}

if (isMainThread) {
  const thumbnailer = new Thumbnailer();
  const reader = new FrameReader();
  process.stdin.on('data', (chunk: Buffer) => {
    for (const one of reader.push(chunk)) thumbnailer.take(one);
  });
  // The agent is gone, or wants no more: whatever is being made is of no use.
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
} else void work(workerData as Task);
