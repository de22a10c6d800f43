/** Requests of WebDAV whose addresses try everything to get out of a share, by a seed. */
const PIECES = [
  '..', '.', '%2e%2e', '%2E.', '..%2f', '%2f', '/', '//', '\\', '..\\', '%5c', '%00', '%', '%zz', '%c0%ae',
  'in', 'a.txt', 'up', 'out.txt', 'outside.txt', 'CON', 'a:b', ' ', '%0a', '%ff', '~', '*', '?x', '#y', ';z',
  'é', '%e2%80%ae', 'x'.repeat(300), '.hallway-trash', 'Plans', 'Anna', '@', '&amp;', '<', '"', '%F0%9F%98%80',
]; // biome-ignore format: a list
const METHODS = [
  'GET', 'HEAD', 'PUT', 'DELETE', 'MKCOL', 'PROPFIND', 'LOCK', 'COPY', 'MOVE', 'PROPPATCH', 'OPTIONS',
]; // biome-ignore format: a list

export interface HostileRequest {
  method: string;
  target: string;
  headers: { destination: string; depth: string };
}

/** `base`: address of the share; `more`: names that lead out of it. */
export function hostileRequests(
  random: () => number,
  base: string,
  more: readonly string[] = [],
): () => HostileRequest {
  const all = [...PIECES, ...more];
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const path = (): string => {
    const pieces = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(all));
    return base + pieces.join(random() < 0.7 ? '/' : '');
  };
  return () => ({
    method: pick(METHODS),
    target: path(),
    headers: { destination: path(), depth: '0' },
  });
}
