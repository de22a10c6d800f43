/** An archive that a peer makes: no more than it promised, and whole or an error. */
import { Readable } from 'node:stream';
import { fromProblem } from '../../api/problem.ts';
import type { HallwayError } from '../../base/errors.ts';
import { ArchiveHeader } from '../../model/archive.ts';
import type { StreamAnswer } from '../../net/peer-transport.ts';
import { interrupted } from '../file-error.ts';
import type { Archive } from './archive.ts';
import { senseless } from '../../net/shape.ts';

const MOST_PROBLEM = 8192;

/** Throws `peer.protocol` where the head of the answer makes no sense. */
export function peerArchive(answer: StreamAnswer): Archive {
  const files = wholeNumber(answer.headers[ArchiveHeader.files]);
  const bytes = wholeNumber(answer.headers[ArchiveHeader.bytes]);
  if (files === undefined || bytes === undefined) {
    answer.body.destroy();
    throw senseless();
  }
  const stream = Readable.from(whole(answer, bytes), { objectMode: false });
  // Also where nobody has begun to read.
  stream.once('close', () => answer.body.destroy());
  return { files, bytes, stream };
}

async function* whole({ body, trailers }: StreamAnswer, bytes: number): AsyncGenerator<Buffer> {
  let got = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    got += chunk.length;
    if (got > bytes) throw senseless();
    yield chunk;
  }
  const problem = trailers?.()[ArchiveHeader.problem];
  if (problem !== undefined) throw problemOf(problem);
  if (got !== bytes) throw interrupted();
}

function problemOf(text: string): HallwayError {
  try {
    const bytes = Buffer.from(text.slice(0, MOST_PROBLEM), 'base64url');
    return fromProblem(JSON.parse(bytes.toString('utf8')), 'peer.protocol');
  } catch {
    return senseless();
  }
}

function wholeNumber(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/u.test(header) ? Number(header) : undefined;
}
