/**
 * Copies a file or folder from one share to another. What is to be copied is looked up before
 * anything is made, since one share may lie inside the other.
 */
import { pipeline, type Readable, Transform } from 'node:stream';
import { HallwayError } from '../base/errors.ts';
import type { CarryProgress } from '../model/carry.ts';
import type { FileStat, FileSystem } from './file-system.ts';

/** More files than anybody drags from one window to another. */
const MOST_FILES = 200_000;
const PAGE = 2000;

export interface CopyPlace {
  files: FileSystem;
  path: string;
}

export interface CopyBetweenOptions {
  /** False: of a folder only itself. */
  deep: boolean;
  signal: AbortSignal;
  /** Hears of every buffer that passed, with totals from before the first; it may not throw. */
  onProgress?: ((progress: Readonly<CarryProgress>) => void) | undefined;
}

interface Step {
  /** Below what is copied; empty for itself. */
  path: string;
  kind: FileStat['kind'];
  size: number;
  modified: number;
}

/** What was copied. Throws `path.exists` where a name is taken; what is whole by then stays. */
export async function copyBetween(
  from: CopyPlace,
  to: CopyPlace,
  options: CopyBetweenOptions,
): Promise<CarryProgress> {
  const { kind: what, size: bytes, modified: time } = await from.files.stat(from.path);
  const steps: Step[] = [{ path: '', kind: what, size: bytes, modified: time }];
  if (what === 'folder' && options.deep) await addBelow(from.files, from.path, '', steps);
  const files = steps.filter(({ kind }) => kind === 'file');
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  const progress = { files: 0, bytes: 0, totalFiles: files.length, totalBytes };
  for (const { path, kind, modified } of steps) {
    options.signal.throwIfAborted();
    const [source, target] = [from.path + path, to.path + path];
    if (kind === 'folder') {
      await to.files.createFolder(target);
      continue;
    }
    const { stream, size } = await from.files.read(source.replace(/^\//, ''), options);
    const counted = options.onProgress
      ? counting(stream, (length) => {
          progress.bytes += length;
          options.onProgress?.(progress);
        })
      : stream;
    try {
      await to.files.write(target, counted, { size, modified, signal: options.signal });
    } finally {
      stream.destroy();
      counted.destroy();
    }
    progress.files += 1;
  }
  return progress;
}

function counting(stream: Readable, onBytes: (length: number) => void): Readable {
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  // Whoever writes hears of an end before the end; the stream is ended by then.
  pipeline(stream, counter, () => {});
  return counter;
}

async function addBelow(
  files: FileSystem,
  top: string,
  folder: string,
  steps: Step[],
): Promise<void> {
  let after: string | undefined;
  do {
    const page = await files.list(`${top}${folder}`.replace(/^\//, ''), { after, limit: PAGE });
    for (const { name, kind, size, modified } of page.entries) {
      const path = `${folder}/${name}`;
      if (steps.length >= MOST_FILES)
        throw new HallwayError('request.too_large', 'These are too many files for one copy.', {
          fix: 'Copy its folders one by one.',
        });
      steps.push({ path, kind, size, modified });
      if (kind === 'folder') await addBelow(files, top, path, steps);
    }
    after = page.next ?? undefined;
  } while (after !== undefined);
}
