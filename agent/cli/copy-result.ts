/** What `get` and `put` tell when they are done, and the work shared between several files. */
import { createHash } from 'node:crypto';
import { plural, sizeText } from './output.ts';

export interface CopiedFile {
  /** Path below the copied folder with `/`, or the file's name. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
  /** Devices that its bytes came from, where that was more than its own. */
  readonly sources?: readonly string[];
}

export interface CopyResult {
  bytes: number;
  files: number;
  seconds: number;
  /** Number of devices the bytes came from. */
  sources: number;
  /**
   * SHA-256 of the file; for a folder that of the list that `sha256sum` would print for its files
   * in code-point order of their paths. Null where nothing was copied.
   */
  hash: string | null;
}

export function copyResult(
  files: readonly CopiedFile[],
  startedAt: number,
  folder: boolean,
): CopyResult {
  const [first] = files;
  let hash = first?.hash ?? null;
  if (folder) {
    const list = files.map((file) => `${file.hash}  ${file.path}\n`);
    hash = createHash('sha256').update(list.sort(byPath).join('')).digest('hex');
  }
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    files: files.length,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    sources: Math.max(1, new Set(files.flatMap(({ sources }) => sources ?? [])).size),
    hash,
  };
}

/** Compares lines of `sha256sum` by what follows the hash. */
function byPath(a: string, b: string): number {
  const left = a.slice(66);
  const right = b.slice(66);
  return left < right ? -1 : Number(left > right);
}

export function copySummary(result: CopyResult, verb: string): string {
  const rate = result.bytes / Math.max(0.001, result.seconds);
  return `${verb} ${plural(result.files, 'file')}, ${sizeText(result.bytes)} in ${
    result.seconds
  } s (${sizeText(rate)}/s).`;
}

/** Runs `work` on every item, `width` at a time; the first failure stops the rest and is thrown. */
export async function forEachParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (!failed) {
      const index = next++;
      if (index >= items.length) return;
      try {
        await work(items[index] as T);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failed) throw failed.error;
}
