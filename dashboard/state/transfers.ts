/** Files on their way into shares, from here or from another share: two at a time, on every page. */
import { phrase } from '../locale/localization.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { Conflicts } from './files/conflicts.ts';
import { folderChanges, pathIn, type Spot } from './files/folder-changes.ts';
import { sendFile } from './files/send-file.ts';

const AT_ONCE = 2;
/** How long a list without failures stays after the last file. */
const SHOWN_MS = 8000;

export type TransferState = 'waiting' | 'sending' | 'done' | 'failed' | 'skipped';

export type Verb = 'send' | 'move' | 'copy';

/** The folder that something goes into, and what it is. */
interface Aim extends Spot {
  readonly name: string;
  readonly verb: Verb;
}

export interface Transfer extends Aim {
  readonly id: number;
  state: TransferState;
  /** Part that is done, 0 to 1; undefined where that cannot be told. */
  part: number | undefined;
  /** What is to be said while it is under way. */
  note: string | undefined;
  problem: string;
  abort: AbortController;
  readonly run: Run;
}

type Run = (
  onPart: (part: number | undefined, note?: string) => void,
  signal: AbortSignal,
) => Promise<unknown>;

class Transfers {
  readonly changes = new Emitter<{ list: undefined }>();
  #list: readonly Transfer[] = [];
  #nextId = 1;
  #clearing: ReturnType<typeof setTimeout> | undefined;

  get list(): readonly Transfer[] {
    return this.#list;
  }

  /** Files of this browser, into a folder. */
  add(to: Spot, files: readonly File[]): void {
    const conflicts = new Conflicts();
    for (const file of files)
      this.start({ ...to, name: file.name, verb: 'send' }, async (onPart, signal) => {
        const { device, share } = to;
        const written = await conflicts.place(file.name, (name, replace) =>
          sendFile(
            {
              params: { device, share },
              query: { path: pathIn(to, name), ...(replace ? { replace } : {}) },
            },
            file,
            { signal, onPart },
          ),
        );
        if (!written) throw new HallwayError('request.cancelled', phrase('Skipped.'));
      });
  }

  /** Work that is seen among the transfers; `request.cancelled` for what is left out. */
  start(aim: Aim, run: Run): void {
    const { device, share, path, name, verb } = aim;
    const added: Transfer = {
      id: this.#nextId++,
      device,
      share,
      path,
      name,
      verb,
      state: 'waiting',
      part: 0,
      note: undefined,
      problem: '',
      abort: new AbortController(),
      run,
    };
    this.#list = [...this.#list, added];
    this.#changed();
    this.#next();
  }

  cancel(transfer: Transfer): void {
    transfer.abort.abort();
    if (transfer.state === 'waiting') this.#end(transfer, 'skipped');
  }

  /** What failed is done once more; of a large file what came already counts. */
  retry(transfer: Transfer): void {
    transfer.abort = new AbortController();
    transfer.state = 'waiting';
    transfer.part = 0;
    transfer.problem = '';
    this.#changed();
    this.#next();
  }

  clearFinished(): void {
    this.#list = this.#list.filter(({ state }) => state === 'waiting' || state === 'sending');
    this.#changed();
  }

  #next(): void {
    const sending = this.#list.filter(({ state }) => state === 'sending').length;
    const waiting = this.#list.filter(({ state }) => state === 'waiting');
    for (const transfer of waiting.slice(0, AT_ONCE - sending)) void this.#send(transfer);
  }

  async #send(transfer: Transfer): Promise<void> {
    transfer.state = 'sending';
    this.#changed();
    try {
      await transfer.run((part, note) => {
        transfer.part = part;
        transfer.note = note;
        this.#changed();
      }, transfer.abort.signal);
      this.#end(transfer, 'done');
    } catch (error) {
      const { code, message, fix } = asHallwayError(error);
      transfer.problem = fix ? `${message} ${fix}` : message;
      this.#end(transfer, code === 'request.cancelled' ? 'skipped' : 'failed');
    }
  }

  #end(transfer: Transfer, state: TransferState): void {
    transfer.state = state;
    this.#changed();
    if (state !== 'skipped') folderChanges.emit('changed', transfer);
    this.#next();
    clearTimeout(this.#clearing);
    if (this.#list.every((one) => one.state === 'done' || one.state === 'skipped'))
      this.#clearing = setTimeout(() => this.clearFinished(), SHOWN_MS);
  }

  #changed(): void {
    this.changes.emit('list', undefined);
  }
}

export const transfers = new Transfers();
