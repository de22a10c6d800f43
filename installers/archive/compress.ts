/**
 * Makes an archive small: by the program xz where the build machine has it, else by Zstandard of
 * Node itself, which takes a sixth more. Both make equal bytes of equal bytes.
 */
import { spawnSync } from 'node:child_process';
import { constants, zstdCompressSync } from 'node:zlib';

export interface Compressed {
  bytes: Buffer;
  /** What a file's name ends with. */
  ending: '.xz' | '.zst';
}

/** `quick`: for a look, where the size does not matter. `x86`: most of it is such machine code. */
export function compress(bytes: Buffer, { quick = false, x86 = false } = {}): Compressed {
  const packed = quick ? undefined : byXz(bytes, x86);
  if (packed) return { bytes: packed, ending: '.xz' };
  const params = { [constants.ZSTD_c_compressionLevel]: quick ? 1 : 19 };
  return { bytes: zstdCompressSync(bytes, { params }), ending: '.zst' };
}

/** Undefined where there is no xz. */
function byXz(bytes: Buffer, x86: boolean): Buffer | undefined {
  // The branch filter makes jumps of equal aim equal bytes: 3 % less of Node.
  const filters = [...(x86 ? ['--x86'] : []), '--lzma2=preset=6,dict=64MiB'];
  const { status, stdout } = spawnSync('xz', ['-T1', '-C', 'crc32', ...filters, '-c'], {
    input: bytes,
    maxBuffer: bytes.length + 1024,
  });
  return status === 0 ? stdout : undefined;
}
