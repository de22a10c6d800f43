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
  /** Whether this PC itself reads no more of it now, to keep to a limit. */
  held?: (() => boolean) | undefined;
  /** What came behind the body (RFC 9110 section 6.5), once it was read to its end. */
  trailers?: (() => Readonly<Record<string, string | undefined>>) | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /**
   * A person waits for the answer: a peer that sleeps is woken, for up to 30 s. What the agent asks
   * by itself wakes nobody.
   */
  wake?: boolean | undefined;
}

/** `timeoutMs` is until the head of the answer. */
export interface OpenOptions extends CallOptions {
  range?: ByteRange | undefined;
  /** Many bytes that nobody waits for: they keep nobody who does from a connection. */
  bulk?: boolean | undefined;
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
    options?: CallOptions,
  ): Promise<Output<E>>;
  /** Calls an endpoint that answers with bytes. */
  open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: OpenOptions,
  ): Promise<StreamAnswer>;
}

/** Bytes that can be read, whole or in part. */
export interface ByteSource {
  /** Bytes. */
  size: number;
  /** It can be read only once and from its beginning. */
  once?: boolean | undefined;
  /** A file, which has manners; a document that is printed goes as fast as it can. */
  isFile?: boolean | undefined;
  read: (range: ByteRange | undefined) => Readable;
}

/** Bytes on offer to one peer, who pulls them by the id (`readOffer`). */
export interface Offers {
  /** Returns the offer's id; `withdraw` ends it. `read` must be callable several times. */
  offer(device: DeviceId, source: ByteSource): { id: string; withdraw: () => void };
}
