/**
 * The same thing heard of in several ways is one line. Two lines are one only if they are known by
 * the same address: a name alone is anyone's to take, and what a line opens must stay at the
 * address of who is named in it.
 */
import type { Nearby, NearbyKind, NearbyVia } from '../../model/nearby.ts';
import { lineId } from './line.ts';
import { leadAddress } from './web-address.ts';

const KINDS: readonly NearbyKind[] = [
  'workgroup', 'agent', 'printer', 'share', 'drive', 'network-printer', 'smb', 'webdav', 'renderer',
  'media-server', 'web',
]; // biome-ignore format: a list of words
/** What may have a web page of its own, heard of by SSDP. */
const WITH_PAGE: ReadonlySet<NearbyKind> = new Set([
  'network-printer',
  'smb',
  'webdav',
  'renderer',
]);
/** Who tells more comes first. */
const VIA: readonly NearbyVia[] = ['mdns', 'ws-discovery', 'ssdp'];

/** In a fixed order: by kind, then by name. */
export function mergeNearby(lines: readonly Nearby[]): Nearby[] {
  const merged: Nearby[] = [];
  const places = new Places();
  for (const line of Array.from(lines).sort((a, b) => rank(a) - rank(b))) {
    const at = places.of(line);
    const known = merged[at];
    if (known) merged[at] = joined(known, line);
    else {
      places.add(line, merged.length);
      merged.push(line);
    }
  }
  const sorted = merged.sort((a, b) => order(a) - order(b) || compare(a.name, b.name));
  const ids = new Set<string>();
  return sorted.map((line) => {
    // Somebody took the name of another.
    const id = ids.has(line.id) ? lineId(line.id, ...line.addresses) : line.id;
    ids.add(id);
    return { ...line, id };
  });
}

function order({ kind }: Nearby): number {
  return KINDS.indexOf(kind);
}

/** The same on every system. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function rank({ kind, via, uri, files }: Nearby): number {
  const [first = 'mdns'] = via;
  // The page of a device may belong to any other line of it.
  const kinds = kind === 'web' ? 100 : 0;
  const safety = uri?.startsWith('ipps:') || files?.url.startsWith('https:') ? 0 : uri ? 1 : 2;
  return kinds + VIA.indexOf(first) * 10 + safety;
}

/** Where each line stands that others may join: strangers announce thousands. */
class Places {
  readonly #places = new Map<string, number>();

  add(line: Nearby, place: number): void {
    if (line.device !== null) return;
    const keys = [exactly(line)];
    // A host has one place for SMB, but may have several printers.
    if (line.kind === 'smb') keys.push(keyOf(line, 'smb'));
    if (WITH_PAGE.has(line.kind)) keys.push(keyOf(line, 'page'));
    for (const key of keys) if (!this.#places.has(key)) this.#places.set(key, place);
  }

  /** The place of the line that this one is part of, or -1. */
  of(line: Nearby): number {
    if (line.device !== null) return -1;
    const keys = [line.kind === 'smb' ? keyOf(line, 'smb') : exactly(line)];
    if (line.kind === 'web') keys.push(keyOf(line, 'page'));
    const found = keys.flatMap((key) => this.#places.get(key) ?? []);
    return found.length === 0 ? -1 : Math.min(...found);
  }
}

/** Joining adds addresses behind, so that the one that leads stays. */
function keyOf({ addresses }: Nearby, ...what: readonly string[]): string {
  return JSON.stringify([leadAddress(addresses) ?? null, ...what]);
}

function exactly(line: Nearby): string {
  return keyOf(line, line.kind, line.name);
}

function joined(known: Nearby, line: Nearby): Nearby {
  const union = <T>(a: readonly T[], b: readonly T[]): T[] => Array.from(new Set([...a, ...b]));
  return {
    ...known,
    model: known.model ?? line.model,
    location: known.location ?? line.location,
    addresses: union(known.addresses, line.addresses),
    via: union(known.via, line.via),
    can: union(known.can, line.can),
    uri: known.uri ?? line.uri,
    files: known.files ?? line.files,
    page: known.page ?? line.page,
  };
}
