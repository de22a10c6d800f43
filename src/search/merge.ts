/**
 * One list of what many PCs found. A PC may lie: whatever it says of its own entry, the entries of
 * others stay theirs, each can be reached, and what is fetched by a root is checked against it.
 */
import { lastSegment } from '../base/safe-path.ts';
import type { DeviceId } from '../model/id.ts';
import type { Holder, SearchHit } from '../model/search.ts';

const MOST_HOLDERS = 250;
/** Places of one PC; a single one must not fill the list. */
const MOST_OF_ONE = 25;

/**
 * Best first; the same content on several PCs is one hit that names everybody who has it. By its root
 * whatever it is called; by its ends alone where it is called the same. All of a hit is told by one
 * PC: by this one where it has the content, else by the one whose entry is the best.
 */
export function mergeHits(hits: readonly SearchHit[], own: DeviceId): SearchHit[] {
  const alike = new Map<string, SearchHit[]>();
  const merged: SearchHit[] = [];
  const sorted = hits.toSorted(
    (a, b) => b.score - a.score || b.modified - a.modified || compare(a.path, b.path),
  );
  for (const hit of sorted) {
    const keys = keysOf(hit);
    const same = pick(
      hit,
      keys.flatMap((key) => alike.get(key) ?? []),
    );
    if (same) join(same, hit, own);
    const now = same ?? { ...hit };
    if (!same) merged.push(now);
    for (const key of keys) {
      const known = alike.get(key) ?? [];
      if (!known.includes(now)) alike.set(key, [...known, now]);
    }
  }
  return merged;
}

function keysOf({ root, content, size, path }: SearchHit): string[] {
  return [
    ...(root === undefined ? [] : [`${root} ${size}`]),
    ...(content === '' ? [] : [`${content} ${size} ${lastSegment(path)}`]),
  ];
}

/** What a hit is the same as. Another name on the same PC is another hit: names are looked for, too. */
function pick(hit: SearchHit, alike: readonly SearchHit[]): SearchHit | undefined {
  const name = lastSegment(hit.path);
  // Whoever knows of both what they are, knows that they differ.
  const same = alike.filter(({ root }) => (root ?? hit.root) === (hit.root ?? root));
  return (
    same.find(({ path }) => lastSegment(path) === name) ??
    same.find(({ holders }) => holders.every(({ device }) => device !== hit.device))
  );
}

function join(into: SearchHit, hit: SearchHit, own: DeviceId): void {
  const { holders, score } = into;
  const first = hit.device === own && into.device !== own;
  const all = first ? [...hit.holders, ...holders] : [...holders, ...hit.holders];
  if (first) Object.assign(into, { root: undefined }, hit, { score });
  into.holders = few(all);
}

function few(holders: readonly Holder[]): Holder[] {
  const places = new Map<DeviceId, number>();
  return holders
    .filter(({ device }) => {
      const before = places.get(device) ?? 0;
      places.set(device, before + 1);
      return before < MOST_OF_ONE;
    })
    .slice(0, MOST_HOLDERS);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
