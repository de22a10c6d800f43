/** One list of what many PCs found. */
import { lastSegment } from '../base/safe-path.ts';
import type { SearchHit } from '../model/search.ts';

const MOST_HOLDERS = 250;

/** Best first; the same content is one hit that names everybody who has it, the best of them first. */
export function mergeHits(hits: readonly SearchHit[]): SearchHit[] {
  const byContent = new Map<string, SearchHit>();
  const merged: SearchHit[] = [];
  const sorted = hits.toSorted(
    (a, b) => b.score - a.score || b.modified - a.modified || compare(a.path, b.path),
  );
  for (const hit of sorted) {
    // Another name is another hit: who has the same file under this name is of interest.
    const key = `${hit.content} ${hit.size} ${lastSegment(hit.path)}`;
    const same = hit.content === '' ? undefined : byContent.get(key);
    if (same) {
      same.holders = [...same.holders, ...hit.holders].slice(0, MOST_HOLDERS);
      continue;
    }
    const own = { ...hit };
    if (hit.content !== '') byContent.set(key, own);
    merged.push(own);
  }
  return merged;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
