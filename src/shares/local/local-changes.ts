/**
 * Moving, copying, removing and restoring in a share of this PC. Each is one rename where it can
 * be; what has to give way goes into the trash, so that a crash at any instant loses nothing.
 */
import type { BigIntStats } from 'node:fs';
import { link, readdir, rename, unlink } from 'node:fs/promises';
import { HallwayError } from '../../base/errors.ts';
import type { Placed } from '../../model/entry.ts';
import type { TrashEntry, TrashId } from '../../model/trash.ts';
import { syncFolder } from '../../store/durable-file.ts';
import type { ContainedRoot } from '../contained-root.ts';
import {
  fileError,
  holdsHallway,
  insideItself,
  notFound,
  pathExists,
  shareItself,
  versionChanged,
} from '../file-error.ts';
import type { Actor, CopyOptions, MoveOptions, RemoveOptions } from '../file-system.ts';
import type { Trash } from '../trash/trash.ts';
import { restoredName } from './conflict-name.ts';
import { copyAcross, type TreeCopier } from './copy-tree.ts';
import { etagOf } from './entry-stats.ts';
import type { KeyedLock } from './keyed-lock.ts';
import { makeFolders } from './make-folders.ts';
import { isSame, spotOf, whatIsAt, type Spot } from './spot.ts';

export interface LocalChangesOptions {
  root: ContainedRoot;
  trash: Trash;
  locks: KeyedLock;
  copier: TreeCopier;
}

/** A path as text and in its parts. */
export interface ParsedPath {
  path: string;
  segments: readonly string[];
}

export class LocalChanges {
  readonly #options: LocalChangesOptions;

  constructor(options: LocalChangesOptions) {
    this.#options = options;
  }

