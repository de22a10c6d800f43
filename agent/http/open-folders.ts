/** Tells each dashboard of the folders that it has open, and no longer than it has. */
import { OpenFolders, type FolderEvent } from '../../src/api/events.ts';
import type { FolderPlace } from '../../src/model/folder-news.ts';
import { shapeError } from '../../src/net/shape.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';
import type { FolderFeed } from '../files/folder-feed.ts';

/** Largest message of a dashboard: its folders, with the longest paths that there are. */
export const MAX_OPEN_BYTES = 512 * 1024;

/** The dashboard at the other end of `socket` says what it has open; what makes no sense ends it. */
export function tellOfOpenFolders(
  socket: FrameSocket,
  feed: Pick<FolderFeed, 'follow'>,
  /** What it says of other things; true where it was that. */
  heard?: (text: string) => boolean,
): void {
  const followed = new Map<string, () => void>();
  const drop = (keys: Iterable<string>): void => {
    for (const key of Array.from(keys)) {
      followed.get(key)?.();
      followed.delete(key);
    }
  };
  let closed = false;
  socket.on('close', () => {
    closed = true;
    drop(followed.keys());
  });
  socket.listen((text) => {
    if (heard?.(text)) return;
    const open = parse(text);
    if (closed) return;
    if (!open) return socket.close(1008);
    const wanted = new Map(open.map((place) => [keyOf(place), place]));
    drop(Array.from(followed.keys()).filter((key) => !wanted.has(key)));
    for (const [key, place] of wanted) {
      if (followed.has(key)) continue;
      const stop = feed.follow(place, (folder) =>
        socket.send(JSON.stringify({ folder } satisfies FolderEvent)),
      );
      followed.set(key, stop);
    }
  });
}

function keyOf({ device, share, path }: FolderPlace): string {
  return `${device} ${share} ${path}`;
}

function parse(text: string): FolderPlace[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shapeError(OpenFolders, value) === undefined ? (value as OpenFolders).open : undefined;
  } catch {
    return undefined;
  }
}
