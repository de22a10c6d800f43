/** The thread of the icon beside the clock on Windows, told by `tray-thread.ts`. */
import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { loadWin32 } from '../../src/desktop/windows/calls.ts';
import { type TrayCommand, TrayWindow } from '../../src/desktop/windows/tray-window.ts';
import { TrayPhase, type TrayThreadStart } from '../desktop/tray-thread.ts';

const { commands, window, phase } = workerData as TrayThreadStart & { commands: MessagePort };
const { before, inside, over } = TrayPhase;

async function run(): Promise<void> {
  const win32 = await loadWin32();
  if (Atomics.compareExchange(phase, 0, before, inside) !== before) return;
  const tray = new TrayWindow({
    win32,
    read: () => receiveMessageOnPort(commands)?.message as TrayCommand | undefined,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
    tell: (news) => parentPort?.postMessage(news),
  });
  try {
    // Before it reads: whoever writes later sees the window, and wakes it.
    Atomics.store(window, 0, tray.open());
    tray.run();
  } finally {
    Atomics.store(phase, 0, over);
    Atomics.notify(phase, 0);
    commands.close();
  }
}

void run();
