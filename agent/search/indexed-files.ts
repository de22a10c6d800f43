/** A share's files as the search reads them: at once where that is possible, else page by page. */
import { text } from 'node:stream/consumers';
import type { IndexedEntry, IndexedFiles } from '../../src/search/indexed-files.ts';
import { IGNORE_FILE, MAX_RULES_BYTES } from '../../src/search/ignore-rules.ts';
import { joined } from '../../src/search/share-index.ts';
import type { FileSystem } from '../../src/shares/file-system.ts';

const PAGE = 5000;

/** `files` as its members see them; `all` with hidden files, for what its owner wants left out. */
export function indexedFiles(files: FileSystem, all: FileSystem): IndexedFiles {
  return {
    list: async (folder) => {
      const now = files.lookNow?.(folder, IGNORE_FILE);
      if (now) return { entries: now.entries, rules: now.marker?.toString('utf8') };
      const entries: IndexedEntry[] = [];
      let after: string | undefined;
      do {
        // What a link inside the share leads to is found where it is; links may lead round in circles.
        const how = { elsewhere: true, linkedFolders: false };
        const page = await files.list(folder, { ...how, after, limit: PAGE });
        entries.push(...page.entries);
        after = page.next ?? undefined;
      } while (after !== undefined);
      return { entries, rules: await rulesIn(all, folder) };
    },
    readSmall: async (folder, names, most) =>
      (await files.readSmall?.(folder, names, most))?.map((found) => found?.bytes) ?? [],
    read: (path, options) => files.read(path, options),
  };
}

async function rulesIn(files: FileSystem, folder: string): Promise<string | undefined> {
  const path = joined(folder, IGNORE_FILE);
  try {
    const { kind, size } = await files.stat(path);
    if (kind !== 'file' || size > MAX_RULES_BYTES) return undefined;
    return await text((await files.read(path)).stream);
  } catch {
    return undefined;
  }
}
