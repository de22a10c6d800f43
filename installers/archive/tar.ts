/**
 * Writes tar (POSIX.1-1988 ustar): one time and one owner for all, so that equal entries make equal
 * bytes. Longer names than ustar takes (100 and a prefix of 155) are refused.
 */
import { bytesOf, withFolders, type Entry } from './entry.ts';

const BLOCK = 512;

/** `prefix` stands before each path (`./` in Debian's packages); `time` in seconds since 1970. */
export function tar(entries: readonly Entry[], time: number, prefix = ''): Buffer {
  const parts: Buffer[] = [];
  if (prefix === './') parts.push(header({ path: '', mode: 0o755 }, './', 0, time));
  for (const entry of withFolders(entries)) {
    const bytes = bytesOf(entry);
    parts.push(header(entry, `${prefix}${entry.path}`, bytes.length, time), bytes);
    const rest = bytes.length % BLOCK;
    if (rest > 0) parts.push(Buffer.alloc(BLOCK - rest));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

function header(entry: Entry, path: string, size: number, time: number): Buffer {
  const { name, before } = split(path);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): void =>
    void block.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
  block.write(name, 0, 'utf8');
  octal(entry.mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(time, 136, 12);
  block.fill(' ', 148, 156);
  block.write(path.endsWith('/') ? '5' : entry.link === undefined ? '0' : '2', 156, 'latin1');
  if (entry.link !== undefined) block.write(entry.link, 157, 'utf8');
  block.write('ustar\x0000root', 257, 'latin1');
  block.write('root', 297, 'latin1');
  block.write(before, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function split(path: string): { name: string; before: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, before: '' };
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [before, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(before) <= 155 && name !== '')
      return { name, before };
  }
  throw new Error(`This path is too long for a package: ${path}`);
}
