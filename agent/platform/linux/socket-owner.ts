/**
 * Which user holds the other end of a loopback connection, from `/proc/net/tcp` (proc_net(5)). The
 * kernel fills in the user; nothing that the other program says is asked. To make the table the
 * kernel walks over milliseconds of buckets, so connections that come together share one.
 */
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { SharedRead } from './shared-read.ts';

export interface ConnectionEnds {
  /** The asking program's end. */
  client: { address: string; port: number };
  /** Ours. */
  server: { address: string; port: number };
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];

const kernel = new SharedRead((file) => readFile(file, 'latin1'));

/** The user id, or undefined where no living socket is at that end. Rejects without `/proc`. */
export async function socketOwner(
  ends: ConnectionEnds,
  read: (file: string) => Promise<string> = (file) => kernel.read(file),
): Promise<number | undefined> {
  for (const table of TABLES) {
    // A kernel without IPv6 has no second table.
    const text = table === TABLES[0] ? await read(table) : await read(table).catch(() => '');
    const owner = ownerIn(text, ends);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function ownerIn(table: string, { client, server }: ConnectionEnds): number | undefined {
  const [from, to] = [hexEnd(client), hexEnd(server)];
  // The table has a line for every connection of this PC.
  for (let at = table.indexOf(from); at !== -1; at = table.indexOf(from, at + 1)) {
    const end = table.indexOf('\n', at);
    const line = table.slice(table.lastIndexOf('\n', at) + 1, end === -1 ? undefined : end);
    const [, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/);
    if (!local?.endsWith(from) || !remote?.endsWith(to)) continue;
    if (!isSameAddress(local, from) || !isSameAddress(remote, to)) continue;
    // A connection that its program has closed already stands there as root's, without an inode.
    if (inode === undefined || inode === '0' || !/^\d+$/.test(uid ?? '')) continue;
    return Number(uid);
  }
  return undefined;
}

/** IPv4 as it is, or mapped into IPv6 (RFC 4291 section 2.5.5.2). */
function isSameAddress(shown: string, end: string): boolean {
  const before = shown.slice(0, -end.length);
  return before === '' || before === `0000000000000000${mapped}`;
}

const little = endianness() === 'LE';
const mapped = little ? 'FFFF0000' : '0000FFFF';

/** `0100007F:1F90`: the address as a number of this machine, the port as it is read. */
function hexEnd({ address, port }: { address: string; port: number }): string {
  const bytes = address
    .replace(/^::ffff:/i, '')
    .split('.')
    .map(Number);
  if (little) bytes.reverse();
  return `${bytes.map(hex).join('')}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
