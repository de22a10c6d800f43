/**
 * Tells both persons that a file was kept in two versions: whoever sits at this PC by a notice, a
 * colleague by the link. What a colleague's PC tells is cleaned, and not without end.
 */
import type { FileConflictFrame } from '../../src/api/peer.ts';
import type { Clock } from '../../src/base/clock.ts';
import { displayText } from '../../src/base/text.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { FileConflict } from '../../src/shares/file-conflicts.ts';

export interface FileNewsOptions {
  device: DeviceId;
  nameOf: (device: DeviceId) => string;
  /** Shows a notice; `subject` is told once. */
  tell: (subject: string, text: string) => void;
  send: (device: DeviceId, frame: FileConflictFrame) => void;
  clock: Clock;
}

/** So many notices a colleague's PC can cause in an hour. */
const MOST_AN_HOUR = 20;
const HOUR_MS = 3_600_000;

export class FileNews {
  readonly #options: FileNewsOptions;
  readonly #heard = new Map<DeviceId, number[]>();

  constructor(options: FileNewsOptions) {
    this.#options = options;
  }

  /** In a share of this PC. */
  conflict({ share, path, copy, by, other }: FileConflict): void {
    const { device } = this.#options;
    const about = { type: 'file-conflict' as const, share, path, copy, by: by.name };
    for (const [person, mine] of [
      [by.device, true],
      [other, false],
    ] as const) {
      if (!mine && other === by.device) continue;
      const frame = { ...about, mine };
      if (person === device) this.#tell(device, frame);
      else this.#options.send(person, cut(frame));
    }
  }

  /** In a share of a colleague. */
  heard(from: DeviceId, frame: FileConflictFrame): void {
    const { clock } = this.#options;
    const times = (this.#heard.get(from) ?? []).filter((at) => clock.monotonic() - at < HOUR_MS);
    if (times.length >= MOST_AN_HOUR) return;
    this.#heard.set(from, [...times, clock.monotonic()]);
    this.#tell(from, frame);
  }

  #tell(owner: DeviceId, { share, path, copy, by, mine }: FileConflictFrame): void {
    const { nameOf, tell } = this.#options;
    const name = (text: string): string => `“${displayText(text.split('/').at(-1), 100, 'File')}”`;
    const where = `“${displayText(share, 63)}” of ${displayText(nameOf(owner), 63)}`;
    const text = mine
      ? `Somebody changed ${name(path)} in ${where} before you. Your version is kept as ${name(copy)}.`
      : `${displayText(by, 63, 'Somebody')} changed ${name(path)} in ${where} too. That version is kept as ${name(copy)}.`;
    tell(`file-conflict ${owner} ${share}/${copy}`, text);
  }
}

/** To what a frame may hold. */
function cut(frame: FileConflictFrame): FileConflictFrame {
  const last = (text: string): string => text.slice(-1024).toWellFormed();
  return { ...frame, path: last(frame.path), copy: last(frame.copy), by: frame.by.slice(0, 256) };
}
