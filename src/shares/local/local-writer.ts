/** Writes a file into a share of this PC, or beside one that it must not overwrite. */
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import type { ContainedRoot } from '../contained-root.ts';
import { fileError } from '../file-error.ts';
import type { Actor, WriteOptions, Written } from '../file-system.ts';
import { putFile, type PutFile } from '../put-file.ts';
import { uploadOf } from '../unfinished-file.ts';
import type { UploadJournal } from '../upload-journal.ts';
import { conflictName } from './conflict-name.ts';
import type { KeyedLock } from './keyed-lock.ts';
import type { ParsedPath } from './local-changes.ts';
import type { ShareUsage } from './share-usage.ts';
import { nameKey, spotOf } from './spot.ts';

export interface LocalWriterOptions {
  root: ContainedRoot;
  clock: Clock;
  journal: UploadJournal;
  locks: KeyedLock;
  /** Of a share with a limit. */
  usage: ShareUsage | undefined;
}

export class LocalWriter {
  readonly #options: LocalWriterOptions;

  constructor(options: LocalWriterOptions) {
    this.#options = options;
  }

  async write(
    { path, segments }: ParsedPath,
    source: Readable,
    options: WriteOptions,
  ): Promise<Written> {
    const { root, clock, journal, locks, usage } = this.#options;
    const { folder, name, asked } = await spotOf(root, segments);
    try {
      const alone = <T>(called: string, work: () => Promise<T>): Promise<T> =>
        locks.hold([nameKey(folder.stats, called)], work);
      const place = { folder: folder.path, real: await root.realPath(folder), name, alone };
      const beside = (attempt: number): string =>
        conflictName(asked, options.by?.name ?? '', clock.now(), attempt);
      const how = { ...options, beside: options.keepBoth === true ? beside : undefined };
      const put = (most?: number): Promise<PutFile> =>
        putFile(place, source, journal, { ...how, most });
      const { name: called, ...written } = usage
        ? await usage.writing(options.size, put)
        : await put();
      // As it was asked for, where the disk has another spelling of the name.
      const last = called === name ? asked : called;
      return { ...written, path: path.slice(0, path.length - asked.length) + last };
    } catch (error) {
      throw fileError(error);
    } finally {
      await folder.close();
    }
  }

  /** Bytes that came of an upload before it broke off; with `drop` they are thrown away. */
  async arrived(
    { segments }: ParsedPath,
    size: number,
    { by, drop = false }: { by?: Actor | undefined; drop?: boolean },
  ): Promise<number> {
    const { root, journal } = this.#options;
    const { folder, name } = await spotOf(root, segments);
    try {
      const place = { folder: folder.path, real: await root.realPath(folder), name };
      const upload = uploadOf(place, by?.device, size);
      if (!upload) return 0;
      return drop ? await journal.drop(upload) : ((await journal.arrived(upload))?.bytes ?? 0);
    } finally {
      await folder.close();
    }
  }
}
