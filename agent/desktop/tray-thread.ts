/**
 * Begins the thread of the icon on Windows (`tray-icon.ts`). It waits inside of Windows, where Node
 * cannot reach it: each command is written to a port, and a message to its window wakes it.
 */
import { MessageChannel, Worker } from 'node:worker_threads';
import { loadWake } from '../../src/desktop/windows/calls.ts';
import type { TrayThread, TrayThreadEars } from '../../src/desktop/windows-desktop.ts';
import type { TrayCommand, TrayNews } from '../../src/desktop/windows/tray-window.ts';
import { programFile } from '../life/install-root.ts';

export interface TrayThreadStart {
  /** The window, 0 before there is one. */
  window: BigInt64Array<SharedArrayBuffer>;
  /** One of `TrayPhase`. */
  phase: Int32Array<SharedArrayBuffer>;
}

/** `inside`: Windows may call the thread. */
export const TrayPhase = { before: 0, inside: 1, over: 2 } as const;

/** Out of memory the thread would take the agent with it: far more than it needs. */
const LIMITS = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1 };
/** A taskbar that hangs holds the icon's last call. */
const END_MS = 5000;

export async function startTrayThread({ heard, ended }: TrayThreadEars): Promise<TrayThread> {
  const wake = await loadWake();
  const window = new BigInt64Array(new SharedArrayBuffer(8));
  const phase = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(programFile('tray-icon'), {
    workerData: { window, phase, commands: port2 } satisfies TrayThreadStart & {
      commands: unknown;
    },
    transferList: [port2],
    resourceLimits: LIMITS,
  });
  const tell = (command: TrayCommand): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
    port1.postMessage(command);
    const handle = Atomics.load(window, 0);
    if (handle !== 0n) wake(handle);
  };
  // At its end Node breaks its threads off and waits for them: this one waits for a message, and
  // Windows calling it while it is broken off would crash the agent.
  const end = (): void => {
    const { before, inside, over } = TrayPhase;
    if (Atomics.compareExchange(phase, 0, before, over) !== inside) return;
    tell('end');
    Atomics.wait(phase, 0, inside, END_MS);
  };
  process.once('exit', end);
  let failure: unknown;
  worker.on('message', (news: TrayNews) => heard(news));
  worker.once('error', (error) => (failure = error));
  worker.once('exit', () => {
    process.off('exit', end);
    Atomics.store(window, 0, 0n);
    port1.close();
    ended(failure);
  });
  worker.unref();
  port1.unref();
  return { tell };
}
