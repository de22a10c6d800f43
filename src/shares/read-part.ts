/** Reading a part of a file: its range cut to the file, its stream ended by a signal. */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import { HallwayError } from '../base/errors.ts';
import { abortReason } from './file-writer.ts';

/** A range cut to a file of `size` bytes; throws `request.range` where nothing is left. */
export function cutRange(range: ByteRange | undefined, size: number): ByteRange | undefined {
  if (!range) return undefined;
  if (range.start < 0 || range.start >= size || range.end < range.start)
    throw new HallwayError('request.range', 'The file does not have these bytes.', {
      details: { size },
    });
  return { start: range.start, end: Math.min(range.end, size - 1) };
}

export function endWith(stream: Readable, signal: AbortSignal): void {
  const abort = (): void => void stream.destroy(abortReason(signal));
  signal.addEventListener('abort', abort, { once: true });
  stream.once('close', () => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
}
