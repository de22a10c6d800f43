/** Where a key leads among tiles or rows (WAI-ARIA grid pattern). */
import { alongTheLine } from '../../words/direction.ts';

/** The place that a key leads to; undefined for keys that lead nowhere. `page` in rows. */
export function stepOf(
  event: KeyboardEvent,
  at: number,
  count: number,
  columns: number,
  page: number,
): number | undefined {
  const last = count - 1;
  const steps: Record<string, number> = {
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    ...(columns > 1 ? { ArrowRight: at + 1, ArrowLeft: at - 1 } : {}),
    PageDown: at + page * columns,
    PageUp: at - page * columns,
    Home: 0,
    End: last,
  };
  const target = steps[alongTheLine(event)];
  return target === undefined ? undefined : Math.min(last, Math.max(0, target));
}
