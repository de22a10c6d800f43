/**
 * What a person drops or chooses to put into a share: files, and whole folders with all that is in
 * them (File and Directory Entries API), each file asked for when its turn comes.
 */
import { phrase } from '../locale/localization.ts';
import { HallwayError } from '../../src/base/errors.ts';

/** A folder of the person's PC. Paths are below it, with `/`. */
export interface LocalFolder {
  readonly name: string;
  /** Every folder and file in it, each folder before what is in it. Throws `path.not_found`. */
  read(signal: AbortSignal): Promise<LocalTree>;
}

export interface LocalTree {
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

export interface LocalItems {
  readonly files: readonly File[];
  readonly folders: readonly LocalFolder[];
}

/** So many files of one folder are sent from a page; more are for `hallway put`. */
const MOST_FILES = 100_000;

/** Of a drop. Must be called while its event is handled. */
export function droppedItems(data: DataTransfer | null): LocalItems {
  const files: File[] = [];
  const folders: LocalFolder[] = [];
  for (const item of data?.items ?? []) {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    if (entry?.isDirectory) {
      const folder = entry as FileSystemDirectoryEntry;
      folders.push({ name: folder.name, read: (signal) => readFolder(folder, signal) });
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push(file);
  }
  return { files, folders };
}

/** Of `<input webkitdirectory>`, which lists the files of a folder, and no empty folders. */
export function chosenFolders(chosen: readonly File[]): LocalFolder[] {
  const byName = Map.groupBy(chosen, (file) => file.webkitRelativePath.split('/')[0] ?? '');
  return Array.from(byName, ([name, files]) => ({
    name,
    read: () => {
      const all = files.map((file) => ({
        path: file.webkitRelativePath.slice(name.length + 1),
        file,
      }));
      const folders = new Set(all.flatMap(({ path }) => foldersAbove(path)));
      return Promise.resolve(bounded({ folders: [...folders], files: all }));
    },
  }));
}

/** `a/b/c.txt` is in `a` and `a/b`. */
function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

async function readFolder(top: FileSystemDirectoryEntry, signal: AbortSignal): Promise<LocalTree> {
  const folders: string[] = [];
  const files: { path: string; file: File }[] = [];
  const open: { entry: FileSystemDirectoryEntry; path: string }[] = [{ entry: top, path: '' }];
  for (let next = open.shift(); next; next = open.shift()) {
    for (const entry of await childrenOf(next.entry)) {
      signal.throwIfAborted();
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (entry.isDirectory) {
        folders.push(path);
        open.push({ entry: entry as FileSystemDirectoryEntry, path });
      } else files.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    }
    bounded({ folders, files });
  }
  return { folders, files };
}

function bounded(tree: LocalTree): LocalTree {
  if (tree.files.length + tree.folders.length <= MOST_FILES) return tree;
  throw new HallwayError('request.too_large', phrase('This folder holds too many files.'), {
    fix: phrase('Copy it with “hallway put”, or share the folder itself.'),
  });
}

/** Browsers hand a folder over in parts, the last of which is empty. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, (error) => reject(unreadable(folder.name, error))),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) =>
    entry.file(resolve, (error) => reject(unreadable(entry.name, error))),
  );
}

function unreadable(name: string, cause: unknown): HallwayError {
  return new HallwayError('path.not_found', phrase('“{0}” cannot be read on this PC.', name), {
    cause,
  });
}
