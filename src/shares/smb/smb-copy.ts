/**
 * Copies within a share of a server, through this PC: into a hidden name beside the new one, which
 * becomes the new one at the end. Times are kept.
 */
import { Readable } from 'node:stream';
import { HallwayError } from '../../base/errors.ts';
import { MAX_DEPTH } from '../../base/safe-path.ts';
import { nameTaken, pathExists } from '../file-error.ts';
import type { CopyOptions, Placed } from '../file-system.ts';
import { temporaryName } from '../upload-journal.ts';
import { makeFolder, moveOnServer, removeTree } from './smb-changes.ts';
import { stopped } from './smb-error.ts';
import { isFolder, readFolder } from './smb-listing.ts';
import { isUsableName, wirePath } from './smb-names.ts';
import { lookAt, type NewPlace, removeAtEnd, rename, setWritten, etagOf } from './smb-put.ts';
import { writeSmbStream } from './smb-write.ts';
import {
  closeFile,
  flushFile,
  leaveFile,
  openFile,
  readAt,
  READ_ACCESS,
  type TreeHandle,
  WRITE_ACCESS,
} from './tree-calls.ts';
import { ATTRIBUTE, DISPOSITION } from './wire.ts';

export async function copyOnServer(
  tree: TreeHandle,
  source: string,
  place: NewPlace,
  options: CopyOptions,
): Promise<Placed> {
  const { replace = false, recursive = true, signal } = options;
  const there = await lookAt(tree, place.wire);
  if (there && isFolder(there)) throw nameTaken();
  if (there && !replace) throw pathExists();
  const found = await openFile(tree, source);
  await leaveFile(found);
  const path = [...place.folder, place.name].join('/');
  if (!isFolder(found.facts)) {
    await copyFile(tree, source, place.wire, replace, signal);
    const facts = (await lookAt(tree, place.wire)) ?? found.facts;
    return { path, etag: etagOf(facts), replaced: there !== undefined };
  }
  if (there) throw pathExists();
  const hidden = wirePath([...place.folder, temporaryName()]);
  await makeFolder(tree, hidden);
  try {
    if (recursive) await copyTree(tree, source, hidden, signal);
    return await moveOnServer(tree, hidden, place, {});
  } catch (error) {
    await removeTree(tree, hidden).catch(() => {});
    throw error;
  }
}

async function copyTree(
  tree: TreeHandle,
  source: string,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const folders = [{ source, target, depth: 0 }];
  for (let next = folders.pop(); next; next = folders.pop()) {
    if (next.depth > MAX_DEPTH)
      throw new HallwayError('path.invalid', 'This folder is nested too deep to be copied.');
    for (const entry of await readFolder(tree, next.source)) {
      if (signal?.aborted) throw stopped(signal);
      const link = (entry.attributes & ATTRIBUTE.ReparsePoint) !== 0;
      if (entry.name === '.' || entry.name === '..' || !isUsableName(entry.name)) continue;
      const [from, to] = [`${next.source}\\${entry.name}`, `${next.target}\\${entry.name}`];
      if (!isFolder(entry)) {
        if (!entry.symlink) await copyFile(tree, from, to, false, signal);
      } else if (!link) {
        await makeFolder(tree, to);
        folders.push({ source: from, target: to, depth: next.depth + 1 });
      }
    }
  }
}

async function copyFile(
  tree: TreeHandle,
  source: string,
  target: string,
  replace: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const from = await openFile(tree, source, { access: READ_ACCESS, must: 'file' });
  try {
    const folder = target.slice(0, target.lastIndexOf('\\') + 1);
    const to = await openFile(tree, folder + temporaryName(), {
      access: WRITE_ACCESS,
      disposition: DISPOSITION.Create,
      must: 'file',
    });
    try {
      await removeAtEnd(to, true);
      const size = Number(from.facts.size);
      const bytes = async function* (): AsyncGenerator<Buffer> {
        for (let at = 0; at < size; ) {
          const most = from.session.connection.credits.payload(from.session.negotiated.maxRead);
          const piece = await readAt(from, at, Math.min(most, size - at), signal);
          if (piece.length === 0) return;
          at += piece.length;
          yield piece;
        }
      };
      await writeSmbStream(to, Readable.from(bytes()), { size, signal });
      await setWritten(to, from.facts.written);
      await flushFile(to);
      await removeAtEnd(to, false);
      await rename(to, target, replace);
      await closeFile(to);
    } catch (error) {
      await removeAtEnd(to, true).catch(() => {});
      await leaveFile(to);
      throw error;
    }
  } finally {
    await leaveFile(from);
  }
}
