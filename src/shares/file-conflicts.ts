/**
 * Who last wrote which file of this PC's shares, to tell both when a later version had to be kept
 * beside it. Only of what was written since the start, and of the latest files.
 */
import { Emitter } from '../base/emitter.ts';
import { dropOldest } from '../base/oldest.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { Actor, Written } from './file-system.ts';

export interface FileConflict {
  /** Name of the share. */
  share: string;
  /** The file that stayed as it was. */
  path: string;
  /** Where the later version is. */
  copy: string;
  /** Who wrote the later version. */
  by: Actor;
  /** Who wrote the one that stayed; the owner of the share where nobody of the workgroup did. */
  other: DeviceId;
}

const MOST_FILES = 2000;

export class FileConflicts extends Emitter<{ conflict: FileConflict }> {
  readonly #owner: DeviceId;
  readonly #writers = new Map<string, DeviceId>();

  constructor(owner: DeviceId) {
    super();
    this.#owner = owner;
  }

  /** A file was written; `path` is what was asked for. */
  wrote(share: { id: ResourceId; name: string }, path: string, written: Written, by: Actor): void {
    const key = (of: string): string => `${share.id}/${of}`;
    if (written.path !== path) {
      const other = this.#writers.get(key(path)) ?? this.#owner;
      this.emit('conflict', { share: share.name, path, copy: written.path, by, other });
    }
    this.#writers.delete(key(written.path));
    this.#writers.set(key(written.path), by.device);
    dropOldest(this.#writers, MOST_FILES);
  }
}
