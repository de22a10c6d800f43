/**
 * tar as POSIX has it (IEEE 1003.1, `pax`, ustar interchange format); what its fields cannot say,
 * long or non-ASCII names and large sizes, stands in a pax header in front.
 */
import type { ArchiveItem, ArchiveWriter } from './archive-item.ts';

const BLOCK = 512;
/** What eleven octal digits reach. */
const MOST = 8 ** 11 - 1;
const ASCII = /^[\x20-\x7e]{1,100}$/;

export class TarWriter implements ArchiveWriter {
  begin(item: ArchiveItem): Buffer {
    const pax = paxRecords(item);
    const folder = item.kind === 'folder';
    const seconds = Math.floor(item.modified / 1000);
    const own = header({
      name: item.name,
      mode: folder ? 0o755 : 0o644,
      size: item.size,
      seconds,
      type: folder ? '5' : '0',
    });
    if (pax.length === 0) return own;
    const before = header({ name: 'pax', mode: 0o644, size: pax.length, seconds, type: 'x' });
    return Buffer.concat([before, pax, padding(pax.length), own]);
  }

  finish({ size }: ArchiveItem): Buffer {
    return padding(size);
  }

  *end(): Generator<Buffer> {
    yield Buffer.alloc(2 * BLOCK);
  }

  /** Bytes of the whole archive of these items. */
  sizeOf(items: readonly ArchiveItem[]): number {
    let bytes = 2 * BLOCK;
    for (const item of items) {
      const pax = paxRecords(item).length;
      bytes += BLOCK + roundedUp(item.size) + (pax > 0 ? BLOCK + roundedUp(pax) : 0);
    }
    return bytes;
  }
}

interface Header {
  name: string;
  mode: number;
  size: number;
  seconds: number;
  type: string;
}

function header({ name, mode, size, seconds, type }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  // A reader that knows no pax header gets at least this.
  block.write(ASCII.test(name) ? name : name.replace(/[^\x20-\x7e]/gu, '_').slice(-100), 0, 100);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(Math.min(size, MOST), 11), 124);
  block.write(octal(Math.min(seconds, MOST), 11), 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function paxRecords({ name, size }: ArchiveItem): Buffer {
  const records: string[] = [];
  if (!ASCII.test(name)) records.push(paxRecord('path', name));
  if (size > MOST) records.push(paxRecord('size', String(size)));
  return records.length === 0 ? NOTHING : Buffer.from(records.join(''));
}

const NOTHING = Buffer.alloc(0);

/** `LENGTH KEY=VALUE\n`, the length being that of the whole record in bytes. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function padding(size: number): Buffer {
  return Buffer.alloc(roundedUp(size) - size);
}

function roundedUp(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
