/**
 * Layouts and numbers of the Win32 API that the icon needs, as the headers of the Windows SDK
 * (winuser.h, shellapi.h, wingdi.h) have them for 64-bit Windows, x64 and ARM64 alike. Every number is
 * little-endian, every text UTF-16 with a zero behind it.
 */
import { Buffer } from 'node:buffer';
import { drawMark, type MarkDot } from '../../base/mark.ts';

export const Message = {
  destroy: 0x0002,
  close: 0x0010,
  endSession: 0x0016,
  contextMenu: 0x007b,
  timer: 0x0113,
  /** WM_APP + 1: what the taskbar tells of the icon. */
  icon: 0x8001,
  /** WM_APP + 2: something was written for the thread to read. */
  commands: 0x8002,
} as const;

/** Notifications of the icon from version 4 of its interface on (`NIN_…`). */
export const IconEvent = {
  select: 0x0400,
  keySelect: 0x0401,
  balloonHide: 0x0403,
  balloonTimeout: 0x0404,
  balloonClick: 0x0405,
} as const;

/** Of Shell_NotifyIconW (`NIM_…`). */
export const IconOrder = { add: 0, modify: 1, delete: 2, setVersion: 4 } as const;

/** Of AppendMenuW (`MF_…`). */
export const RowFlag = { grayed: 0x1, checked: 0x8, popup: 0x10, separator: 0x800 } as const;

/** `NIF_MESSAGE | NIF_ICON | NIF_TIP | NIF_SHOWTIP`; without the last, version 4 shows no tooltip. */
const ICON_FLAGS = 0x1 | 0x2 | 0x4 | 0x80;
const INFO_FLAG = 0x10;
/** `NIIF_USER | NIIF_RESPECT_QUIET_TIME`: with the icon that stands beside the clock. */
const INFO_LOOK = 0x4 | 0x80;
const VERSION = 4;

/** NOTIFYICONDATAW: offsets in bytes, capacities in UTF-16 units with the zero. */
const NOTIFY = {
  size: 976,
  window: 8,
  id: 16,
  flags: 20,
  message: 24,
  icon: 32,
  tip: { at: 40, units: 128 },
  info: { at: 304, units: 256 },
  version: 816,
  title: { at: 820, units: 64 },
  infoFlags: 948,
  balloonIcon: 968,
} as const;

export interface Balloon {
  title: string;
  body: string;
}

export interface IconState {
  window: bigint;
  /** HICON. */
  icon: bigint;
  tooltip: string;
  /** Undefined leaves what is shown; null takes it back. */
  balloon?: Balloon | null | undefined;
}

/** NOTIFYICONDATAW of the one icon of a window, its `uID` 1. */
export function notifyIconData({ window, icon, tooltip, balloon }: IconState): Buffer {
  const data = Buffer.alloc(NOTIFY.size);
  data.writeUInt32LE(NOTIFY.size, 0);
  data.writeBigUInt64LE(BigInt.asUintN(64, window), NOTIFY.window);
  data.writeUInt32LE(1, NOTIFY.id);
  data.writeUInt32LE(ICON_FLAGS | (balloon === undefined ? 0 : INFO_FLAG), NOTIFY.flags);
  data.writeUInt32LE(Message.icon, NOTIFY.message);
  data.writeBigUInt64LE(BigInt.asUintN(64, icon), NOTIFY.icon);
  write(data, NOTIFY.tip, tooltip);
  data.writeUInt32LE(VERSION, NOTIFY.version);
  if (!balloon) return data;
  // Without a text it would be taken back instead of shown.
  write(data, NOTIFY.info, balloon.body || balloon.title || ' ');
  write(data, NOTIFY.title, balloon.title);
  data.writeUInt32LE(INFO_LOOK, NOTIFY.infoFlags);
  data.writeBigUInt64LE(BigInt.asUintN(64, icon), NOTIFY.balloonIcon);
  return data;
}

/** WNDCLASSEXW with a procedure and a name alone; both are addresses. */
export function windowClass(procedure: bigint, instance: bigint, name: bigint): Buffer {
  const data = Buffer.alloc(80);
  data.writeUInt32LE(80, 0);
  data.writeBigUInt64LE(BigInt.asUintN(64, procedure), 8);
  data.writeBigUInt64LE(BigInt.asUintN(64, instance), 24);
  data.writeBigUInt64LE(BigInt.asUintN(64, name), 64);
  return data;
}

/** MSG, which GetMessageW writes and DispatchMessageW reads. */
export const MSG_BYTES = 48;

/**
 * What CreateIconFromResourceEx reads: BITMAPINFOHEADER with twice the height, the pixels from the
 * last row up as blue, green, red, opacity, and an empty mask in rows of whole 32-bit words.
 */
export function iconImage(side: number, dot: MarkDot | undefined): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(side, 4);
  header.writeInt32LE(2 * side, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const drawn = drawMark(side, { dot });
  const pixels = Buffer.alloc(drawn.length);
  for (let at = 0; at < drawn.length; at += 4) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = drawn.subarray(at, at + 4);
    const row = side - 1 - Math.floor(at / 4 / side);
    pixels.set([blue, green, red, opacity], (row * side + ((at / 4) % side)) * 4);
  }
  return Buffer.concat([header, pixels, Buffer.alloc(Math.ceil(side / 32) * 4 * side)]);
}

/** What the taskbar tells of the icon since version 4: what happened, and where on the screen. */
export function readIconEvent(
  wParam: bigint,
  lParam: bigint,
): { event: number; x: number; y: number } {
  return {
    event: Number(lParam & 0xffffn),
    x: Number(BigInt.asIntN(16, wParam)),
    y: Number(BigInt.asIntN(16, wParam >> 16n)),
  };
}

/** Text as a function of Windows reads it. */
export function wide(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', ' ')}\0`, 'utf16le');
}

/** At most `units` of UTF-16, never half a character; what was cut ends with an ellipsis. */
export function fitted(text: string, units: number): string {
  const plain = text.toWellFormed().replaceAll('\0', ' ');
  if (plain.length <= units) return plain;
  const end = units - 1;
  const half = /[\uD800-\uDBFF]/.test(plain.charAt(end - 1));
  return `${plain.slice(0, half ? end - 1 : end).trimEnd()}…`;
}

function write(data: Buffer, field: { at: number; units: number }, text: string): void {
  data.write(fitted(text, field.units - 1), field.at, 'utf16le');
}
