/**
 * Where a kept copy is on this PC: its files, and beside them a folder of Hallway with what is on
 * its way and what was removed or replaced.
 */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { HallwayError } from '../../base/errors.ts';
import { numberedName } from '../../base/free-names.ts';
import { displayText } from '../../base/text.ts';
import { identityOf } from '../held-files.ts';
import type { KeepRecord } from './keep-store.ts';
import { pruneBytes, pruneDays } from './keep-trash.ts';

const FOLDER = '.hallway-keep';

export class KeepPlace {
  readonly root: string;
  readonly #meta: string;
  readonly #id: string;
  /** The trash may have grown. */
  #discarded = true;

  constructor({ id, kind, target }: Pick<KeepRecord, 'id' | 'kind' | 'target'>) {
    this.#id = id;
    this.root = kind === 'folder' ? target : dirname(target);
    this.#meta =
      kind === 'folder' ? join(target, FOLDER) : join(this.root, `.${basename(target)}${FOLDER}`);
  }

  get trash(): string {
    return join(this.#meta, 'trash');
  }

  /** Where versions grow. */
  get staging(): string {
    return join(this.#meta, 'new');
  }

  /** The first time, with an own sign, so that an empty mount point is not taken for it later. */
  async make(): Promise<void> {
    await mkdir(this.staging, { recursive: true });
    await writeFile(join(this.#meta, 'id'), this.#id);
  }

  /** Throws `request.conflict` where the folder, or the drive that it is on, is not there. */
  async require(): Promise<void> {
    if (await lstat(join(this.#meta, 'id')).catch(() => undefined)) return;
    throw new HallwayError(
      'request.conflict',
      `The copy is not there any more: ${displayText(this.root, 300)}.`,
      { fix: 'Plug its drive in, or end it and keep a copy anew.' },
    );
  }

  /** Where a version of a file grows; the same after a restart. */
  stage(path: string, etag: string): string {
    const name = createHash('sha256').update(`${path}\0${etag}`).digest('hex').slice(0, 32);
    return join(this.staging, name);
  }

  /** What is on its way of versions that are wanted no more, and parts that a crash left. */
  async sweep(wanted: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.staging).catch(() => [])) {
      const path = join(this.staging, name);
      if (!wanted.has(path)) await rm(path, { force: true, recursive: true });
    }
  }

  /** Takes a file of the copy away, into the trash. */
  async discard(local: string, now: number): Promise<void> {
    this.#discarded = true;
    const names = relative(this.root, local).split(sep);
    const last = names.pop() ?? '';
    let folder = join(this.trash, new Date(now).toISOString().slice(0, 10));
    // Of one name there may have been a file in the morning, and a folder at noon.
    for (const name of names) folder = await free(folder, name, (at) => at.isDirectory());
    await mkdir(folder, { recursive: true });
    const place = await free(folder, last, () => false);
    await rename(local, place);
  }

  /** What is in the trash too long, or is too much. */
  async prune(now: number): Promise<void> {
    await pruneDays(this.trash, now);
    if (!this.#discarded) return;
    await pruneBytes(this.trash);
    this.#discarded = false;
  }

  /** Folders that a removed file leaves empty, up to the copy itself. */
  async tidy(folder: string, stays: ReadonlySet<string>): Promise<void> {
    for (let at = folder; at.length > this.root.length && !stays.has(at); at = dirname(at))
      if (
        !(await rmdir(at).then(
          () => true,
          () => false,
        ))
      )
        return;
  }

  /** Leaves only the trash, if there is something in it. */
  async leave(): Promise<void> {
    await rm(this.staging, { recursive: true, force: true });
    await rm(join(this.#meta, 'id'), { force: true });
    await rmdir(this.trash).catch(() => {});
    await rmdir(this.#meta).catch(() => {});
  }
}

/** Undefined for nothing, and for what is no file. */
export async function identityAt(path: string): Promise<string | undefined> {
  const stats = await lstat(path, { bigint: true }).catch(() => undefined);
  if (!stats) return undefined;
  return stats.isFile() ? identityOf(stats) : 'no file';
}

/** The first name of that kind that nothing has, or something that will do. */
async function free(folder: string, name: string, does: (at: Stats) => boolean): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : numberedName(name, number));
    const at = await lstat(path).catch(() => undefined);
    if (!at || does(at)) return path;
  }
}
