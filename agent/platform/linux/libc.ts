/** The calls of `src/shares/local/libc.ts`, through Node's own `node:ffi`. */
import { endianness } from 'node:os';
import type { FileFacts, Libc } from '../../../src/shares/local/libc.ts';

const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_NO_AUTOMOUNT = 0x800;
const STATX_BASIC_STATS = 0x7ff;
/** Places in `struct statx` (linux/stat.h). */
const STATX = { bytes: 256, mode: 28, size: 40, blocks: 48, seconds: 112, nanoseconds: 120 };

/** Undefined where this Node or this system has no such calls. */
export function openLibc(): Libc | undefined {
  if (process.platform !== 'linux' || endianness() !== 'LE') return undefined;
  try {
    const { dlopen } = process.getBuiltinModule('node:ffi');
    const { functions } = dlopen(null, {
      getdents64: { arguments: ['i32', 'buffer', 'u64'], return: 'i64' },
      statx: { arguments: ['i32', 'buffer', 'i32', 'u32', 'buffer'], return: 'i32' },
    });
    const flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
    const facts = Buffer.alloc(STATX.bytes);
    return {
      readFolder: (handle, into) => Number(functions.getdents64(handle, into, BigInt(into.length))),
      factsOf: (handle, name) =>
        functions.statx(handle, name, flags, STATX_BASIC_STATS, facts) === 0
          ? readFacts(facts)
          : undefined,
    };
  } catch {
    return undefined;
  }
}

function readFacts(facts: Buffer): FileFacts {
  return {
    mode: facts.readUInt16LE(STATX.mode),
    size: uint64(facts, STATX.size),
    blocks: uint64(facts, STATX.blocks),
    modifiedMs:
      (facts.readUInt32LE(STATX.seconds) + facts.readInt32LE(STATX.seconds + 4) * 2 ** 32) * 1000 +
      Math.floor(facts.readUInt32LE(STATX.nanoseconds) / 1e6),
  };
}

/** Exact up to 2^53. */
function uint64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
