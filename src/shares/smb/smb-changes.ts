/** Moving, removing and dating files on a server. It has no trash: what is removed is gone. */
import { HallwayError } from '../../base/errors.ts';
import { MAX_DEPTH } from '../../base/safe-path.ts';
import { nameTaken, pathExists, versionChanged } from '../file-error.ts';
import type { ActOptions, Condition, MoveOptions, Placed } from '../file-system.ts';
import { toFileTime } from './hostile-bytes.ts';
import { isStatus, stopped } from './smb-error.ts';
import { isFolder, readFolder } from './smb-listing.ts';
import { etagOf, lookAt, type NewPlace, removeAtEnd, rename, setWritten } from './smb-put.ts';
import {
  CHANGE_ACCESS,
  closeFile,
  type FileFacts,
  leaveFile,
  type OpenFile,
  openFile,
  type OpenOptions,
  type TreeHandle,
} from './tree-calls.ts';
import { ACCESS, ATTRIBUTE, DISPOSITION, STATUS } from './wire.ts';

export async function makeFolder(tree: TreeHandle, wire: string): Promise<void> {
  const access = ACCESS.ReadAttributes | ACCESS.Synchronize;
  const options: OpenOptions = { access, disposition: DISPOSITION.Create, must: 'folder' };
  await leaveFile(await openFile(tree, wire, options));
}

/** One rename by the open file, so that what was compared is what is moved. */
export async function moveOnServer(
  tree: TreeHandle,
  source: string,
  place: NewPlace,
  { replace = false, ifMatch }: MoveOptions,
): Promise<Placed> {
  let replaced = false;
  await withFile(tree, source, { access: CHANGE_ACCESS }, async (file) => {
    checkVersion(file.facts, ifMatch);
    const there = await lookAt(tree, place.wire);
    // A name that changes in case alone is taken by the thing itself.
    const itself = source.toLowerCase() === place.wire.toLowerCase();
    if (there && !itself) {
      if (!replace) throw pathExists();
      if (isFolder(there)) throw nameTaken();
      // Nobody gets a folder where a file was without having said so about the file.
      if (isFolder(file.facts)) throw pathExists();
      replaced = true;
    }
    await rename(file, place.wire, replaced);
  });
  const facts = await lookAt(tree, place.wire);
  if (!facts) throw versionChanged();
  return { path: [...place.folder, place.name].join('/'), etag: etagOf(facts), replaced };
}

/** A file, or a folder with everything in it; what it was. */
export async function removeOnServer(
  tree: TreeHandle,
  wire: string,
  { ifMatch, signal }: ActOptions & Condition,
): Promise<FileFacts> {
  const facts = await withFile(tree, wire, { link: true }, (file) => Promise.resolve(file.facts));
  checkVersion(facts, ifMatch);
  if (isFolder(facts) && !isLink(facts)) await removeTree(tree, wire, signal);
  else await removeOne(tree, wire);
  return facts;
}

/** Folder by folder from the deepest up; links are removed, never followed. */
export async function removeTree(
  tree: TreeHandle,
  wire: string,
  signal?: AbortSignal,
): Promise<void> {
  const folders = [{ wire, seen: false, depth: 0 }];
  for (let top = folders.at(-1); top; top = folders.at(-1)) {
    if (signal?.aborted) throw stopped(signal);
    if (top.seen) {
      await removeOne(tree, top.wire);
      folders.pop();
      continue;
    }
    top.seen = true;
    if (top.depth > MAX_DEPTH)
      throw new HallwayError('path.invalid', 'This folder is nested too deep to be removed.');
    for (const entry of await readFolder(tree, top.wire)) {
      if (entry.name === '.' || entry.name === '..') continue;
      checkListedName(entry.name);
      const inside = `${top.wire}\\${entry.name}`;
      if (isFolder(entry) && !isLink(entry))
        folders.push({ wire: inside, seen: false, depth: top.depth + 1 });
      else await removeOne(tree, inside);
    }
  }
}

export async function setTimeOnServer(
  tree: TreeHandle,
  wire: string,
  modified: number,
  { ifMatch }: Condition,
): Promise<FileFacts> {
  const access = ACCESS.WriteAttributes | ACCESS.ReadAttributes | ACCESS.Synchronize;
  await withFile(tree, wire, { access }, async (file) => {
    checkVersion(file.facts, ifMatch);
    await setWritten(file, toFileTime(modified));
  });
  const facts = await lookAt(tree, wire);
  if (!facts) throw versionChanged();
  return facts;
}

async function removeOne(tree: TreeHandle, wire: string): Promise<void> {
  try {
    await withFile(tree, wire, { access: CHANGE_ACCESS, link: true }, (file) =>
      removeAtEnd(file, true),
    );
  } catch (error) {
    // Somebody else removed it meanwhile.
    if (!isStatus(error, STATUS.nameNotFound, STATUS.noSuchFile, STATUS.deletePending)) throw error;
  }
}

/** Has a file used that is closed in any case; that closing fails is a failure, too. */
async function withFile<T>(
  tree: TreeHandle,
  wire: string,
  options: OpenOptions,
  work: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await openFile(tree, wire, options);
  let result: T;
  try {
    result = await work(file);
  } catch (error) {
    await leaveFile(file);
    throw error;
  }
  await closeFile(file);
  return result;
}

function checkVersion(facts: FileFacts, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== etagOf(facts)) throw versionChanged();
}

function isLink({ attributes }: { attributes: number }): boolean {
  return (attributes & ATTRIBUTE.ReparsePoint) !== 0;
}

/** A server could list names that lead elsewhere; nothing is removed by one. */
function checkListedName(name: string): void {
  if (/[\\/:*?"<>|\0]/u.test(name) || name === '')
    throw new HallwayError('host.protocol', 'The server lists names that cannot be.');
}
