/** The folders that this tab has open: the agent is told of them, and tells what changes in them. */
import type { FolderEvent, OpenFolders as Message } from '../../src/api/events.ts';
import type { FolderNews, FolderPlace } from '../../src/model/folder-news.ts';

/** The agent takes no more of one tab. */
const MOST = 16;

interface Followed {
  place: FolderPlace;
  listeners: Set<(news: FolderNews) => void>;
}

class OpenFolders {
  readonly #open = new Map<string, Followed>();
  #send: (text: string) => void = () => {};

  /** How a message gets to the agent; passed over while there is no connection. */
  sendBy(send: (text: string) => void): void {
    this.#send = send;
  }

  /** A connection stands: the agent knows nothing of what was open on the last one. */
  readonly announce = (): void => {
    const open = Array.from(this.#open.values(), ({ place }) => place).slice(-MOST);
    this.#send(JSON.stringify({ open } satisfies Message));
  };

  /** `heard` is called until what is given back is. */
  follow(place: FolderPlace, heard: (news: FolderNews) => void): () => void {
    const key = keyOf(place);
    const one = this.#open.get(key) ?? { place, listeners: new Set() };
    const isNew = one.listeners.size === 0;
    one.listeners.add(heard);
    this.#open.set(key, one);
    if (isNew) this.announce();
    return () => {
      if (!one.listeners.delete(heard) || one.listeners.size > 0) return;
      this.#open.delete(key);
      this.announce();
    };
  }

  readonly take = ({ folder }: FolderEvent): void => {
    const { listeners } = this.#open.get(keyOf(folder)) ?? {};
    for (const heard of Array.from(listeners ?? [])) heard(folder);
  };
}

function keyOf({ device, share, path }: FolderPlace): string {
  return `${device} ${share} ${path}`;
}

export const openFolders = new OpenFolders();
