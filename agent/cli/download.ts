/** `get`: a file or a whole folder of a share onto this PC's disk. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readFile } from '../../src/api/local.ts';
import { FreeNames } from '../../src/base/free-names.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { lastSegment, sanitizeFileName } from '../../src/base/safe-path.ts';
import { forEachParallel, type CopiedFile } from './copy-result.ts';
import type { Download, LocalClient } from './local-client.ts';
import { alreadyThere, discard, hashFile, PartFile, resumeHash } from './part-file.ts';
import { getInPieces } from './pieces.ts';
import { shareParams, type RemotePlace } from './remote-path.ts';
import { walkRemote } from './remote-tree.ts';

/** Files fetched at once from a folder; more gain nothing over one link. */
const PARALLEL = 4;
const WRITE_BUFFER = 1024 * 1024;

/**
 * Fetches one file to `target`, which must not exist. `onBytes` also hears bytes kept from before.
 * `size`: where it is known.
 */
export async function downloadFile(
  client: LocalClient,
  place: RemotePlace,
  target: string,
  onBytes: (bytes: number) => void,
  size?: number,
): Promise<CopiedFile> {
  const part = new PartFile(target, `${place.device.id}/${place.share.id}/${place.path}`);
  const earlier = await part.find();
  if (!earlier) {
    const copied = await getInPieces(client, place, target, { size }, onBytes);
    if (copied) return copied;
  }
  const open = (from: number): Promise<Download> =>
    client.download(readFile, { params: shareParams(place), query: { path: place.path } }, from);
  // One byte is asked for again, so that the range is never empty.
  let from = Math.max(0, (earlier?.size ?? 0) - 1);
  let answer: Download | undefined;
  if (earlier && from > 0) {
    answer = await open(from).catch((error: unknown) => {
      // The source is shorter than what is here, so it changed.
      if (error instanceof HallwayError && error.code === 'request.range') return undefined;
      throw error;
    });
    const same = answer?.status === 206 && part.pathFor(versionOf(answer)) === earlier.path;
    if (!same) {
      if (answer?.status === 206) answer.body.destroy();
      if (answer?.status !== 200) answer = undefined;
      from = 0;
    }
  }
  if (earlier && from === 0) await discard(earlier.path);
  answer ??= await open(0);

  const path = part.pathFor(versionOf(answer));
  const hash = from > 0 ? await resumeHash(path, from) : createHash('sha256');
  onBytes(from);
  const bytes = from + (await receive(answer, path, from, hash, onBytes));
  const modified = Date.parse(answer.headers['last-modified'] ?? '');
  if (!Number.isNaN(modified)) await utimes(path, new Date(), new Date(modified));
  await part.finish(path);
  return { path: lastSegment(place.path), bytes, hash: hash.digest('hex') };
}

function versionOf({ headers }: Download): string {
  return headers.etag ?? headers['last-modified'] ?? '';
}

/** Writes an answer's bytes from `from` on; the number of bytes it brought. */
async function receive(
  { body }: Download,
  path: string,
  from: number,
  hash: Hash,
  onBytes: (bytes: number) => void,
): Promise<number> {
  let received = 0;
  const file = createWriteStream(path, {
    flags: from > 0 ? 'r+' : 'wx',
    start: from,
    highWaterMark: WRITE_BUFFER,
  });
  const count = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      received += chunk.length;
      onBytes(chunk.length);
      yield chunk;
    }
  };
  try {
    await pipeline(body, count, file);
  } catch (cause) {
    // This PC's own disk first: that the connection then ends is its consequence.
    const known = asHallwayError(cause);
    if (known.code !== 'agent.internal') throw known;
    if (body.complete) throw cause;
    throw new HallwayError('transfer.interrupted', 'The connection broke before the end.', {
      fix: 'Run the same command again: it goes on where it stopped.',
      cause,
    });
  }
  return received;
}

interface Wanted {
  readonly place: RemotePlace;
  readonly target: string;
  readonly relative: string;
  readonly size: number;
  /** True if an earlier run brought it. */
  readonly there: boolean;
}

/** What a folder's copy takes: the folders to make and the files to fetch. */
export interface FolderPlan {
  readonly folders: readonly string[];
  readonly files: readonly Wanted[];
  readonly bytes: number;
}

/**
 * Reads the whole tree and decides every local name. Names that mean the same file on this PC get
 * a number; a file in the way that is not an earlier copy is `path.exists` before a byte moves.
 */
export async function planFolder(
  client: LocalClient,
  place: RemotePlace,
  target: string,
): Promise<FolderPlan> {
  const folders = [target];
  const files: Wanted[] = [];
  const names = new LocalNames(target);
  let bytes = 0;
  for await (const { path, segments, entry } of walkRemote(client, place)) {
    const local = names.pathOf(segments);
    if (entry.kind === 'folder') {
      folders.push(local);
      continue;
    }
    const at = await lstat(local).catch(() => undefined);
    // FAT keeps times to two seconds.
    const there =
      at?.isFile() === true &&
      at.size === entry.size &&
      Math.abs(at.mtimeMs - entry.modified) <= 2000;
    if (at && !there) throw alreadyThere(local);
    const relative = segments.join('/');
    files.push({ place: { ...place, path }, target: local, relative, size: entry.size, there });
    bytes += entry.size;
  }
  return { folders, files, bytes };
}

export async function downloadFolder(
  client: LocalClient,
  plan: FolderPlan,
  onBytes: (bytes: number) => void,
): Promise<CopiedFile[]> {
  for (const folder of plan.folders) await mkdir(folder, { recursive: true });
  const done: CopiedFile[] = [];
  await forEachParallel(plan.files, PARALLEL, async (file) => {
    if (file.there) onBytes(file.size);
    const copied = file.there
      ? { bytes: file.size, hash: await hashFile(file.target) }
      : await downloadFile(client, file.place, file.target, onBytes, file.size);
    done.push({ ...copied, path: file.relative });
  });
  return done;
}

/** Local paths for remote ones; no two remote paths share a local one, whatever their case. */
class LocalNames {
  readonly #root: string;
  readonly #paths = new Map<string, string>();
  readonly #names = new Map<string, FreeNames>();

  constructor(root: string) {
    this.#root = root;
  }

  pathOf(segments: readonly string[]): string {
    if (segments.length === 0) return this.#root;
    const key = segments.join('/');
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    const folder = this.pathOf(segments.slice(0, -1));
    const name = sanitizeFileName(segments.at(-1) ?? '');
    const names = this.#names.get(folder) ?? new FreeNames();
    this.#names.set(folder, names);
    const local = join(folder, names.take(name));
    this.#paths.set(key, local);
    return local;
  }
}
