/** Reading folders of a share: a page at a time, and whole trees. */
import { listEntries } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { MAX_DEPTH } from '../../src/base/safe-path.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { LocalClient } from './local-client.ts';
import { joinPath, shareParams, type RemotePlace } from './remote-path.ts';

const PAGE = 1000;

/** Every entry of a folder, in the agent's order. */
export async function* entriesOf(client: LocalClient, place: RemotePlace): AsyncGenerator<Entry> {
  let after: string | undefined;
  for (;;) {
    const page = await client.call(listEntries, {
      params: shareParams(place),
      query: { path: place.path, after, limit: PAGE },
    });
    yield* page.entries;
    // A page that leads to itself would never end.
    if (page.next === null || page.next === after) return;
    after = page.next;
  }
}

/** What stands at a place: one request, however large the folder is. */
export async function kindOf(
  client: LocalClient,
  place: RemotePlace,
): Promise<'folder' | 'file' | 'nothing'> {
  try {
    await client.call(listEntries, {
      params: shareParams(place),
      query: { path: place.path, limit: 1 },
    });
    return 'folder';
  } catch (error) {
    if (error instanceof HallwayError && error.code === 'path.not_folder') return 'file';
    if (error instanceof HallwayError && error.code === 'path.not_found') return 'nothing';
    throw error;
  }
}

export interface TreeEntry {
  /** Path in the share. */
  readonly path: string;
  /** Names from the tree's root down, as the other side has them. */
  readonly segments: readonly string[];
  readonly entry: Entry;
}

/** Every folder and file below a place, a folder before what is in it. */
export async function* walkRemote(
  client: LocalClient,
  place: RemotePlace,
  segments: readonly string[] = [],
): AsyncGenerator<TreeEntry> {
  // File systems end somewhere; a hostile peer never would.
  if (segments.length > MAX_DEPTH)
    throw new HallwayError('path.invalid', 'This folder is nested too deep to be copied.');
  const folders: Entry[] = [];
  for await (const entry of entriesOf(client, place)) {
    const path = joinPath(place.path, entry.name);
    yield { path, segments: [...segments, entry.name], entry };
    if (entry.kind === 'folder') folders.push(entry);
  }
  for (const folder of folders)
    yield* walkRemote(client, { ...place, path: joinPath(place.path, folder.name) }, [
      ...segments,
      folder.name,
    ]);
}
