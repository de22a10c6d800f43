/** The call of `src/shares/local/held-bytes.ts`: preadv2(2), through Node's own `node:ffi`. */
import { endianness } from 'node:os';
import type { ReadHeld } from '../../../src/shares/local/held-bytes.ts';

/** Fails rather than waiting for what is not in memory; some file systems (FUSE) fail always. */
const RWF_NOWAIT = 8;
/** A `struct iovec` of 64 bits. */
const IOVEC = { bytes: 16, base: 0, length: 8 };
const NONE = -1;

let opened: ReadHeld | undefined;

/** Loads what it needs when the first file is read, which most agents never do. */
export const readHeld: ReadHeld = (handle, into, position) =>
  (opened ??= openReadHeld() ?? (() => NONE))(handle, into, position);

/** Undefined where this Node or this system has no such call. */
function openReadHeld(): ReadHeld | undefined {
  if (process.platform !== 'linux' || endianness() !== 'LE') return undefined;
  try {
    const { dlopen, getRawPointer } = process.getBuiltinModule('node:ffi');
    const { functions } = dlopen(null, {
      preadv2: { arguments: ['i32', 'buffer', 'i32', 'i64', 'i32'], return: 'i64' },
    });
    const place = Buffer.alloc(IOVEC.bytes);
    return (handle, into, position) => {
      place.writeBigUInt64LE(getRawPointer(into), IOVEC.base);
      place.writeBigUInt64LE(BigInt(into.length), IOVEC.length);
      return Number(functions.preadv2(handle, place, 1, BigInt(position), RWF_NOWAIT));
    };
  } catch {
    return undefined;
  }
}
