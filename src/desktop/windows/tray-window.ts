/**
 * The icon beside the clock as Windows has it: a window that nobody sees hears what happens to it. All
 * of this runs in a thread of its own, which waits in `Win32.next` and so does nothing at rest. It is
 * told by commands and tells news; the menu is shown and waited for here.
 */
import type { DesktopAction } from '../facts.ts';
import type { Glance, TrayView } from '../tray/tray-view.ts';
import type { Win32 } from './calls.ts';
import { menuRows } from './menu-rows.ts';
import {
  type Balloon,
  fitted,
  IconEvent,
  iconImage,
  IconOrder,
  Message,
  notifyIconData,
  readIconEvent,
} from './structs.ts';

export type TrayCommand =
  | { view: TrayView }
  /** Null takes back what is shown. */
  | { balloon: (Balloon & { number: number }) | null }
  | 'end';

export type TrayNews =
  /** Whether a taskbar shows the icon. */
  | { shown: boolean }
  | { chose: DesktopAction }
  /** `refused`: nobody showed it; `gone`: it went away by itself. */
  | { balloon: number; event: 'clicked' | 'gone' | 'refused' }
  | { fault: string };

export interface TrayWindowOptions {
  win32: Win32;
  /** The next command that waits; undefined where none does. */
  read: () => TrayCommand | undefined;
  tell: (news: TrayNews) => void;
}

/** Unlike any other program's. */
const CLASS = 'HallwayTray';
/** While somebody signs in the taskbar takes no icons yet, and may say so too late. */
const FIRST_RETRY_MS = 2000;
const MOST_RETRIES = 8;
const DEFAULT_SIDE = 16;
const LONGEST_TIP = 127;

export class TrayWindow {
  readonly #options: TrayWindowOptions;
  readonly #icons = new Map<Glance, bigint>();
  #window = 0n;
  /** Number of the message with which a new taskbar announces itself. */
  #taskbar = 0;
  #view: TrayView | undefined;
  #shown: boolean | undefined;
  #retries = 0;
  #menuIsOpen = false;
  /** Of the balloon that was shown last. */
  #balloon = 0;
  #ended = false;

  constructor(options: TrayWindowOptions) {
    this.#options = options;
  }

