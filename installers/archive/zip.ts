/** Writes ZIP (APPNOTE 6.3.10) with deflate: one time for all, so that equal entries make equal bytes. */
import { crc32, deflateRawSync } from 'node:zlib';
import { bytesOf, withFolders, type Entry } from './entry.ts';

/** `prefix` stands before each path; `time` in seconds since 1970. */
export function zip(entries: readonly Entry[], time: number, prefix: string): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const entry of withFolders(entries).filter(({ path }) => !path.endsWith('/'))) {
    const name = Buffer.from(prefix + entry.path);
    const bytes = bytesOf(entry);
    const packed = deflateRawSync(bytes, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    // Names are UTF-8 (section 4.4.4); deflate (4.4.5).
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(dosTime(time), 6);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(entry.mode * 0x10000, 6);
    tail.writeUInt32LE(at, 10);
    parts.push(Buffer.from('PK\x03\x04'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, name);
    at += 4 + common.length + name.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  const count = directory.length / 4;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

/** Date and time as MS-DOS had them, in UTC. */
function dosTime(time: number): number {
  const date = new Date(time * 1000);
  const day =
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const clock =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 0x10000 + clock;
}