  async move(from: ParsedPath, to: ParsedPath, options: MoveOptions): Promise<Placed> {
    const { locks } = this.#options;
    const moving = this.#between(from, to, (source, target) =>
      locks.hold([source.key, target.key], async () => {
        const { stats, etag } = await this.#movable(from, source, options.ifMatch);
        await this.#refuseInside(to.segments, stats);
        if (await isOnlySpelling(source, target, stats)) {
          await rename(source.path, `${target.folder.path}/${target.asked}`);
          await syncFolder(target.folder.path).catch(() => {});
          return { path: to.path, etag, replaced: false };
        }
        const thing = { path: source.path, stats };
        const replaced = await this.#place(thing, from, to, target, options);
        await syncFolder(source.folder.path).catch(() => {});
        return { path: to.path, etag, replaced };
      }),
    );
    return moving.catch(async (error: unknown) => {
      if (!isOtherDisk(error)) throw error;
      // A drive is mounted inside the share: nothing can be renamed from one to the other.
      const placed = await this.copy(from, to, options);
      await this.remove(from, options);
      return placed;
    });
  }

  async copy(from: ParsedPath, to: ParsedPath, options: CopyOptions): Promise<Placed> {
    const { copier, locks, root } = this.#options;
    return this.#between(from, to, async (_source, target) => {
      const found = await root.locate(from.segments);
      await found.close();
      if (options.recursive !== false) await this.#refuseInside(to.segments, found.stats);
      const there = await whatIsAt(target.path);
      if (there && options.replace !== true) throw pathExists();
      if (there && isSame(there, found.stats)) throw insideItself();
      return copier.copy(from, target, options, (temporary) =>
        locks.hold([target.key], async () => {
          const stats = await whatIsAt(temporary);
          if (!stats) throw notFound();
          const thing = { path: temporary, stats };
          const replaced = await this.#place(thing, from, to, target, options);
          return { path: to.path, etag: etagOf(stats), replaced };
        }),
      );
    });
  }

  async remove({ path, segments }: ParsedPath, options: RemoveOptions): Promise<TrashEntry> {
    const { root, trash, locks } = this.#options;
    const spot = await spotOf(root, segments);
    try {
      return await locks.hold([spot.key], async () => {
        const { stats } = await this.#movable({ path, segments }, spot, options.ifMatch);
        const { name } = spot;
        const removal = { folder: spot.folder.path, name, path, stats, by: options.by };
        return trash.take(removal, copyAcross);
      });
    } catch (error) {
      throw fileError(error);
    } finally {
      await spot.folder.close();
    }
  }

  /** Back to where it was, or to `to`, or beside that. Folders on the way are made again. */
  restore(
    id: TrashId,
    by: Actor | undefined,
    where: (entry: TrashEntry) => ParsedPath,
  ): Promise<Placed> {
    const { root, trash, locks } = this.#options;
    return trash.giveBack(id, by, async (from, entry) => {
      const { path, segments } = where(entry);
      const parent = segments.slice(0, -1);
      await makeFolders(root, parent);
      for (let attempt = 0; ; attempt++) {
        const wanted = segments.at(-1) ?? '';
        const name = attempt === 0 ? wanted : restoredName(wanted, attempt);
        const spot = await spotOf(root, [...parent, name]);
        try {
          const etag = await locks.hold([spot.key], async () => {
            if (await whatIsAt(spot.path)) return undefined;
            const stats = await whatIsAt(from);
            if (!stats) throw notFound();
            await moveTo(from, spot.path, stats);
            await syncFolder(spot.folder.path).catch(() => {});
            return etagOf(stats);
          });
          const folder = path.slice(0, path.length - wanted.length);
          if (etag !== undefined) return { path: folder + name, etag, replaced: false };
        } finally {
          await spot.folder.close();
        }
      }
    });
  }

  async #between<T>(
    from: ParsedPath,
    to: ParsedPath,
    work: (source: Spot, target: Spot) => Promise<T>,
  ): Promise<T> {
    const { root } = this.#options;
    if (to.segments.length === 0) throw from.segments.length === 0 ? shareItself() : pathExists();
    const source = await spotOf(root, from.segments);
    try {
      const target = await spotOf(root, to.segments);
      try {
        return await work(source, target);
      } finally {
        await target.folder.close();
      }
    } catch (error) {
      throw fileError(error);
    } finally {
      await source.folder.close();
    }
  }

  /** A visible thing that may go elsewhere, of the version that is expected. */
  async #movable(
    { segments }: ParsedPath,
    spot: Spot,
    ifMatch: string | undefined,
  ): Promise<{ stats: BigIntStats; etag: string }> {
    const { root } = this.#options;
    // Throws for what leads out and for what is hidden.
    const found = await root.locate(segments);
    try {
      const etag = etagOf(found.stats);
      if (ifMatch !== undefined && ifMatch !== etag) throw versionChanged();
      if (found.stats.isDirectory() && root.holdsHidden(await root.realPath(found)))
        throw holdsHallway();
      const stats = await whatIsAt(spot.path);
      // A link is moved as itself.
      return { stats: stats ?? found.stats, etag };
    } finally {
      await found.close();
    }
  }

  /** Throws if the way to a place leads through `outer`, by whatever links or spellings. */
  async #refuseInside(segments: readonly string[], outer: BigIntStats): Promise<void> {
    if (!outer.isDirectory()) return;
    for (let length = 1; length < segments.length; length++) {
      const step = await this.#options.root.locate(segments.slice(0, length));
      await step.close();
      if (isSame(step.stats, outer)) throw insideItself();
    }
  }

  /**
   * Gives a thing the target's name; what has it goes into the trash if it may be replaced. Whether
   * something was replaced.
   */
  async #place(
    thing: { path: string; stats: BigIntStats },
    from: ParsedPath,
    to: ParsedPath,
    target: Spot,
    { replace, by }: MoveOptions,
  ): Promise<boolean> {
    const { trash } = this.#options;
    const there = await whatIsAt(target.path);
    if (!there) {
      await moveTo(thing.path, target.path, thing.stats);
      await syncFolder(target.folder.path).catch(() => {});
      return false;
    }
    if (replace !== true) throw pathExists();
    await this.#refuseInside(from.segments, there);
    await this.#movable(to, target, undefined);
    const { name } = target;
    const removal = { folder: target.folder.path, name, path: to.path, stats: there, by };
    // Of two files the new one takes the name in one step.
    const atOnce = there.isFile() && thing.stats.isFile();
    const kept = await (atOnce ? trash.keep(removal) : trash.take(removal, copyAcross));
    try {
      await rename(thing.path, target.path);
      // Two names of the same file stay as they are when one is renamed to the other (rename(2)).
      if (isSame(there, thing.stats)) await unlink(thing.path).catch(() => {});
    } catch (error) {
      if (await whatIsAt(target.path)) await trash.release(kept.id);
      else await trash.giveBack(kept.id, undefined, (path) => rename(path, target.path));
      throw error;
    }
    await syncFolder(target.folder.path).catch(() => {});
    return true;
  }
}

/**
 * To a name that is free. A file is linked first, which fails if the name was taken meanwhile; a
 * folder is never renamed over anything but an empty folder.
 */
async function moveTo(from: string, to: string, stats: BigIntStats): Promise<void> {
  if (!stats.isFile()) return rename(from, to);
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    return rename(from, to);
  }
  await unlink(from);
}

/** Whether a move changes nothing but how a name is written, where the disk takes both for one. */
async function isOnlySpelling(source: Spot, target: Spot, stats: BigIntStats): Promise<boolean> {
  if (source.key !== target.key) return false;
  const there = await whatIsAt(`${target.folder.path}/${target.asked}`);
  if (!there) return target.name === source.name;
  if (!isSame(there, stats)) return false;
  // Two names of one file, on a disk that tells them apart?
  const names = await readdir(source.folder.path);
  return !(target.asked !== source.name && names.includes(target.asked));
}

function isOtherDisk(error: unknown): boolean {
  const cause = error instanceof HallwayError ? error.cause : error;
  return (cause as NodeJS.ErrnoException | undefined)?.code === 'EXDEV';
}
