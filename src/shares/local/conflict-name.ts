/** Names beside a name that is taken: of a second version, and of what comes back from the trash. */
import { displayName } from '../../base/text.ts';
import { cutUtf8, utf8Length } from '../../base/utf8.ts';
import { MAX_NAME_BYTES } from '../../base/safe-path.ts';

/**
 * `report.pdf` as `report (conflict, Ben, 2026-11-26 14.03).pdf`; `attempt` counts from 1. `at` is
 * in milliseconds since 1970 and told in this PC's time.
 */
export function conflictName(name: string, who: string, at: number, attempt = 1): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}.${two(time.getMinutes())}`;
  // Of characters that every system takes in a name.
  const person = displayName(who, 'somebody', 40).replace(/[<>:"\\|?*]/gu, '-');
  const count = attempt > 1 ? ` ${attempt}` : '';
  return besideName(name, `conflict, ${person}, ${day} ${clock}${count}`);
}

/** `report.pdf` as `report (restored).pdf`. */
export function restoredName(name: string, attempt = 1): string {
  return besideName(name, attempt > 1 ? `restored ${attempt}` : 'restored');
}

function besideName(name: string, remark: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && utf8Length(name.slice(dot)) <= 16 ? name.slice(dot) : '';
  const tail = ` (${remark})${extension}`;
  const stem = extension === '' ? name : name.slice(0, dot);
  return cutUtf8(stem, MAX_NAME_BYTES - utf8Length(tail)) + tail;
}
