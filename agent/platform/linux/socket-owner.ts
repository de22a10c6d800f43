/**
 * Which user holds the other end of a loopback connection: the kernel is asked for that one socket,
 * and where it does not tell, its table is read (`/proc/net/tcp`, proc_net(5)). It fills in the user;
 * nothing that the other program says is asked.
 */
import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { type AskSocket, openSocketQuestions } from './socket-question.ts';
import { TableScan } from './table-scan.ts';

export interface ConnectionEnds {
  /** The asking program's end. */
  client: { address: string; port: number };
  /** Ours. */
  server: { address: string; port: number };
}

/** The tables of a network namespace: of IPv4, and of IPv6 with what is mapped into it. */
export interface SocketTables {
  ipv4: TableScan;
  ipv6: TableScan;
}

const kernel: SocketTables = {
  ipv4: kernelTable('/proc/net/tcp'),
  ipv6: kernelTable('/proc/net/tcp6'),
};

function kernelTable(path: string): TableScan {
  return new TableScan(async () => {
    const file = await open(path, 'r');
    return {
      read: async (buffer, position) =>
        (await file.read(buffer, 0, buffer.length, position)).bytesRead,
      close: () => file.close(),
    };
  });
}

let question: Promise<AskSocket | undefined> | undefined;

/** The user id, or undefined where no living socket is at that end. Rejects without `/proc`. */
export async function socketOwner(ends: ConnectionEnds): Promise<number | undefined> {
  const ask = await (question ??= openSocketQuestions().catch(() => undefined));
  return ask?.(ends) ?? ownerInTables(ends);
}

/** As `socketOwner`, from tables. */
export async function ownerInTables(
  ends: ConnectionEnds,
  { ipv4, ipv6 }: SocketTables = kernel,
): Promise<number | undefined> {
  const match = (lines: string): number | undefined => ownerIn(lines, ends);
  const owner = await ipv4.find(match);
  // A kernel without IPv6 has no second table.
  return owner ?? ipv6.find(match).catch(() => undefined);
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
