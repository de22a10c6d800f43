/**
 * Versions side by side in `versions/` of the data folder. `current` there says which one runs; it
 * is replaced in one step, so that whatever is cut off leaves the old or the new state.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncFolderSync } from '../store/durable-file.ts';
import { compareVersions, LIST } from './release.ts';

/** Which version runs. */
export interface Current {
  /** Empty: the one that the package installed. */
  version: string;
  /** What ran before, and comes back if `version` does not start; empty as above. */
  previous: string;
  /** On trial until it has served for a while. */
  trial: boolean;
  /** How often it was started on trial. */
  starts: number;
  /** Did not start here; never chosen again by itself. */
  refused: string[];
}

export const NOTHING: Current = {
  version: '',
  previous: '',
  trial: false,
  starts: 0,
  refused: [],
};

const VERSION = /^\d{1,4}\.\d{1,4}\.\d{1,5}$/;
/** Old ones that did not start are forgotten in the end. */
const MAX_REFUSED = 20;

export class VersionFolders {
  readonly folder: string;

  constructor(home: string) {
    this.folder = join(home, 'versions');
  }

  /** Where a version lies, or will lie once it is whole. */
  of(version: string): string {
    return join(this.folder, version);
  }

  /** Where a version is collected. */
  incoming(version: string): string {
    return join(this.folder, `incoming-${version}`);
  }

  /** A folder gets its name only when all of it is there. */
  has(version: string): boolean {
    return VERSION.test(version) && existsSync(join(this.of(version), LIST));
  }

  current(): Current {
    try {
      const value = JSON.parse(readFileSync(join(this.folder, 'current'), 'utf8')) as Current;
      const names = (list: unknown): list is string[] =>
        Array.isArray(list) && list.every((name) => typeof name === 'string');
      const { version, previous, trial, starts, refused } = value;
      const isCount = (found: unknown): boolean => Number.isSafeInteger(found);
      const known = (name: unknown): name is string =>
        name === '' || (typeof name === 'string' && VERSION.test(name));
      if (!known(version) || !known(previous) || !names(refused)) return NOTHING;
      return {
        version,
        previous,
        trial: (trial as unknown) === true,
        starts: isCount(starts) ? starts : 0,
        refused,
      };
    } catch {
      return NOTHING;
    }
  }

  choose(current: Current): void {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, 'current');
    const temporary = `${file}.new`;
    const handle = openSync(temporary, 'w', 0o600);
    try {
      const refused = current.refused.slice(-MAX_REFUSED);
      writeFileSync(handle, `${JSON.stringify({ ...current, refused })}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolderSync(this.folder);
  }

  /** What was collected whole gets its name. */
  complete(version: string): void {
    rmSync(this.of(version), { recursive: true, force: true });
    renameSync(this.incoming(version), this.of(version));
    rmSync(`${this.incoming(version)}.list`, { force: true });
    syncFolderSync(this.folder);
  }

  /** Removes all but the named versions; what is being collected of one newer than `running` stays. */
  prune(keep: readonly string[], running: string): void {
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      const version = name.replace(/^incoming-/, '').replace(/\.list$/, '');
      const coming = name !== version && compareVersions(version, running) > 0;
      if (VERSION.test(version) && !coming && !keep.includes(version))
        rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }
}
