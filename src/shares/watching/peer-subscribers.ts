/**
 * The owner's side of watched folders: what peers asked to hear of this PC's shares. Everything of a
 * peer ends with its link.
 */
import type { FolderFrame, UnwatchFrame, WatchFrame } from '../../api/peer.ts';
import { toProblem } from '../../api/problem.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { FileSystem } from '../file-system.ts';
import type { FolderWatch } from './folder-watch.ts';

export interface PeerSubscribersOptions {
  openFor: (device: DeviceId, share: ResourceId) => Pick<FileSystem, 'watch'>;
  send: (device: DeviceId, frame: FolderFrame) => void;
}

/** One peer may ask for so many at once, those that are just being opened included. */
const MOST = 64;

interface Subscription {
  watch: FolderWatch | undefined;
  over: boolean;
}

export class PeerSubscribers {
  readonly #options: PeerSubscribersOptions;
  readonly #of = new Map<DeviceId, Map<number, Subscription>>();

  constructor(options: PeerSubscribersOptions) {
    this.#options = options;
  }

  heard(device: DeviceId, frame: WatchFrame | UnwatchFrame): void {
    if (frame.type === 'unwatch') return this.#drop(device, frame.id);
    void this.#open(device, frame);
  }

  /** The link is gone, or another one begins: the peer asks again for what it still wants. */
  forget(device: DeviceId): void {
    for (const id of Array.from(this.#of.get(device)?.keys() ?? [])) this.#drop(device, id);
  }

  get count(): number {
    return Array.from(this.#of.values()).reduce((sum, { size }) => sum + size, 0);
  }

  async #open(device: DeviceId, { id, share, path }: WatchFrame): Promise<void> {
    const tell = (news: FolderFrame['news']): void =>
      this.#options.send(device, { type: 'folder', id, news });
    this.#drop(device, id);
    const all = this.#of.get(device) ?? new Map<number, Subscription>();
    if (all.size >= MOST) return tell(ended(tooMany()));
    const one: Subscription = { watch: undefined, over: false };
    this.#of.set(device, all.set(id, one));
    const end = (reason: unknown): void => {
      if (one.over) return;
      this.#drop(device, id);
      tell(ended(reason));
    };
    try {
      const watch = await this.#options.openFor(device, share).watch(path, {
        changed: (change) => {
          if (!one.over) tell({ state: 'changed', ...change });
        },
        ended: end,
      });
      if (one.over) return watch.close();
      one.watch = watch;
      tell({ state: 'watching', version: watch.version });
    } catch (error) {
      end(error);
    }
  }

  #drop(device: DeviceId, id: number): void {
    const all = this.#of.get(device);
    const one = all?.get(id);
    if (!all || !one) return;
    one.over = true;
    one.watch?.close();
    all.delete(id);
    if (all.size === 0) this.#of.delete(device);
  }
}

function ended(reason: unknown): FolderFrame['news'] {
  const { error } = toProblem(asHallwayError(reason));
  return { state: 'ended', problem: { error: { code: error.code, message: error.message } } };
}

function tooMany(): HallwayError {
  return new HallwayError('request.busy', 'This PC watches enough folders for that one.');
}
