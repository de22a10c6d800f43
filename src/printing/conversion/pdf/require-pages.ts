/** The pages of a document that somebody asked for. */
import { ConversionFault } from '../conversion-fault.ts';
import type { PageRange } from '../conversion-step.ts';
import { MAX_PAGES } from '../limits.ts';
import { chosenPages } from '../sheet-layout.ts';

/** Indices from 0; at least one. Throws a `ConversionFault` in words. */
export function requirePages(count: number, ranges: readonly PageRange[] | undefined): number[] {
  if (count <= 0) throw new ConversionFault('broken', 'The document has no pages.');
  if (count > MAX_PAGES)
    throw new ConversionFault('limit', `The document has more than ${MAX_PAGES} pages.`);
  const pages = chosenPages(count, ranges);
  if (pages.length === 0)
    throw new ConversionFault(
      'options',
      `The document has ${count === 1 ? 'one page' : `${count} pages`} only, none of those asked for.`,
    );
  return pages;
}
