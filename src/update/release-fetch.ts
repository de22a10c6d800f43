/**
 * Brings the files of a release into their folder: from this PC's own version where they are the
 * same, else from a colleague. Whatever is cut off goes on where it was; nothing counts before its
 * hash is right and it is on the disk.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  chmod,
  constants,
  copyFile,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '../store/durable-file.ts';
import { KEY, LIST, refused, SIGNATURE, type ReleaseFile, type SignedRelease } from './release.ts';

export interface FetchOptions {
  signed: SignedRelease;
  /** Where it is collected; what an earlier run left there is used. */
  into: string;
  /** The installation that runs now, with what is in it by hash. */
  own: { folder: string; files: readonly ReleaseFile[]; key: string };
  /** The bytes of a file from there on. */
  read: (file: ReleaseFile, from: number, signal: AbortSignal) => Promise<Readable>;
  progress: (bytes: number) => void;
  signal: AbortSignal;
}

/** Throws `update.refused` where bytes are not those of the release, or what `read` throws. */
export async function fetchRelease(options: FetchOptions): Promise<void> {
  const { signed, into, own, signal } = options;
  await beginOrGoOn(into, signed.text);
  const here = new Map(own.files.map((file) => [file.sha256, file]));
  let done = 0;
  for (const file of signed.release.files) {
    signal.throwIfAborted();
    const at = join(into, file.path);
    await mkdir(dirname(at), { recursive: true, mode: 0o700 });
    if (!(await isWhole(at, file))) {
      const same = here.get(file.sha256);
      const taken = same && (await take(join(own.folder, same.path), at, file));
      if (!taken) await pull(options, file, at, done);
    }
    await chmod(at, file.run ? 0o755 : 0o644);
    done += file.size;
    options.progress(done);
  }
  // The key that this installation trusts goes on to be trusted, unless the new one brings another.
  if (!signed.release.files.some(({ path }) => path === KEY))
    await writeDurably(join(into, KEY), own.key);
  await writeDurably(join(into, SIGNATURE), `${signed.signature}\n`);
  await writeDurably(join(into, LIST), signed.text);
  const folders = new Set(signed.release.files.map(({ path }) => dirname(join(into, path))));
  for (const folder of [...folders, into]) await syncFolder(folder);
}

/** What was begun of another list goes: files that are not signed have no place here. */
async function beginOrGoOn(into: string, text: string): Promise<void> {
  const note = `${into}.list`;
  const begun = await readFile(note, 'utf8').catch(() => undefined);
  if (begun === text) return;
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true, mode: 0o700 });
  await writeDurably(note, text);
}

async function isWhole(path: string, file: ReleaseFile): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  return size === file.size && (await hashOfFile(path)) === file.sha256;
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * A copy of its own, so that whatever happens to one version leaves the other; false if it is not what
 * it should be.
 */
async function take(source: string, at: string, file: ReleaseFile): Promise<boolean> {
  const part = `${at}.part`;
  await rm(part, { force: true });
  try {
    await copyFile(source, part, constants.COPYFILE_FICLONE);
    if (!(await isWhole(part, file))) return false;
    await sync(part);
    await rename(part, at);
    return true;
  } catch {
    return false;
  } finally {
    await rm(part, { force: true });
  }
}

async function pull(
  { read, progress, signal }: FetchOptions,
  file: ReleaseFile,
  at: string,
  done: number,
): Promise<void> {
  const part = `${at}.part`;
  const before = await stat(part).then(
    (found) => found.size,
    () => 0,
  );
  const from = before < file.size ? before : 0;
  if (file.size > 0) {
    let bytes = from;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, then) {
        bytes += chunk.length;
        progress(done + Math.min(bytes, file.size));
        then(bytes > file.size ? refused('a file is longer than it should be') : null, chunk);
      },
    });
    const target = createWriteStream(part, { flags: from > 0 ? 'a' : 'w', mode: 0o600 });
    await pipeline(await read(file, from, signal), counted, target, { signal });
  } else await writeFile(part, '');
  if (!(await isWhole(part, file))) {
    const short = (await stat(part)).size < file.size;
    // A whole file with other bytes is somebody's doing; half a one goes on later.
    if (short) throw new Error('The file ended early.');
    await rm(part, { force: true });
    throw refused('a file is not what the release says');
  }
  await sync(part);
  await rename(part, at);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+').catch(() => open(path, 'r'));
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await sync(`${path}.part`);
  await rename(`${path}.part`, path);
}
