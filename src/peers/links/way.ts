/**
 * The way that a link takes: which adapters it goes by on both sides, and which of two ways is the
 * better one. A cable beats Wi-Fi, Wi-Fi beats a tunnel; among equals the shorter round trip.
 */
import type { HelloFrame } from '../../api/peer.ts';
import type { AdapterKind } from '../../model/adapter.ts';

/** One end of a connection: the adapter that it goes by there. */
export interface End {
  adapter: string;
  kind: AdapterKind;
}

/** This PC's end, once it is known. */
export type OwnEnd = () => End | undefined;

export interface Way {
  own: End | undefined;
  theirs: HelloFrame['via'];
}

export interface Measured {
  way: Way;
  /** Round trip in milliseconds, where it could be measured. */
  ms: number | undefined;
}

const RANK: Readonly<Record<string, number>> = {
  loopback: 0,
  wired: 0,
  other: 1,
  virtual: 1,
  wireless: 2,
  tunnel: 3,
} satisfies Record<AdapterKind, number>;

/** A shorter round trip counts only if it is clearly shorter, so that a link does not flap. */
const CLEARLY = { share: 0.6, ms: 3 };

/** Lower is better: the worse of its two ends. */
export function rankOf({ own, theirs }: Way): number {
  return Math.max(rank(own?.kind ?? 'other'), theirs ? rank(theirs.kind) : 0);
}

function rank(kind: string): number {
  return (Object.hasOwn(RANK, kind) ? RANK[kind] : undefined) ?? 1;
}

/** The same cables, whatever the addresses are. */
export function isSameWay(a: Way, b: Way): boolean {
  return a.own?.adapter === b.own?.adapter && a.theirs?.adapter === b.theirs?.adapter;
}

export function isBetter(candidate: Measured, standing: Measured): boolean {
  const step = rankOf(candidate.way) - rankOf(standing.way);
  if (step !== 0) return step < 0;
  if (candidate.ms === undefined || isSameWay(candidate.way, standing.way)) return false;
  if (standing.ms === undefined) return true;
  return candidate.ms <= standing.ms * CLEARLY.share && standing.ms - candidate.ms >= CLEARLY.ms;
}
