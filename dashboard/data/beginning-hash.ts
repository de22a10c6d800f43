/** SHA-256 of the beginning of a file, read in parts: browsers themselves hash only what is in memory. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Of the first `bytes`, in lower-case hex. Rejects with the reason of `signal`. */
export async function beginningHash(
  file: Blob,
  bytes: number,
  signal: AbortSignal,
): Promise<string> {
  const hash = sha256.create();
  const reader = file.slice(0, bytes).stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    signal.throwIfAborted();
    hash.update(read.value);
  }
  return bytesToHex(hash.digest());
}
