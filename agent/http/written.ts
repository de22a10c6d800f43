/** Bytes of a file onto a connection, out of a buffer that is used again. */
import type { ServerResponse } from 'node:http';

/** Resolves when they are on their way, and their buffer free; rejects if the connection ends first. */
export function written(raw: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the reader went away'));
    raw.once('close', gone);
    raw.write(bytes, (error) => {
      raw.off('close', gone);
      if (error) reject(error);
      else resolve();
    });
    if (raw.destroyed) gone();
  });
}
