/**
 * The functions of Windows that the icon needs, called through Node's own `node:ffi`. All of them
 * belong to the thread that made the window. Handles and addresses are bigints.
 */
import { Buffer } from 'node:buffer';
import type { MenuRow } from './menu-rows.ts';
import { MSG_BYTES, Message, RowFlag, wide, windowClass } from './structs.ts';

/** What it returns is the answer to the message; undefined leaves it to Windows. */
export type WindowProcedure = (
  message: number,
  wParam: bigint,
  lParam: bigint,
) => bigint | undefined;

export interface Win32 {
  /** A window that is never shown, and hears what is told to all. Throws where none can be made. */
  makeWindow(name: string, procedure: WindowProcedure): bigint;
  destroyWindow(window: bigint): void;
  /** When the window is gone: another one of its name may be made then. */
  forgetName(name: string): void;
  /** Number of a message that programs know by its name. */
  messageNamed(name: string): number;
  /** Lets it through from programs of lesser rights, as the taskbar is to an administrator's. */
  admit(window: bigint, message: number): void;
  /** Waits for a message, without work, and hands it to its window; false after `quit`. */
  next(): boolean;
  quit(): void;
  /** Side of an icon beside the clock, in pixels. */
  iconSide(): number;
  /** `image`: as `iconImage` makes it. 0 where it could not be made. */
  makeIcon(image: Buffer, side: number): bigint;
  freeIcon(icon: bigint): void;
  /** Shell_NotifyIconW; false where no taskbar took it. */
  notifyIcon(order: number, data: Buffer): boolean;
  /** Shows a menu until somebody chose or left it; the number of the row, or 0. */
  popUp(window: bigint, rows: readonly MenuRow[], at: { x: number; y: number }): number;
  /** Closes the menu that is open. */
  endMenu(): void;
  /** `Message.timer` once or again every `ms`, until `stopTimer`. */
  startTimer(window: bigint, ms: number): void;
  stopTimer(window: bigint): void;
}

const HANDLE = 'pointer';
const USER = {
  RegisterClassExW: { arguments: ['buffer'], return: 'u16' },
  CreateWindowExW: {
    arguments: [
      'u32',
      'buffer',
      'buffer',
      'u32',
      'i32',
      'i32',
      'i32',
      'i32',
      HANDLE,
      HANDLE,
      HANDLE,
      HANDLE,
    ],
    return: HANDLE,
  },
  UnregisterClassW: { arguments: ['buffer', HANDLE], return: 'i32' },
  DestroyWindow: { arguments: [HANDLE], return: 'i32' },
  DefWindowProcW: { arguments: [HANDLE, 'u32', 'u64', 'i64'], return: 'i64' },
  GetMessageW: { arguments: ['buffer', HANDLE, 'u32', 'u32'], return: 'i32' },
  DispatchMessageW: { arguments: ['buffer'], return: 'i64' },
  PostQuitMessage: { arguments: ['i32'], return: 'void' },
  RegisterWindowMessageW: { arguments: ['buffer'], return: 'u32' },
  ChangeWindowMessageFilterEx: { arguments: [HANDLE, 'u32', 'u32', HANDLE], return: 'i32' },
  SetThreadDpiAwarenessContext: { arguments: ['i64'], return: HANDLE },
  GetSystemMetrics: { arguments: ['i32'], return: 'i32' },
  CreateIconFromResourceEx: {
    arguments: ['buffer', 'u32', 'i32', 'u32', 'i32', 'i32', 'u32'],
    return: HANDLE,
  },
  DestroyIcon: { arguments: [HANDLE], return: 'i32' },
  CreatePopupMenu: { arguments: [], return: HANDLE },
  AppendMenuW: { arguments: [HANDLE, 'u32', 'u64', 'buffer'], return: 'i32' },
  DestroyMenu: { arguments: [HANDLE], return: 'i32' },
  SetForegroundWindow: { arguments: [HANDLE], return: 'i32' },
  TrackPopupMenuEx: { arguments: [HANDLE, 'u32', 'i32', 'i32', HANDLE, HANDLE], return: 'i32' },
  EndMenu: { arguments: [], return: 'i32' },
  SetTimer: { arguments: [HANDLE, 'u64', 'u32', HANDLE], return: 'u64' },
  KillTimer: { arguments: [HANDLE, 'u64'], return: 'i32' },
} as const;
const SHELL = { Shell_NotifyIconW: { arguments: ['u32', 'buffer'], return: 'i32' } } as const;
const KERNEL = { GetModuleHandleW: { arguments: [HANDLE], return: HANDLE } } as const;