  /** Throws where this session has no windows. */
  open(): bigint {
    const { win32, tell } = this.#options;
    this.#taskbar = win32.messageNamed('TaskbarCreated');
    this.#window = win32.makeWindow(CLASS, (message, wParam, lParam) => {
      try {
        return this.#heard(message, wParam, lParam);
      } catch (error) {
        // Thrown through Windows it would end the whole agent.
        tell({ fault: String(error) });
        return 0n;
      }
    });
    win32.admit(this.#window, this.#taskbar);
    return this.#window;
  }

  /** Returns when the window is gone. */
  run(): void {
    this.#obey();
    while (this.#options.win32.next());
    this.#takeAway();
    this.#options.win32.forgetName(CLASS);
  }

  #heard(message: number, wParam: bigint, lParam: bigint): bigint | undefined {
    const { win32, tell } = this.#options;
    switch (message) {
      case Message.icon:
        this.#iconHeard(readIconEvent(wParam, lParam));
        return 0n;
      case Message.commands:
        this.#obey();
        return 0n;
      case Message.timer:
        win32.stopTimer(this.#window);
        this.#put();
        return 0n;
      // Windows, or somebody at its list of programs, asks the agent to end.
      case Message.close:
        tell({ chose: { do: 'quit' } });
        return 0n;
      case Message.endSession:
        if (wParam !== 0n) tell({ chose: { do: 'quit' } });
        return 0n;
      case Message.destroy:
        win32.quit();
        return 0n;
      case this.#taskbar:
        this.#shown = undefined;
        this.#retries = 0;
        this.#put();
        return 0n;
      default:
        return undefined;
    }
  }

  #obey(): void {
    const { read } = this.#options;
    for (let command = read(); command !== undefined; command = read()) this.#do(command);
  }

  #do(command: TrayCommand): void {
    if (this.#ended) return;
    if (command === 'end') return this.#end();
    if ('view' in command) {
      this.#view = command.view;
      this.#put();
    } else this.#putBalloon(command.balloon);
  }

  #end(): void {
    const { win32 } = this.#options;
    this.#ended = true;
    this.#takeAway();
    if (this.#menuIsOpen) win32.endMenu();
    win32.destroyWindow(this.#window);
  }

  #takeAway(): void {
    const { win32 } = this.#options;
    if (this.#shown === true) win32.notifyIcon(IconOrder.delete, this.#data());
    this.#shown = false;
    for (const icon of this.#icons.values()) win32.freeIcon(icon);
    this.#icons.clear();
  }

  /** Shows the view, in an icon that is there or a new one. */
  #put(): void {
    const { win32, tell } = this.#options;
    if (!this.#view || this.#ended) return;
    const data = this.#data();
    const before = this.#shown;
    this.#shown =
      (before === true && win32.notifyIcon(IconOrder.modify, data)) ||
      win32.notifyIcon(IconOrder.add, data) ||
      // It was added after all the last time, only later than that was waited for.
      win32.notifyIcon(IconOrder.modify, data);
    if (this.#shown && before !== true) win32.notifyIcon(IconOrder.setVersion, data);
    if (this.#shown !== before) tell({ shown: this.#shown });
    if (this.#shown) this.#retries = 0;
    else if (this.#retries < MOST_RETRIES)
      win32.startTimer(this.#window, FIRST_RETRY_MS * 2 ** this.#retries++);
  }

  #putBalloon(balloon: (Balloon & { number: number }) | null): void {
    const { win32, tell } = this.#options;
    if (balloon) this.#balloon = balloon.number;
    const done =
      this.#shown === true && win32.notifyIcon(IconOrder.modify, this.#data({ balloon }));
    if (balloon && !done) tell({ balloon: balloon.number, event: 'refused' });
  }

  #data(also: { balloon?: Balloon | null } = {}): ReturnType<typeof notifyIconData> {
    const { glance, tooltip } = this.#view ?? { glance: 'ok', tooltip: '' };
    return notifyIconData({
      window: this.#window,
      icon: this.#icon(glance),
      tooltip: fitted(tooltip, LONGEST_TIP),
      ...also,
    });
  }

  /** Each is drawn once. */
  #icon(glance: Glance): bigint {
    const known = this.#icons.get(glance);
    if (known !== undefined) return known;
    const { win32 } = this.#options;
    const side = win32.iconSide() || DEFAULT_SIDE;
    const icon = win32.makeIcon(iconImage(side, glance === 'ok' ? undefined : glance), side);
    if (icon !== 0n) this.#icons.set(glance, icon);
    return icon;
  }

  #iconHeard({ event, x, y }: ReturnType<typeof readIconEvent>): void {
    const { tell } = this.#options;
    switch (event) {
      case IconEvent.select:
      case IconEvent.keySelect:
        tell({ chose: { do: 'open', page: '/' } });
        return;
      case Message.contextMenu:
        this.#popUp({ x, y });
        return;
      case IconEvent.balloonClick:
        tell({ balloon: this.#balloon, event: 'clicked' });
        return;
      case IconEvent.balloonHide:
      case IconEvent.balloonTimeout:
        tell({ balloon: this.#balloon, event: 'gone' });
        return;
      default:
    }
  }

  /** What comes meanwhile is heard: Windows hands messages to the window while a menu is open. */
  #popUp(at: { x: number; y: number }): void {
    const { win32, tell } = this.#options;
    if (this.#menuIsOpen || !this.#view) return;
    const { rows, actions } = menuRows(this.#view.menu);
    this.#menuIsOpen = true;
    try {
      const action = actions.get(win32.popUp(this.#window, rows, at));
      if (action && !this.#ended) tell({ chose: action });
    } finally {
      this.#menuIsOpen = false;
    }
  }
}
