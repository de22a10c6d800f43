/** Hallway's desktop of Windows alone, for a test that tells it what to show and hears what comes. */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { startTrayThread } from '../../../agent/desktop/tray-thread.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Notification } from '../../../src/desktop/notify/notification.ts';
import type { TrayView } from '../../../src/desktop/tray/tray-view.ts';
import { WindowsDesktop } from '../../../src/desktop/windows-desktop.ts';

export interface DesktopOrder {
  view?: TrayView;
  show?: Notification;
  withdraw?: string;
  stop?: true;
  throw?: true;
  exit?: number;
}

const socket = connect(Number(process.argv[2]), '127.0.0.1');
const say = (news: unknown): void => void socket.write(`${JSON.stringify(news)}\n`);

const after = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
const desktop = new WindowsDesktop({
  startThread: startTrayThread,
  choose: (action) => say({ chose: action }),
  unshown: ({ tag }) => say({ unshown: tag }),
  notifiesChanged: () => say({ shown: desktop.hosted() }),
  clock: { now: Date.now, monotonic: () => performance.now(), after, every: () => () => {} },
  log: { ...silentLog, warn: (fault) => say({ fault: JSON.stringify(fault) }) },
});

createInterface({ input: socket }).on('line', (line) => {
  const order = JSON.parse(line) as DesktopOrder;
  if (order.view) desktop.view(order.view);
  if (order.show) desktop.show(order.show);
  if (order.withdraw) desktop.withdraw(order.withdraw);
  if (order.stop) desktop.stop();
  if (order.throw)
    setImmediate(() => {
      throw new Error('a fault that nobody caught');
    });
  if (order.exit !== undefined) process.exit(order.exit);
});
await desktop.start();
say({ started: process.version });
