/** The `Range` header of a request as the range that `FileSystem.read` takes (RFC 9110 section 14.2). */
import { parseByteRange, type ByteRange } from '../base/byte-range.ts';
import { HallwayError } from '../base/errors.ts';

/** An end behind every file, of 15 digits as `parseByteRange` reads them. */
const OPEN_END = 999_999_999_999_999;

/**
 * Only a suffix (`bytes=-500`) needs the file's size beforehand; `size` is asked then alone.
 * Undefined means the whole file: no header, or one that is malformed or names several ranges.
 * A range that the file turns out not to have is refused by `read` with `request.range`.
 */
export async function requestedRange(
  header: string | undefined,
  size: () => Promise<number>,
): Promise<ByteRange | undefined> {
  const suffix = header?.trim().startsWith('bytes=-') ?? false;
  const total = suffix ? await size() : OPEN_END + 1;
  const range = parseByteRange(header, total);
  if (range === 'unsatisfiable')
    throw new HallwayError('request.range', 'The file does not have these bytes.', {
      details: { size: total },
    });
  return range;
}
