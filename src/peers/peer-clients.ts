/**
 * Requests to members, over a socket pool for each one that lives as long as its link. When the link
 * moves to a better way, what is under way ends on the old one while new requests take the new one.
 */
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import { HallwayError } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type {
  CallOptions,
  OpenOptions,
  PeerTransport,
  StreamAnswer,
} from '../net/peer-transport.ts';
import { PinnedClient } from '../net/pinned-client.ts';
import { WAKE_MS, type PeerDirectory } from './peer-directory.ts';

/** A pool, and the requests on it. */
interface Pool {
  client: PinnedClient;
  requests: number;
  /** No new requests; it ends with its last one. */
  retired: boolean;
}

export class PeerClients implements PeerTransport {
  readonly #directory: PeerDirectory;
  readonly #identity: Identity;
  /** The pools of each peer: the one in use, and those that are retired. */
  readonly #pools = new Map<DeviceId, Set<Pool>>();

  constructor(directory: PeerDirectory, identity: Identity) {
    this.#directory = directory;
    this.#identity = identity;
    directory.on('offline', ({ device }) => this.#close(device));
    directory.on('moved', ({ device, dead }) => {
      if (dead) this.#close(device);
      else this.#retire(device);
    });
  }

  async call<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options: CallOptions = {},
  ): Promise<Output<E>> {
    await this.#reach(device, options);
    return this.#request(device, options, async (pool) => {
      try {
        return await pool.client.call(target, input, options);
      } finally {
        this.#done(device, pool);
      }
    });
  }

  async open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options: OpenOptions = {},
  ): Promise<StreamAnswer> {
    await this.#reach(device, options);
    return this.#request(device, options, async (pool) => {
      try {
        const answer = await pool.client.open(target, input, options);
        answer.body.once('close', () => this.#done(device, pool));
        return answer;
      } catch (error) {
        this.#done(device, pool);
        throw error;
      }
    });
  }

  /** Ends every connection at once. */
  close(): void {
    for (const device of Array.from(this.#pools.keys())) this.#close(device);
  }

  /** A request that was never sent, because its way died meanwhile, takes the new one. */
  async #request<T>(
    device: DeviceId,
    { signal }: CallOptions,
    send: (pool: Pool) => Promise<T>,
  ): Promise<T> {
    const pool = this.#pool(device);
    try {
      return await send(pool);
    } catch (error) {
      if (!pool.retired || signal?.aborted || !wasNeverSent(error)) throw error;
      return send(this.#pool(device));
    }
  }

  /** Somebody waits for it: a PC that sleeps is woken. */
  async #reach(device: DeviceId, { wake, signal }: CallOptions): Promise<void> {
    const { waker } = this.#directory;
    if (!wake || !this.#directory.isAsleep(device) || !waker.canWake(device)) return;
    const gone = Promise.withResolvers<never>();
    const abort = (): void =>
      gone.reject(new HallwayError('request.cancelled', 'It was no longer wanted.'));
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([waker.wake(device, WAKE_MS), gone.promise]);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The pool in use, with one request more. */
  #pool(device: DeviceId): Pool {
    if (!this.#directory.targetOf(device)) throw this.#offline(device);
    let pools = this.#pools.get(device);
    if (!pools) this.#pools.set(device, (pools = new Set()));
    let pool = Array.from(pools).find(({ retired }) => !retired);
    if (!pool) {
      const target = () => this.#directory.targetOf(device);
      const client = new PinnedClient(device, this.#identity, target);
      pool = { client, requests: 0, retired: false };
      pools.add(pool);
    }
    pool.requests += 1;
    return pool;
  }

  /** Why there is no link. */
  #offline(device: DeviceId): HallwayError {
    const name = this.#directory.nameOf(device);
    // Nobody needs to wait for it: it will not come back.
    if (!this.#directory.isMember(device))
      return new HallwayError(
        'workgroup.not_member',
        `${name} and this PC are not in one workgroup.`,
      );
    if (this.#directory.isAsleep(device))
      return new HallwayError('peer.offline', `${name} is asleep.`, {
        fix: 'Press a key there, or wake it from here: `hallway peers wake`.',
      });
    return new HallwayError('peer.offline', `${name} is not reachable now.`, {
      fix: 'Check that the PC is on and in the same network.',
    });
  }

  #done(device: DeviceId, pool: Pool): void {
    pool.requests -= 1;
    if (pool.retired && pool.requests === 0) this.#drop(device, pool);
  }

  #retire(device: DeviceId): void {
    for (const pool of Array.from(this.#pools.get(device) ?? [])) {
      pool.retired = true;
      if (pool.requests === 0) this.#drop(device, pool);
    }
  }

  #close(device: DeviceId): void {
    for (const pool of Array.from(this.#pools.get(device) ?? [])) this.#drop(device, pool);
  }

  #drop(device: DeviceId, pool: Pool): void {
    pool.retired = true;
    pool.client.close();
    const pools = this.#pools.get(device);
    pools?.delete(pool);
    if (pools?.size === 0) this.#pools.delete(device);
  }
}

/** Its connection was not made: see `dialAny`. */
function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof HallwayError)) return false;
  return error.code === 'request.cancelled' || error.details?.['reached'] !== undefined;
}
