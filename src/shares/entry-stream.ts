/** Whole folders on the wire: lines of JSON, each a group of entries, the last one their number. */
import type { Readable } from 'node:stream';
import { fromProblem } from '../api/problem.ts';
import { EntryLine } from '../model/entry.ts';
import { checked, senseless } from '../net/shape.ts';
import { interrupted } from './file-error.ts';
import { abortReason } from './file-writer.ts';
import type { EntriesOptions, EntryGroup, FileSystem } from './file-system.ts';

/** Longest line that is read: a few hundred entries of the longest names. */
const MOST_LINE = 1 << 20;
/** A PC that goes on listing is broken, or worse. */
const MOST_ENTRIES = 1_000_000;
const NEWLINE = 0x0a;

/** Lines of what a folder holds. A failure on the way is for whoever writes them to tell. */
export async function* entryLines(groups: AsyncIterable<EntryGroup>): AsyncGenerator<string> {
  let end = 0;
  for await (const entries of groups) {
    end += entries.length;
    yield `${JSON.stringify({ entries })}\n`;
  }
  yield `${JSON.stringify({ end })}\n`;
}

/**
 * What lines of `entryLines` say, checked; throws the problem that is in them. Reads to the end of the
 * body, so that its connection is free for the next question.
 */
export async function* readEntryLines(body: Readable): AsyncGenerator<EntryGroup> {
  let count = 0;
  let ended = false;
  for await (const text of linesOf(body)) {
    if (ended) throw senseless();
    const line = lineOf(text);
    if ('end' in line) {
      if (line.end !== count) throw interrupted();
      ended = true;
      continue;
    }
    count += line.entries.length;
    if (count > MOST_ENTRIES) throw senseless();
    yield line.entries;
  }
  if (!ended) throw interrupted();
}

function lineOf(text: string): EntryLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw senseless();
  }
  if (typeof value === 'object' && value !== null && 'error' in value)
    throw fromProblem(value, 'peer.protocol');
  return checked(EntryLine, value, 'peer.protocol', 'The answer of the PC');
}

async function* linesOf(body: Readable): AsyncGenerator<string> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      kept.push(chunk.subarray(start, end));
      yield Buffer.concat(kept).toString('utf8');
      [kept, length, start] = [[], 0, end + 1];
    }
    kept.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MOST_LINE) throw senseless();
  }
}

/** A whole folder by its pages, for file systems that have nothing better. */
export async function* entriesByPages(
  files: Pick<FileSystem, 'list'>,
  path: string,
  { etags, signal }: EntriesOptions = {},
): AsyncGenerator<EntryGroup> {
  let after: string | undefined;
  // Soon there, then in larger steps.
  let limit = 200;
  do {
    if (signal?.aborted) throw abortReason(signal);
    const page = await files.list(path, { after, limit, etags });
    if (page.entries.length > 0) yield page.entries;
    after = page.next ?? undefined;
    limit = 2000;
  } while (after !== undefined);
}
