/** What the agent's own thread and the one that reads shares say to each other. */
import type { ResourceId } from '../model/id.ts';

/** A share of this PC that is indexed. */
export interface IndexedShare {
  id: ResourceId;
  /** Real, absolute path. */
  path: string;
  kind: 'folder' | 'drive';
  /** The path is an image of a disc. */
  image: boolean;
  /** Members see its hidden files. */
  hidden: boolean;
}

export interface IndexOrder {
  share: IndexedShare;
  /** Of its database. */
  file: string;
  /** Names in all folders, or in these; else contents of files whose content is not known. */
  what: 'names' | 'contents' | { folders: readonly string[] };
}

export type IndexNews =
  /** Folders that were looked through. */
  | { kind: 'seen'; folders: readonly string[] }
  /** A file is being read: should nothing more be heard for long, it is to blame. */
  | { kind: 'reads'; path: string }
  /** `complete`: nothing is left of what was ordered. */
  | { kind: 'done'; complete: boolean }
  | { kind: 'failed'; message: string };

/** Whoever does the work, one order at a time. */
export interface IndexWorker {
  /**
   * True when nothing is left of it. Rejects where the share cannot be read, or the work had to be
   * ended; what was being read then is given up.
   */
  run(order: IndexOrder, seen: (folders: readonly string[]) => void): Promise<boolean>;
  /** Something else is more urgent: `run` ends after the file that it reads. */
  makeWay(): void;
  /** Nothing is to be read now: it may keep its memory for a moment longer. */
  rest(): void;
  /** Ends what it does, and resolves when its files are closed. */
  stop(): Promise<void>;
}
