/** `put`: a file or a whole folder of this PC into a writable share. */
import { createHash } from 'node:crypto';
import { lastSegment } from '../../src/base/safe-path.ts';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFolder, readFile, statUpload, writeFile } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Written } from '../../src/model/entry.ts';
import { displayText } from '../../src/base/text.ts';
import { forEachParallel, type CopiedFile } from './copy-result.ts';
import { fileSource } from './file-source.ts';
import type { LocalClient } from './local-client.ts';
import { hashFile } from './part-file.ts';
import { joinPath, shareParams, type RemotePlace } from './remote-path.ts';
import { kindOf, walkRemote } from './remote-tree.ts';

const PARALLEL = 4;

/** A smaller file is sent anew where sending it broke off. */
const RESUMED_BYTES = 8 * 1024 * 1024;

/** What becomes of a file whose name is taken; it is refused unless told. */
export interface IfTaken {
  /** It is written over what is there. */
  readonly replace?: boolean;
  /** It is kept beside, under a name that says so. */
  readonly keepBoth?: boolean;
}

/** Sends one file, or what is missing of it; `path` of the answer is the name that it has now. */
export async function uploadFile(
  client: LocalClient,
  source: string,
  size: number,
  place: RemotePlace,
  how: { onBytes: (bytes: number) => void } & IfTaken,
): Promise<CopiedFile> {
  const from = size < RESUMED_BYTES ? undefined : await arrivedBytes(client, place, size);
  const { written, own } = await send(client, { path: source, size, from }, place, how).catch(
    (error: unknown) => {
      if (!from || !(error instanceof HallwayError) || error.code !== 'transfer.changed')
        throw error;
      // What came is of another file: it is sent from its beginning.
      how.onBytes(-from);
      return send(client, { path: source, size, from: 0 }, place, how);
    },
  );
  if (/^[0-9a-f]{64}$/.test(written.hash) && written.hash !== own)
    throw new HallwayError(
      'transfer.changed',
      `${displayText(source, 300)} changed while it was being sent.`,
      { fix: 'Send it again when nobody writes to it.' },
    );
  return { path: lastSegment(written.path), bytes: size, hash: own };
}

/** `from`: bytes that an earlier run brought there; undefined for a file that is sent whole anyway. */
async function send(
  client: LocalClient,
  { path, size, from }: { path: string; size: number; from: number | undefined },
  place: RemotePlace,
  { onBytes, ...taken }: { onBytes: (bytes: number) => void } & IfTaken,
): Promise<{ written: Written; own: string }> {
  const hash = createHash('sha256');
  if (from)
    for await (const chunk of createReadStream(path, { end: from - 1 }))
      hash.update(chunk as Buffer);
  const resume = from === undefined ? {} : { from, prefix: hash.copy().digest('hex') };
  onBytes(from ?? 0);
  const body = fileSource(
    path,
    (chunk) => {
      hash.update(chunk);
      onBytes(chunk.length);
    },
    from,
  );
  const query = { path: place.path, ...taken, ...resume };
  const target = { params: shareParams(place), query };
  const written = await client.upload(writeFile, target, body, size - (from ?? 0));
  return { written, own: hash.digest('hex') };
}

interface LocalFile {
  readonly source: string;
  /** Path below the folder with `/`. */
  readonly relative: string;
  readonly size: number;
}

export interface LocalTree {
  /** Paths below the folder with `/`, parents first. */
  readonly folders: readonly string[];
  readonly files: readonly LocalFile[];
  readonly bytes: number;
  /** Links, sockets and devices, which are left out. */
  readonly skipped: readonly string[];
}

/** Everything below a folder of this PC. Symbolic links are not followed. */
export async function readLocalTree(root: string): Promise<LocalTree> {
  const folders: string[] = [];
  const files: LocalFile[] = [];
  const skipped: string[] = [];
  const visit = async (folder: string, relative: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      const inner = joinPath(relative, entry.name);
      if (entry.isDirectory()) {
        folders.push(inner);
        await visit(path, inner);
      } else if (entry.isFile()) {
        files.push({ source: path, relative: inner, size: (await stat(path)).size });
      } else skipped.push(path);
    }
  };
  await visit(root, '');
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { folders, files, bytes, skipped };
}

/** Sends a tree to a place; what an earlier run brought there whole is compared, not sent again. */
export async function uploadFolder(
  client: LocalClient,
  tree: LocalTree,
  place: RemotePlace,
  { onBytes, ...taken }: { onBytes: (bytes: number) => void } & IfTaken,
): Promise<CopiedFile[]> {
  const at = (relative: string): RemotePlace => ({
    ...place,
    path: relative === '' ? place.path : joinPath(place.path, relative),
  });
  const there = new Map<string, number>();
  if ((await kindOf(client, place)) === 'folder')
    for await (const { segments, entry } of walkRemote(client, place))
      there.set(segments.join('/'), entry.kind === 'folder' ? -1 : entry.size);
  else await makeFolder(client, place);
  for (const folder of tree.folders)
    if (there.get(folder) !== -1) await makeFolder(client, at(folder));

  const done: CopiedFile[] = [];
  await forEachParallel(tree.files, PARALLEL, async ({ source, relative, size }) => {
    const target = at(relative);
    const known = there.get(relative);
    const send = async (): Promise<void> => {
      const copied = await uploadFile(client, source, size, target, { onBytes, ...taken });
      const name = relative.slice(0, relative.lastIndexOf('/') + 1) + copied.path;
      done.push({ ...copied, path: name });
    };
    if (known === undefined) return send();
    const hash = await hashFile(source);
    if (known !== size || (await hashRemote(client, target)) !== hash) {
      if (known < 0 || !(taken.replace || taken.keepBoth)) throw inTheWay(target);
      return send();
    }
    onBytes(size);
    done.push({ path: relative, bytes: size, hash });
  });
  return done;
}

async function arrivedBytes(
  client: LocalClient,
  place: RemotePlace,
  size: number,
): Promise<number> {
  const query = { path: place.path, size };
  return (await client.call(statUpload, { params: shareParams(place), query })).bytes;
}

export function inTheWay(place: RemotePlace): HallwayError {
  const where = `${place.device.name}/${place.share.name}/${place.path}`;
  return new HallwayError(
    'path.exists',
    `${displayText(where, 300)} is already there and differs.`,
    { fix: 'Name another destination, or say --replace or --keep-both.' },
  );
}

export async function makeFolder(client: LocalClient, place: RemotePlace): Promise<void> {
  await client.call(createFolder, { params: shareParams(place), query: { path: place.path } });
}

async function hashRemote(client: LocalClient, place: RemotePlace): Promise<string> {
  const { body } = await client.download(readFile, {
    params: shareParams(place),
    query: { path: place.path },
  });
  const hash = createHash('sha256');
  for await (const chunk of body as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
