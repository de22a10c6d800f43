/** The entries of one open folder: the first ones at once, the others as they come in. */
import { listEntries } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError } from '../../src/base/errors.ts';
import type { Entry } from '../../src/model/entry.ts';
import { ask } from '../data/agent-client.ts';

/** Small enough to show at once, then as many as the agent gives. */
const FIRST_PAGE = 300;
const NEXT_PAGE = 5000;
/** Beyond this many entries no more are fetched: nobody scrolls through them. */
const MOST = 100_000;

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export class Folder {
  readonly changes = new Emitter<{ entries: undefined }>();
  readonly device: string;
  readonly share: string;
  readonly path: string;
  #entries: readonly Entry[] | undefined;
  #complete = false;
  #problem: unknown;
  #abort = new AbortController();

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
    this.stop();
    const abort = (this.#abort = new AbortController());
    this.#complete = false;
    this.#problem = undefined;
    const read: Entry[] = [];
    let after: string | undefined;
    try {
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
          abort.signal,
        );
        read.push(...page.entries);
        after = page.next ?? undefined;
        this.#show(read);
      } while (after !== undefined && read.length < MOST);
      this.#complete = true;
    } catch (error) {
      if (asHallwayError(error).code === 'request.cancelled') return;
      this.#problem = error;
    }
    this.changes.emit('entries', undefined);
  }

  stop(): void {
    this.#abort.abort();
  }

  #show(read: readonly Entry[]): void {
    this.#entries = read.toSorted(
      (a, b) =>
        Number(b.kind === 'folder') - Number(a.kind === 'folder') || names.compare(a.name, b.name),
    );
    this.changes.emit('entries', undefined);
  }
}
