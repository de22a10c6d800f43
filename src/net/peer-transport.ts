/** How a domain asks another member's agent, whatever carries the request. */
import type { Readable } from 'node:stream';
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { DeviceId } from '../model/id.ts';

export interface StreamAnswer {
  /** 200 or 206; anything else was thrown as a `HallwayError`. */
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Must be read to its end or destroyed. */
  body: Readable;
}

export interface PeerTransport {
  /**
   * Calls an endpoint with a JSON answer, which is checked against the endpoint's schema. Throws
   * `peer.offline`, `peer.unreachable`, `peer.protocol`, or the peer's own error.
   */
  call<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined },
  ): Promise<Output<E>>;
  /** Calls an endpoint that answers with bytes. */
  open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: { range?: ByteRange | undefined; signal?: AbortSignal | undefined },
  ): Promise<StreamAnswer>;
}

/** Bytes that can be read, whole or in part. */
export interface ByteSource {
  /** Bytes. */
  size: number;
  read: (range: ByteRange | undefined) => Readable;
}

/** Bytes on offer to one peer, who pulls them by the id (`readOffer`). */
export interface Offers {
  /** Returns the offer's id; `withdraw` ends it. `read` must be callable several times. */
  offer(device: DeviceId, source: ByteSource): { id: string; withdraw: () => void };
}