/** `WS_EX_TOOLWINDOW`: in no list of windows. */
const TOOL_WINDOW = 0x80;
/** `MSGFLT_ALLOW`. */
const ALLOW = 1;
/** `DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2`: an icon and a menu that are drawn, not stretched. */
const SHARP = -4n;
/** `SM_CXSMICON`. */
const SMALL_ICON = 49;
const ICON_VERSION = 0x0003_0000;
/** `TPM_RETURNCMD | TPM_NONOTIFY | TPM_RIGHTBUTTON`. */
const TRACK = 0x100 | 0x80 | 0x2;
const TIMER = 1n;

/** Throws on another system, and where this Node has no `node:ffi`. */
export async function loadWin32(): Promise<Win32> {
  const { dlopen, getRawPointer } = await import('node:ffi');
  const { lib, functions: user } = dlopen('user32.dll', USER);
  const { functions: shell } = dlopen('shell32.dll', SHELL);
  const { functions: kernel } = dlopen('kernel32.dll', KERNEL);
  user.SetThreadDpiAwarenessContext(SHARP);
  const message = Buffer.alloc(MSG_BYTES);

  const menuOf = (rows: readonly MenuRow[]): bigint => {
    const menu = user.CreatePopupMenu();
    for (const { flags, number, text, rows: under } of rows) {
      const id = under && flags & RowFlag.popup ? menuOf(under) : BigInt(number);
      user.AppendMenuW(menu, flags, id, wide(text));
    }
    return menu;
  };

  return {
    makeWindow: (name, procedure) => {
      const instance = kernel.GetModuleHandleW(0n);
      const address = lib.registerCallback(
        { arguments: [HANDLE, 'u32', 'u64', 'i64'], return: 'i64' },
        (window, number, wParam, lParam) =>
          procedure(number, wParam, lParam) ?? user.DefWindowProcW(window, number, wParam, lParam),
      );
      const wideName = wide(name);
      const registered = user.RegisterClassExW(
        windowClass(address, instance, getRawPointer(wideName)),
      );
      if (registered === 0) throw new Error('Windows takes no class of windows.');
      const [x, y, width, height] = [0, 0, 0, 0];
      const window = user.CreateWindowExW(
        TOOL_WINDOW,
        wideName,
        wide('Hallway'),
        0,
        x,
        y,
        width,
        height,
        0n,
        0n,
        instance,
        0n,
      );
      if (window === 0n) throw new Error('Windows makes no window here.');
      return window;
    },
    destroyWindow: (window) => void user.DestroyWindow(window),
    forgetName: (name) => void user.UnregisterClassW(wide(name), kernel.GetModuleHandleW(0n)),
    messageNamed: (name) => user.RegisterWindowMessageW(wide(name)),
    admit: (window, number) => void user.ChangeWindowMessageFilterEx(window, number, ALLOW, 0n),
    next: () => {
      // Less than 0 is an error that would come again at once.
      if (user.GetMessageW(message, 0n, 0, 0) <= 0) return false;
      user.DispatchMessageW(message);
      return true;
    },
    quit: () => user.PostQuitMessage(0),
    iconSide: () => user.GetSystemMetrics(SMALL_ICON),
    makeIcon: (image, side) =>
      user.CreateIconFromResourceEx(image, image.length, 1, ICON_VERSION, side, side, 0),
    freeIcon: (icon) => void user.DestroyIcon(icon),
    notifyIcon: (order, data) => shell.Shell_NotifyIconW(order, data) !== 0,
    popUp: (window, rows, { x, y }) => {
      const menu = menuOf(rows);
      // A menu of a window that is not in front would stay when somebody clicks elsewhere.
      user.SetForegroundWindow(window);
      const chosen = user.TrackPopupMenuEx(menu, TRACK, x, y, window, 0n);
      user.DestroyMenu(menu);
      return chosen;
    },
    endMenu: () => void user.EndMenu(),
    startTimer: (window, ms) => void user.SetTimer(window, TIMER, ms, 0n),
    stopTimer: (window) => void user.KillTimer(window, TIMER),
  };
}

/** Wakes the thread of a window from another one: it reads its commands. Throws as `loadWin32`. */
export async function loadWake(): Promise<(window: bigint) => void> {
  const { dlopen } = await import('node:ffi');
  const PostMessageW = { arguments: [HANDLE, 'u32', 'u64', 'i64'], return: 'i32' } as const;
  const { functions } = dlopen('user32.dll', { PostMessageW });
  return (window) => void functions.PostMessageW(window, Message.commands, 0n, 0n);
}
