/**
 * The entries of one open folder: the first ones at once, the others as they come in; read again in
 * place whenever the agent says that it changed.
 */
import { formatLocale } from '../locale/localization.ts';
import { listEntries } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { FolderNews } from '../../src/model/folder-news.ts';
import { ask } from '../data/agent-client.ts';
import { openFolders } from './open-folders.ts';

/** Small enough to show at once, then as many as the agent gives. */
const FIRST_PAGE = 300;
const NEXT_PAGE = 5000;
/** Beyond this many entries no more are fetched: nobody scrolls through them. */
const MOST = 100_000;
/** The folder is being watched before it is read, if that takes no longer. */
const WATCHED_MS = 100;
/** A folder that keeps changing is not read without pause. */
const PAUSE_MS = 200;
/** A page that nobody sees is not painted. */
const UNSEEN_MS = 200;
/** What is shown is not there any more. */
const GONE: ReadonlySet<string | null> = new Set([
  'path.not_found',
  'path.not_folder',
  'share.not_found',
  'share.gone',
]);

const names = new Intl.Collator(formatLocale, { numeric: true, sensitivity: 'base' });

export class Folder {
  readonly changes = new Emitter<{ entries: undefined }>();
  readonly device: string;
  readonly share: string;
  readonly path: string;
  #entries: readonly Entry[] | undefined;
  #complete = false;
  #problem: unknown;
  #abort = new AbortController();
  #unfollow: (() => void) | undefined;
  /** It changed since it was read. */
  #stale = false;
  #rereading = false;

  constructor(device: string, share: string, path: string) {
    this.device = device;
    this.share = share;
    this.path = path;
  }

  /** Folders first, then by name as the person's language sorts; undefined until the first page. */
  get entries(): readonly Entry[] | undefined {
    return this.#entries;
  }

  /** False while more entries are on their way. */
  get complete(): boolean {
    return this.#complete;
  }

  get problem(): unknown {
    return this.#problem;
  }

  /** Reads the folder, again if it was read before; the old entries stay until the new ones come. */
  async load(): Promise<void> {
    const abort = this.#restart();
    this.#complete = false;
    this.#problem = undefined;
    if (!this.#unfollow) await this.#follow();
    if (abort.signal.aborted) return;
    try {
      let entries: readonly Entry[] = [];
      for await (const page of this.#pages(abort.signal)) {
        entries = inOrder([...entries, ...page]);
        this.#show(entries);
        // The first ones are there to be seen before the others keep this page busy.
        if (entries.length === page.length) await painted();
      }
      this.#complete = true;
    } catch (error) {
      if (asHallwayError(error).code === 'request.cancelled') return;
      this.#problem = error;
    }
    this.changes.emit('entries', undefined);
    this.#again(abort);
  }

  /** Ends what is being read, and hears of no more changes. */
  stop(): void {
    this.#restart();
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #restart(): AbortController {
    this.#abort.abort();
    this.#stale = false;
    return (this.#abort = new AbortController());
  }

  async *#pages(signal: AbortSignal): AsyncGenerator<readonly Entry[]> {
    let read = 0;
    let after: string | undefined;
    do {
      const page = await ask(
        listEntries,
        {
          params: { device: this.device, share: this.share },
          query: {
            path: this.path,
            limit: after === undefined ? FIRST_PAGE : NEXT_PAGE,
            ...(after === undefined ? {} : { after }),
          },
        },
        signal,
      );
      read += page.entries.length;
      after = page.next ?? undefined;
      yield page.entries;
    } while (after !== undefined && read < MOST);
  }

  /** Resolves when the folder is being watched, or soon. */
  #follow(): Promise<void> {
    const { device, share, path } = this;
    return new Promise((resolve) => {
      let waiting = true;
      const go = (): void => {
        waiting = false;
        resolve();
      };
      setTimeout(go, WATCHED_MS);
      // Before anything is read, nothing is out of date.
      this.#unfollow = openFolders.follow({ device, share, path }, (news) => {
        if (waiting) go();
        else this.#heard(news);
      });
    });
  }

  #heard(news: FolderNews): void {
    if (news.state === 'away') {
      if (GONE.has(news.code)) void this.load();
    } else if (this.#problem !== undefined) void this.load();
    else {
      this.#stale = true;
      if (this.#complete) this.#again(this.#abort);
    }
  }

  /** Reads in place: nothing moves for whoever looks at it until the new entries are all there. */
  #again(abort: AbortController): void {
    if (!this.#stale || this.#rereading || abort.signal.aborted) return;
    this.#stale = false;
    this.#rereading = true;
    void this.#reread(abort.signal).finally(() => {
      this.#rereading = false;
      setTimeout(() => this.#again(this.#abort), PAUSE_MS);
    });
  }

  async #reread(signal: AbortSignal): Promise<void> {
    try {
      const all: Entry[] = [];
      for await (const page of this.#pages(signal)) all.push(...page);
      if (!signal.aborted) this.#show(inOrder(all));
    } catch (error) {
      // What is shown stays; whether the folder or its PC is gone is told by itself.
      if (asHallwayError(error).code === 'path.not_found') void this.load();
    }
  }

  #show(entries: readonly Entry[]): void {
    this.#entries = entries;
    this.changes.emit('entries', undefined);
  }
}

/** Where most of them are in order already, little more than what is new is compared. */
function inOrder(entries: Entry[]): Entry[] {
  return entries.sort(
    (a, b) =>
      Number(b.kind === 'folder') - Number(a.kind === 'folder') || names.compare(a.name, b.name),
  );
}

/** Resolves when what changed is on the screen, or soon where nobody looks at this page. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, UNSEEN_MS);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
