/**
 * Puts one file in place on a server, whole or not at all: it is written under a hidden name in the
 * same folder, which the server itself removes should this PC go away, flushed to its disk, and
 * then renamed. Without `replace` the server refuses the name if it is taken.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { nameInUse, nameTaken, pathExists, versionChanged } from '../file-error.ts';
import type { WriteOptions, Written } from '../file-system.ts';
import { abortReason } from '../file-writer.ts';
import { conflictName } from '../local/conflict-name.ts';
import { temporaryName } from '../upload-journal.ts';
import { toFileTime, toUtf16 } from './hostile-bytes.ts';
import { isStatus } from './smb-error.ts';
import { isFolder } from './smb-listing.ts';
import { wirePath } from './smb-names.ts';
import { writeSmbStream } from './smb-write.ts';
import {
  closeFile,
  type FileFacts,
  flushFile,
  INFO,
  leaveFile,
  type OpenFile,
  openFile,
  queryInfo,
  setInfo,
  type TreeHandle,
  WRITE_ACCESS,
} from './tree-calls.ts';
import { DISPOSITION, STATUS } from './wire.ts';

export interface NewPlace {
  folder: readonly string[];
  name: string;
  /** Both, as the server takes it. */
  wire: string;
}

/** Classes of [MS-FSCC] section 2.4 and 2.5. */
const CLASS = { basic: 4, rename: 10, disposition: 13, fullSize: 7 } as const;

export function etagOf({
  fileId,
  size,
  written,
}: Pick<FileFacts, 'fileId' | 'size' | 'written'>): string {
  return `"${[fileId, size, written].map((value) => value.toString(36)).join('-')}"`;
}

export interface PutOptions extends WriteOptions {
  clock: Clock;
}

/** As many names beside one are tried. */
const MOST_NAMES = 100;

export async function putSmbFile(
  tree: TreeHandle,
  place: NewPlace,
  source: Readable,
  options: PutOptions,
): Promise<Written> {
  const { size, signal, modified, keepBoth = false } = options;
  await checkTarget(tree, place, options).catch((error: unknown) => {
    if (!keepBoth || !isTaken(error)) throw error;
  });
  const temporary = await openFile(tree, wirePath([...place.folder, temporaryName()]), {
    access: WRITE_ACCESS,
    disposition: DISPOSITION.Create,
    must: 'file',
  });
  let named: { name: string; replaced: boolean } | undefined;
  try {
    await removeAtEnd(temporary, true);
    await checkSpace(temporary, size);
    const written = await writeSmbStream(temporary, source, { size, signal });
    if (modified !== undefined) await setWritten(temporary, toFileTime(modified));
    await flushFile(temporary);
    if (signal?.aborted) throw abortReason(signal);
    await removeAtEnd(temporary, false);
    named = await nameOrBeside(tree, temporary, place, options);
    await closeFile(temporary);
    // The time is settled when the file is closed, not before.
    const wire = wirePath([...place.folder, named.name]);
    const facts = (await lookAt(tree, wire)) ?? temporary.facts;
    const path = [...place.folder, named.name].join('/');
    return { ...written, path, etag: etagOf(facts), replaced: named.replaced };
  } catch (error) {
    if (!named) await removeAtEnd(temporary, true).catch(() => {});
    await leaveFile(temporary);
    throw error;
  }
}

/** Gives the finished file its name, or one beside it where that may be. */
async function nameOrBeside(
  tree: TreeHandle,
  file: OpenFile,
  place: NewPlace,
  options: PutOptions,
): Promise<{ name: string; replaced: boolean }> {
  try {
    const replaced = await checkTarget(tree, place, options);
    await rename(file, place.wire, replaces(options));
    return { name: place.name, replaced };
  } catch (error) {
    if (options.keepBoth !== true || !isTaken(error)) throw error;
    for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
      const who = options.by?.name ?? '';
      const name = conflictName(place.name, who, options.clock.now(), attempt);
      try {
        await rename(file, wirePath([...place.folder, name]), false);
        return { name, replaced: false };
      } catch (taken) {
        if (!isTaken(taken)) throw taken;
      }
    }
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof HallwayError &&
    ['path.exists', 'path.changed', 'path.not_file'].includes(error.code)
  );
}

function replaces({ replace, ifMatch, ifNoneMatch }: WriteOptions): boolean {
  return ifNoneMatch === undefined && (replace === true || ifMatch !== undefined);
}

/** Whether a file will be replaced. Only a file is, and only if that was asked for. */
async function checkTarget(
  tree: TreeHandle,
  { wire }: NewPlace,
  options: WriteOptions,
): Promise<boolean> {
  const found = await lookAt(tree, wire);
  if (!found) {
    // What was expected to be there is gone: nobody may think that it was replaced.
    if (options.ifMatch !== undefined) throw versionChanged();
    return false;
  }
  if (options.ifNoneMatch !== undefined) throw nameInUse();
  if (isFolder(found)) throw nameTaken();
  if (options.ifMatch !== undefined && options.ifMatch !== etagOf(found)) throw versionChanged();
  if (!replaces(options)) throw pathExists();
  return true;
}

/** Undefined where there is nothing. */
export async function lookAt(tree: TreeHandle, wire: string): Promise<FileFacts | undefined> {
  try {
    const file = await openFile(tree, wire);
    await leaveFile(file);
    return file.facts;
  } catch (error) {
    if (isStatus(error, STATUS.nameNotFound, STATUS.noSuchFile)) return undefined;
    throw error;
  }
}

/** Whether the server removes the file when it is closed, or the connection ends. */
export async function removeAtEnd(file: OpenFile, remove: boolean): Promise<void> {
  await setInfo(file, CLASS.disposition, Buffer.from([remove ? 1 : 0]));
}

export async function rename(file: OpenFile, wire: string, replace: boolean): Promise<void> {
  const name = toUtf16(wire);
  const head = Buffer.alloc(20);
  head[0] = replace ? 1 : 0;
  head.writeUInt32LE(name.length, 16);
  try {
    await setInfo(file, CLASS.rename, Buffer.concat([head, name]));
  } catch (error) {
    if (isStatus(error, STATUS.nameCollision)) throw pathExists(error);
    throw error;
  }
}

/** Refuses before the first byte what cannot fit. Some servers do not say: then it is tried. */
async function checkSpace(file: OpenFile, size: number | undefined): Promise<void> {
  if (size === undefined) return;
  const space = await spaceOf(file).catch(() => undefined);
  if (!space || size <= space.free) return;
  throw new HallwayError('disk.full', 'The disk of the server has no room for the file.', {
    fix: 'Free some space there and try again.',
  });
}

/** Bytes of the share's disk and what this account may still write ([MS-FSCC] section 2.5.4). */
export async function spaceOf(
  file: OpenFile,
): Promise<{ total: number; free: number } | undefined> {
  const info = await queryInfo(file, INFO.fileSystem, CLASS.fullSize);
  const unit = info.readUInt32LE(24) * info.readUInt32LE(28);
  const total = Number(info.readBigUInt64LE(0)) * unit;
  const free = Number(info.readBigUInt64LE(8)) * unit;
  return total > 0 && total <= Number.MAX_SAFE_INTEGER ? { total, free } : undefined;
}

export async function setWritten(file: OpenFile, time: bigint): Promise<void> {
  const info = Buffer.alloc(40);
  info.writeBigUInt64LE(time, 16);
  await setInfo(file, CLASS.basic, info);
}
