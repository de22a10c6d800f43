/**
 * Asks other PCs for bytes of files, and takes them no faster than the pacer lets it: what is not
 * taken stays at the other PC. Anything else goes through as it is.
 */
import { readPeerArchive, readPeerFile } from '../../api/peer-files.ts';
import { readOffer } from '../../api/peer.ts';
import { readSmallFiles } from '../../api/peer-sendings.ts';
import { pullPieces, pullSharePieces } from '../../api/peer-swarm.ts';
import type { Endpoint, Input, Output } from '../../api/endpoint.ts';
import type { Readable } from 'node:stream';
import type { DeviceId } from '../../model/id.ts';
import type {
  CallOptions,
  OpenOptions,
  PeerTransport,
  StreamAnswer,
} from '../../net/peer-transport.ts';
import type { Flow, Pacer } from './pacer.ts';

const FILES = new Set<Endpoint>([
  pullPieces,
  pullSharePieces,
  readSmallFiles,
  readPeerFile,
  readPeerArchive,
  readOffer,
]);

export class PacedTransport implements PeerTransport {
  readonly #inner: PeerTransport;
  readonly #pacer: Pacer;
  readonly #flow: Flow;

  constructor(inner: PeerTransport, pacer: Pacer, flow: Flow) {
    this.#inner = inner;
    this.#pacer = pacer;
    this.#flow = flow;
  }

  /** The same for the bytes of one transfer. */
  for(flow: Flow): PacedTransport {
    return new PacedTransport(this.#inner, this.#pacer, flow);
  }

  call<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: CallOptions,
  ): Promise<Output<E>> {
    return this.#inner.call(device, target, input, options);
  }

  async open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: OpenOptions,
  ): Promise<StreamAnswer> {
    if (!FILES.has(target)) return this.#inner.open(device, target, input, options);
    const bulk = { ...options, bulk: !this.#flow.urgent };
    const answer = await this.#inner.open(device, target, input, bulk);
    return { ...answer, held: pace(answer.body, this.#pacer, this.#flow) };
  }
}

/**
 * Without a stream in between, which would cost a copy where there is no limit: bytes that came are
 * counted, and no more are read from the connection before they may. Returns whether that is so now.
 */
function pace(body: Readable, pacer: Pacer, flow: Flow): () => boolean {
  const push = body.push.bind(body);
  const read = body._read.bind(body);
  let held: Promise<void> | undefined;
  const closed = new AbortController();
  body.once('close', () => closed.abort());
  const count = (bytes: number): void => {
    const wait = pacer.wait(flow, bytes, closed.signal);
    if (!wait) return;
    const all = held ? Promise.all([held, wait]).then(() => {}) : wait;
    held = all;
    void all.then(() => {
      if (held !== all) return;
      held = undefined;
      if (!body.destroyed) read(body.readableHighWaterMark);
    });
  };
  // What came with the head of the answer.
  count(body.readableLength);
  body.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (chunk !== null) count(chunk.length);
    return push(chunk, encoding) && !held;
  };
  body._read = (size) => {
    if (!held) read(size);
  };
  return () => held !== undefined;
}
