/** Files on their way into shares: two at a time, whatever page is open. */
import { writeFile } from '../../src/api/local.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import { upload } from '../data/agent-client.ts';
import { notices } from './notices.ts';

const AT_ONCE = 2;
/** How long a list without failures stays after the last file. */
const SHOWN_MS = 8000;

export type TransferState = 'waiting' | 'sending' | 'done' | 'failed' | 'skipped';

export interface Transfer {
  readonly id: number;
  readonly device: string;
  readonly share: string;
  /** Folder that the file goes into; empty for the share's root. */
  readonly folder: string;
  readonly file: File;
  state: TransferState;
  /** Part that is sent, 0 to 1. */
  part: number;
  problem: string;
  readonly abort: AbortController;
}

class Transfers {
  readonly changes = new Emitter<{ list: undefined; arrived: Transfer }>();
  #list: readonly Transfer[] = [];
  #nextId = 1;
  #clearing: ReturnType<typeof setTimeout> | undefined;

  get list(): readonly Transfer[] {
    return this.#list;
  }

  add(device: string, share: string, folder: string, files: readonly File[]): void {
    const added = files.map<Transfer>((file) => ({
      id: this.#nextId++,
      device,
      share,
      folder,
      file,
      state: 'waiting',
      part: 0,
      problem: '',
      abort: new AbortController(),
    }));
    this.#list = [...this.#list, ...added];
    this.#changed();
    this.#next();
  }

  cancel(transfer: Transfer): void {
    transfer.abort.abort();
    if (transfer.state === 'waiting') this.#end(transfer, 'skipped');
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
      await this.#put(transfer, false);
      this.#end(transfer, 'done');
    } catch (error) {
      const { code, message, fix } = asHallwayError(error);
      transfer.problem = fix ? `${message} ${fix}` : message;
      this.#end(transfer, code === 'request.cancelled' ? 'skipped' : 'failed');
    }
  }

  async #put(transfer: Transfer, replace: boolean): Promise<void> {
    const { device, share, folder, file } = transfer;
    const path = folder === '' ? file.name : `${folder}/${file.name}`;
    transfer.part = 0;
    try {
      await upload(
        writeFile,
        { params: { device, share }, query: { path, ...(replace ? { replace } : {}) } },
        file,
        {
          signal: transfer.abort.signal,
          onProgress: (part) => {
            transfer.part = part;
            this.#changed();
          },
        },
      );
    } catch (error) {
      if (replace || !(error instanceof HallwayError) || error.code !== 'path.exists') throw error;
      const yes = await notices.ask({
        heading: 'Replace the file?',
        text: `“${displayText(file.name, 120)}” is already in this folder.`,
        yes: 'Replace',
        no: 'Keep the old one',
      });
      if (!yes) throw new HallwayError('request.cancelled', 'Kept the old one.');
      await this.#put(transfer, true);
    }
  }

  #end(transfer: Transfer, state: TransferState): void {
    transfer.state = state;
    this.#changed();
    if (state === 'done') this.changes.emit('arrived', transfer);
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
