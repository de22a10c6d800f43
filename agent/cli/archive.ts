/** `get --zip` and `--tar`: files and folders of a share as one archive, into a file or a pipe. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { readArchive } from '../../src/api/local.ts';
import { fromProblem } from '../../src/api/problem.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { lastSegment, sanitizeFileName } from '../../src/base/safe-path.ts';
import { displayText } from '../../src/base/text.ts';
import { ArchiveHeader, type ArchiveFormat } from '../../src/model/archive.ts';
import { UsageError, type Context } from './command.ts';
import { copySummary, type CopyResult } from './copy-result.ts';
import type { Download } from './local-client.ts';
import { alreadyThere, discard, exists, PartFile, requireFolderOf } from './part-file.ts';
import { Progress } from './progress.ts';
import { findPlace, shareParams, type RemotePlace } from './remote-path.ts';
import { stopRequested } from './stop-signal.ts';

const WRITE_BUFFER = 1024 * 1024;

/** The archive that was asked for, or undefined. */
export function archiveWanted(
  context: Context,
): { format: ArchiveFormat; target: string } | undefined {
  const [zip, tar] = [context.text('zip'), context.text('tar')];
  if (zip !== undefined && tar !== undefined)
    throw new UsageError('Choose one of --zip and --tar.');
  const target = zip ?? tar;
  if (target === undefined) return undefined;
  if (target === '-' && context.json)
    throw new UsageError(
      '- and --json would both write to standard output: name a file for the archive.',
    );
  return { format: zip === undefined ? 'tar' : 'zip', target };
}

/** Nothing is left where it fails: an archive is whole, or not there. */
export async function getArchive(
  context: Context,
  { format, target }: { format: ArchiveFormat; target: string },
): Promise<void> {
  const startedAt = performance.now();
  const places = await placesOf(context);
  const [first] = places;
  if (!first) return;
  const path = target === '-' ? undefined : await destination(context, target, first, format);
  const answer = await context.client.download(readArchive, {
    params: shareParams(first),
    body: { paths: places.map((place) => place.path), format },
  });
  const received = path
    ? await intoFile(context, answer, path)
    : await receive(context, answer, context.io.bytes(), 'archive');
  const result: CopyResult = {
    ...received,
    files: Number(answer.headers[ArchiveHeader.files] ?? 0),
    seconds: Math.round(performance.now() - startedAt) / 1000,
    sources: 1,
  };
  const said = copySummary(result, 'Packed');
  if (path) context.answer(result, `${said}\n${displayText(path, 4096)}`);
  else if (context.io.err.terminal) context.note(said);
}

/** All of one share: one PC makes the archive. */
async function placesOf(context: Context): Promise<RemotePlace[]> {
  const places: RemotePlace[] = [];
  for (const text of context.argumentsFrom(0)) places.push(await findPlace(context.client, text));
  const [first] = places;
  if (
    places.some(
      ({ device, share }) => device.id !== first?.device.id || share.id !== first?.share.id,
    )
  )
    throw new UsageError('An archive holds files of one share. Make one for each.');
  return places;
}

async function destination(
  context: Context,
  typed: string,
  place: RemotePlace,
  format: ArchiveFormat,
): Promise<string> {
  let path = resolve(context.io.cwd, typed);
  const at = await stat(path).catch(() => undefined);
  if (at?.isDirectory()) {
    const name = sanitizeFileName(lastSegment(place.path) || place.share.name);
    path = join(path, `${name}.${format}`);
  }
  if (await exists(path)) throw alreadyThere(path);
  await requireFolderOf(path);
  return path;
}

async function intoFile(
  context: Context,
  answer: Download,
  path: string,
): Promise<{ bytes: number; hash: string }> {
  const part = new PartFile(path, 'archive');
  const growing = part.pathFor(randomUUID());
  const stop = stopRequested();
  void stop.requested.then(() =>
    answer.body.destroy(new HallwayError('request.cancelled', 'It was cancelled.')),
  );
  try {
    const file = createWriteStream(growing, {
      flags: 'wx',
      highWaterMark: WRITE_BUFFER,
      flush: true,
    });
    const received = await receive(context, answer, file, lastSegment(path));
    await part.finish(growing);
    return received;
  } catch (error) {
    answer.body.destroy();
    await discard(growing);
    throw error;
  } finally {
    stop.dispose();
  }
}

/** Throws the reason that stands behind an archive that came to nothing. */
async function receive(
  { io }: Context,
  { body, headers }: Download,
  target: Writable,
  label: string,
): Promise<{ bytes: number; hash: string }> {
  const total = Number(headers[ArchiveHeader.bytes] ?? 0);
  const progress = new Progress(io.err, total, label);
  const hash = createHash('sha256');
  let bytes = 0;
  const tap = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      progress.add(chunk.length);
      yield chunk;
    }
    const problem = body.trailers[ArchiveHeader.problem];
    if (problem !== undefined)
      throw fromProblem(
        JSON.parse(Buffer.from(problem, 'base64url').toString('utf8')),
        'agent.internal',
      );
    if (bytes !== total) throw new Error('The archive is not whole.');
  };
  try {
    await pipeline(body, tap, target);
  } catch (cause) {
    const known = asHallwayError(cause);
    if (known.code !== 'agent.internal') throw known;
    throw new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
      fix: 'Run the same command again.',
      cause,
    });
  } finally {
    progress.end();
  }
  return { bytes, hash: hash.digest('hex') };
}
