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
  for (const line of Array.from(lines).sort((a, b) => rank(a) - rank(b))) {
    const at = line.device === null ? merged.findIndex((known) => isSame(known, line)) : -1;
    const known = merged[at];
    if (known) merged[at] = joined(known, line);
    else merged.push(line);
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

function isSame(known: Nearby, line: Nearby): boolean {
  if (known.device !== null || leadAddress(known.addresses) !== leadAddress(line.addresses))
    return false;
  if (line.kind === 'web') return WITH_PAGE.has(known.kind) || sameName(known, line);
  if (line.kind !== known.kind) return false;
  // A host has one place for SMB, but may have several printers.
  return line.kind === 'smb' || sameName(known, line);
}

function sameName(a: Nearby, b: Nearby): boolean {
  return a.kind === b.kind && a.name === b.name;
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
