/** Requests to members, over a socket pool for each one that lives as long as its link. */
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { HallwayError } from '../base/errors.ts';
import type { Identity } from '../identity/identity.ts';
import type { DeviceId } from '../model/id.ts';
import type { PeerTransport, StreamAnswer } from '../net/peer-transport.ts';
import { PinnedClient } from '../net/pinned-client.ts';
import type { PeerDirectory } from './peer-directory.ts';

export class PeerClients implements PeerTransport {
  readonly #directory: PeerDirectory;
  readonly #identity: Identity;
  readonly #clients = new Map<DeviceId, PinnedClient>();

  constructor(directory: PeerDirectory, identity: Identity) {
    this.#directory = directory;
    this.#identity = identity;
    directory.on('offline', ({ device }) => this.#close(device));
  }

  async call<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<Output<E>> {
    return this.#client(device).call(target, input, options);
  }

  async open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: { range?: ByteRange | undefined; signal?: AbortSignal | undefined },
  ): Promise<StreamAnswer> {
    return this.#client(device).open(target, input, options);
  }

  /** Ends every connection at once. */
  close(): void {
    for (const device of Array.from(this.#clients.keys())) this.#close(device);
  }

  #client(device: DeviceId): PinnedClient {
    if (!this.#directory.targetOf(device))
      throw new HallwayError(
        'peer.offline',
        `${this.#directory.nameOf(device)} is not reachable now.`,
        { fix: 'Check that the PC is on and in the same network.' },
      );
    let client = this.#clients.get(device);
    if (!client) {
      client = new PinnedClient(device, this.#identity, () => this.#directory.targetOf(device));
      this.#clients.set(device, client);
    }
    return client;
  }

  #close(device: DeviceId): void {
    this.#clients.get(device)?.close();
    this.#clients.delete(device);
  }
}
