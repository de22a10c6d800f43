/** What /proc tells (proc(5)): routes, and who has a port. */

/** Adapters with a default route in /proc/net/route, the smallest metric first. */
export function parseRoutes(text: string): string[] {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .map(([name = '', , , , , , metric]) => ({ name, metric: Number(metric) }))
    .sort((a, b) => a.metric - b.metric);
  return Array.from(new Set(rows.map(({ name }) => name)));
}

/**
 * Inodes of the sockets on a local port, from /proc/net/{tcp,tcp6,udp,udp6}. Of TCP only those
 * that listen (state 0A).
 */
export function parseSockets(text: string, port: number, listening: boolean): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && (!listening || state === '0A'))
    .flatMap(([, , , , , , , , , inode]) => (inode !== undefined && inode !== '0' ? [inode] : []));
}
