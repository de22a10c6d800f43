/** The icon of Windows as its thread keeps it, over a Windows that only notes what it is asked. */
import assert from 'node:assert/strict';
import type { TrayView } from '../../src/desktop/tray/tray-view.ts';
import type { Win32, WindowProcedure } from '../../src/desktop/windows/calls.ts';
import { Message } from '../../src/desktop/windows/structs.ts';
import {
  type TrayCommand,
  type TrayNews,
  TrayWindow,
} from '../../src/desktop/windows/tray-window.ts';

const TASKBAR = 0xc123;
const ORDERS = ['add', 'modify', 'delete', '', 'version'];

class FakeWindows implements Win32 {
  readonly done: string[] = [];
  procedure: WindowProcedure = () => undefined;
  /** Whether a taskbar takes icons. */
  taskbar = true;
  chooses = 0;
  whileOpen: () => void = () => {};
  tip = '';
  /** What happens one after the other; at its end the thread is told to end. */
  happens: (() => void)[] = [];
  #quits = false;
  #icons = 0n;

  makeWindow(_name: string, procedure: WindowProcedure): bigint {
    this.procedure = procedure;
    return 5n;
  }
  destroyWindow(): void {
    this.done.push('destroy');
    this.procedure(Message.destroy, 0n, 0n);
  }
  forgetName = (name: string): void => void this.done.push(`forget ${name}`);
  messageNamed = (): number => TASKBAR;
  admit = (_window: bigint, message: number): void => void this.done.push(`admit ${message}`);
  next(): boolean {
    if (!this.#quits) this.happens.shift()?.();
    return !this.#quits;
  }
  quit(): void {
    this.#quits = true;
  }
  iconSide = (): number => 16;
  makeIcon = (): bigint => ++this.#icons;
  freeIcon = (icon: bigint): void => void this.done.push(`free ${icon}`);
  notifyIcon(order: number, data: Buffer): boolean {
    const balloon = data.readUInt32LE(20) & 0x10 ? ' balloon' : '';
    this.tip = data.toString('utf16le', 40, 296).replace(/\0.*/s, '');
    this.done.push(`${ORDERS[order]}${this.taskbar ? '' : ' refused'}${balloon}`);
    return this.taskbar;
  }
  popUp(): number {
    this.done.push('menu');
    this.whileOpen();
    return this.chooses;
  }
  endMenu = (): void => void this.done.push('end menu');
  startTimer = (_window: bigint, ms: number): void => void this.done.push(`timer ${ms}`);
  stopTimer = (): void => {};
}

const view: TrayView = {
  glance: 'ok',
  tooltip: 'Hallway: all is well',
  menu: [
    { key: 'open', label: 'Open', action: { do: 'open', page: '/files' } },
    { key: 'quit', label: 'Quit', action: { do: 'quit' } },
  ],
};

describe('desktop: the icon of Windows', () => {
  let win32: FakeWindows;
  let commands: TrayCommand[];
  let news: TrayNews[];
  beforeEach(() => {
    [win32, commands, news] = [new FakeWindows(), [{ view }], []];
  });

  const hears = (message: number, wParam = 0n, lParam = 0n): (() => void) => {
    return () => void win32.procedure(message, wParam, lParam);
  };
  const told = (command: TrayCommand): (() => void) => {
    return () => {
      commands.push(command);
      win32.procedure(Message.commands, 0n, 0n);
    };
  };
  const iconEvent = (event: number): (() => void) => hears(Message.icon, 0n, BigInt(event));
  const run = (...happens: (() => void)[]): string[] => {
    win32.happens = [...happens, told('end')];
    const tray = new TrayWindow({
      win32,
      read: () => commands.shift(),
      tell: (one) => void news.push(one),
    });
    assert.equal(tray.open(), 5n);
    tray.run();
    return win32.done.filter((one) => !/^(admit|free|forget)/.test(one));
  };

  it('comes with the first view, follows the next, and goes at the end', () => {
    const next = { ...view, glance: 'attention', tooltip: 'Hallway: look' } as const;
    const done = run(told({ view: next }));
    assert.deepEqual(done, ['add', 'version', 'modify', 'delete', 'destroy']);
    assert.equal(win32.tip, 'Hallway: look');
    assert.deepEqual(news, [{ shown: true }]);
    assert.deepEqual(
      win32.done.filter((one) => one.startsWith('free')),
      ['free 1', 'free 2'],
    );
    assert.equal(win32.done.at(-1), 'forget HallwayTray');
  });

  it('is never there where the end was told before it began', () => {
    commands = ['end', { view }];
    assert.deepEqual(run(), ['destroy']);
  });

  it('comes again when the taskbar does, also one of lesser rights', () => {
    const done = run(hears(TASKBAR));
    assert.deepEqual(done, ['add', 'version', 'add', 'version', 'delete', 'destroy']);
    assert.ok(win32.done.includes(`admit ${TASKBAR}`));
  });

  it('waits ever longer for a taskbar, and takes one that comes later', () => {
    win32.taskbar = false;
    const later = (): void => {
      win32.taskbar = true;
      hears(TASKBAR)();
    };
    const done = run(hears(Message.timer), later).filter((one) => !one.includes('refused'));
    assert.deepEqual(done, ['timer 2000', 'timer 4000', 'add', 'version', 'delete', 'destroy']);
    assert.deepEqual(news, [{ shown: false }, { shown: true }]);
  });

  it('asks no more after a while where nobody shows icons', () => {
    win32.taskbar = false;
    const done = run(...Array.from({ length: 20 }, () => hears(Message.timer)));
    assert.equal(done.filter((one) => one.startsWith('timer')).length, 8);
  });

  it('opens the dashboard at a click and at a key', () => {
    run(iconEvent(0x400), iconEvent(0x401), iconEvent(0x200));
    const opened = { chose: { do: 'open', page: '/' } };
    assert.deepEqual(news.slice(1), [opened, opened]);
  });

  it('does what was chosen in the menu as it stood when it was opened', () => {
    win32.chooses = 1;
    win32.whileOpen = told({ view: { ...view, menu: [] } });
    run(iconEvent(Message.contextMenu));
    assert.deepEqual(news.at(-1), { chose: { do: 'open', page: '/files' } });
  });

  it('opens one menu at a time, and none for a row that only tells something', () => {
    win32.whileOpen = iconEvent(Message.contextMenu);
    const done = run(iconEvent(Message.contextMenu));
    assert.deepEqual(done.filter((one) => one === 'menu').length, 1);
    assert.equal(news.length, 1);
  });

  it('ends while its menu is open', () => {
    win32.chooses = 2;
    win32.whileOpen = told('end');
    const done = run(iconEvent(Message.contextMenu));
    assert.deepEqual(done.slice(2), ['menu', 'delete', 'end menu', 'destroy']);
    assert.deepEqual(news, [{ shown: true }]);
  });

  it('shows a balloon, takes it back, and tells what became of it', () => {
    const balloon = { number: 3, title: 'Printed', body: 'plan.pdf' };
    const done = run(
      told({ balloon }),
      iconEvent(0x402),
      iconEvent(0x404),
      iconEvent(0x405),
      told({ balloon: null }),
    );
    assert.deepEqual(done.slice(2, 4), ['modify balloon', 'modify balloon']);
    assert.deepEqual(news.slice(1), [
      { balloon: 3, event: 'gone' },
      { balloon: 3, event: 'clicked' },
    ]);
  });

  it('says of a balloon that nobody took that it was not shown', () => {
    win32.taskbar = false;
    run(told({ balloon: { number: 4, title: 'a', body: 'b' } }), told({ balloon: null }));
    assert.deepEqual(news.slice(1), [{ balloon: 4, event: 'refused' }]);
  });

  it('asks the agent to end when Windows does, and answers', () => {
    run(hears(Message.close), hears(Message.endSession, 0n), hears(Message.endSession, 1n));
    const quit = { chose: { do: 'quit' } };
    assert.deepEqual(news.slice(1), [quit, quit]);
    assert.equal(win32.procedure(Message.timer + 1, 0n, 0n), undefined);
  });

  it('tells of a fault instead of throwing it through Windows', () => {
    win32.popUp = () => {
      throw new Error('no menu');
    };
    const done = run(iconEvent(Message.contextMenu), iconEvent(Message.contextMenu));
    assert.deepEqual(news.slice(1), [{ fault: 'Error: no menu' }, { fault: 'Error: no menu' }]);
    assert.deepEqual(done.slice(-2), ['delete', 'destroy']);
  });
});
