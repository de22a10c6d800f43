/** What the search needs of a share's files, as its members see them; the agent passes it in. */
import type { Readable } from 'node:stream';
import type { ByteRange } from '../base/byte-range.ts';
import type { Entry } from '../model/entry.ts';

/** `elsewhere`: a name alone; its bytes would have to be fetched from a cloud. */
export type IndexedEntry = Entry & { elsewhere?: boolean | undefined };

export interface IndexedFolder {
  entries: readonly IndexedEntry[];
  /** Text of its `.hallwayignore`, seen or hidden; undefined where it has none. */
  rules: string | undefined;
}

export interface IndexedFiles {
  /** Throws `path.not_found` where there is no such folder. */
  list(folder: string): Promise<IndexedFolder>;
  /** Files of one folder at once; undefined, or missing, for what is to be read in the usual way. */
  readSmall(
    folder: string,
    names: readonly string[],
    most: number,
  ): Promise<readonly (Buffer | undefined)[]>;
  read(path: string, options: { range?: ByteRange }): Promise<{ stream: Readable }>;
}
