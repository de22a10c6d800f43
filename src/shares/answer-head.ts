/** What a peer says of a file in the headers of its answer, checked (RFC 9110 sections 8 and 14). */
import type { ByteRange } from '../base/byte-range.ts';
import type { StreamAnswer } from '../net/peer-transport.ts';
import { senseless } from '../net/shape.ts';

export interface AnswerHead {
  size: number;
  modified: number;
  etag: string;
  /** What the body carries; undefined for the whole file. */
  range: ByteRange | undefined;
}

/** `asked` is the range of the request: another one in the answer is refused. */
export function answerHead(
  { status, headers }: Pick<StreamAnswer, 'status' | 'headers'>,
  asked: ByteRange | undefined,
  now: number,
): AnswerHead {
  const range = status === 206 ? answeredRange(headers['content-range'], asked) : undefined;
  const length = wholeNumber(headers['content-length']);
  if (range ? length !== undefined && length !== range.end - range.start + 1 : length === undefined)
    throw senseless();
  const size = range?.size ?? length;
  if (size === undefined) throw senseless();
  const modified = Date.parse(headers['last-modified'] ?? '');
  return {
    size,
    modified: modified >= 0 ? modified : now,
    etag: entityTag(headers['etag']) ?? `"${size}-${modified >= 0 ? modified : 0}"`,
    range: range && { start: range.start, end: range.end },
  };
}

function answeredRange(
  header: string | undefined,
  asked: ByteRange | undefined,
): ByteRange & { size: number } {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/u.exec(header ?? '');
  const [start = -1, end = -1, size = -1] = (match ?? []).slice(1).map(Number);
  if (!asked || start !== asked.start || end !== Math.min(asked.end, size - 1)) throw senseless();
  return { start, end, size };
}

function wholeNumber(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/u.test(header) ? Number(header) : undefined;
}

function entityTag(header: string | undefined): string | undefined {
  return header !== undefined && /^"[\x21\x23-\x7e]{1,200}"$/u.test(header) ? header : undefined;
}
