/** What a person chose last for each printer, kept in this browser. */
import type { JobOptions } from '../../src/model/job.ts';

const KEY = 'hallway.print-choices';
const KEPT = 50;

/** Never kept: what belongs to one document. */
const ONCE: readonly (keyof JobOptions)[] = ['copies', 'pages', 'hold'];

type Kept = [place: string, options: JobOptions][];

function place({ device, id }: { device: string; id: string }): string {
  return `${device}/${id}`;
}

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as Kept) : [];
  } catch {
    return [];
  }
}

/** What was chosen last; who offers it checks that it is still offered. */
export function lastChoices(printer: { device: string; id: string }): JobOptions {
  const found = read().find((one) => Array.isArray(one) && one[0] === place(printer));
  return typeof found?.[1] === 'object' ? found[1] : {};
}

/** `device/id` of the printer that was used last. */
export function lastPrinter(): string | undefined {
  return read()[0]?.[0];
}

export function keepChoices(printer: { device: string; id: string }, options: JobOptions): void {
  const own = place(printer);
  const lasting = Object.fromEntries(
    Object.entries(options).filter(([name]) => !ONCE.includes(name as keyof JobOptions)),
  );
  const others = read().filter((one) => Array.isArray(one) && one[0] !== own);
  try {
    localStorage.setItem(KEY, JSON.stringify([[own, lasting], ...others].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
