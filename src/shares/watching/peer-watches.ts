/**
 * The asker's side of watched folders: asks a share's owner over the link, and hears of changes. A
 * link that breaks and comes back is no end: what is open is asked for again, and its listeners hear
 * that they may have missed something.
 */
import type { FolderFrame, LinkFrame } from '../../api/peer.ts';
import { fromProblem } from '../../api/problem.ts';
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import { type FolderListener, type FolderWatch, Gathering } from './folder-watch.ts';

export interface PeerWatchesOptions {
  /** Passed over for whoever is not linked. */
  send: (device: DeviceId, frame: LinkFrame) => void;
  isOnline: (device: DeviceId) => boolean;
  clock: Clock;
}

/** An owner of an older version says nothing; others take a moment. */
const ANSWER_MS = 5000;
/** So long a peer may be gone before its folders count as away. */
const PATIENCE_MS = 3000;

interface Asked {
  device: DeviceId;
  share: ResourceId;
  path: string;
  listener: FolderListener;
  answered: PromiseWithResolvers<string>;
  /** What changed since it was told last; gathered, for a peer could tell without end. */
  pending: { version: string; missed: boolean } | undefined;
  gathering: Gathering;
  standing: boolean;
  away: CancelTimer | undefined;
}

export class PeerWatches {
  readonly #options: PeerWatchesOptions;
  readonly #asked = new Map<number, Asked>();
  #next = 1;

  constructor(options: PeerWatchesOptions) {
    this.#options = options;
  }

  /** Throws the owner's refusal, `peer.offline`, or `peer.protocol` where it does not answer. */
  async watch(
    device: DeviceId,
    share: ResourceId,
    path: string,
    listener: FolderListener,
  ): Promise<FolderWatch> {
    const { clock, isOnline } = this.#options;
    if (!isOnline(device)) throw offline();
    const id = this.#next++;
    const gathering = new Gathering(clock, () => {
      const { pending } = one;
      one.pending = undefined;
      if (pending) listener.changed(pending);
    });
    const one: Asked = {
      device,
      share,
      path,
      listener,
      gathering,
      answered: Promise.withResolvers(),
      pending: undefined,
      standing: false,
      away: undefined,
    };
    this.#asked.set(id, one);
    this.#ask(id, one);
    const cancel = clock.after(ANSWER_MS, () => one.answered.reject(silent()));
    try {
      const version = await one.answered.promise;
      one.standing = true;
      return { version, close: () => this.#close(id, one) };
    } catch (error) {
      this.#close(id, one);
      throw error;
    } finally {
      cancel();
    }
  }

  /** A frame of the owner. */
  heard(device: DeviceId, { id, news }: FolderFrame): void {
    const one = this.#asked.get(id);
    if (one?.device !== device) return;
    if (news.state === 'ended')
      return this.#end(id, one, fromProblem(news.problem, 'peer.protocol'));
    if (news.state === 'changed') return this.#changed(one, news.version, news.missed);
    // Asked again on another link: what happened in between was told to nobody.
    if (one.standing) this.#changed(one, news.version, true);
    else one.answered.resolve(news.version);
  }

  /** A link stands, the first one or another one. */
  online(device: DeviceId): void {
    for (const [id, one] of this.#of(device)) {
      one.away?.();
      one.away = undefined;
      this.#ask(id, one);
    }
  }

  offline(device: DeviceId): void {
    for (const [id, one] of this.#of(device))
      if (!one.standing) this.#end(id, one, offline());
      else one.away ??= this.#options.clock.after(PATIENCE_MS, () => this.#end(id, one, offline()));
  }

  get count(): number {
    return this.#asked.size;
  }

  #of(device: DeviceId): [number, Asked][] {
    return Array.from(this.#asked).filter(([, one]) => one.device === device);
  }

  #ask(id: number, { device, share, path }: Asked): void {
    this.#options.send(device, { type: 'watch', id, share, path });
  }

  #changed(one: Asked, version: string, missed: boolean): void {
    one.pending = { version, missed: missed || one.pending?.missed === true };
    one.gathering.hit();
  }

  #end(id: number, one: Asked, reason: HallwayError): void {
    this.#forget(id, one);
    if (one.standing) one.listener.ended(reason);
    else one.answered.reject(reason);
  }

  #close(id: number, one: Asked): void {
    if (this.#asked.get(id) === one) this.#options.send(one.device, { type: 'unwatch', id });
    this.#forget(id, one);
  }

  #forget(id: number, one: Asked): void {
    this.#asked.delete(id);
    one.away?.();
    one.gathering.stop();
  }
}

function offline(): HallwayError {
  return new HallwayError('peer.offline', 'That PC is not reachable now.', {
    fix: 'Check that the PC is on and in the same network.',
  });
}

function silent(): HallwayError {
  return new HallwayError('peer.protocol', 'That PC does not tell of changes.');
}
