/**
 * The owner's side of an upload: pulls what a peer offers and writes it into the share. A pull
 * that breaks is resumed where it stopped; what the peer offers must not change meanwhile.
 */
import { Readable } from 'node:stream';
import { readOffer } from '../api/peer.ts';
import { sleep, type Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId, ResourceId } from '../model/id.ts';
import type { PeerTransport } from '../net/peer-transport.ts';
import { answerHead } from './answer-head.ts';
import { BUFFER_BYTES } from './buffer-pool.ts';
import { fileChanged, interrupted } from './file-error.ts';
import { chunksOf } from './file-writer.ts';
import type { ActOptions, FileSystem, WriteOptions, Written } from './file-system.ts';

export interface FileOffer extends Omit<WriteOptions, keyof ActOptions> {
  offer: string;
  path: string;
  /** Bytes. */
  size: number;
}

export interface UploadReceiverOptions {
  transport: PeerTransport;
  clock: Clock;
  /** The share as this peer may use it, or `share.not_found`. */
  openFor: (device: DeviceId, share: ResourceId) => FileSystem;
}

/** Tries in a row that bring no byte. */
const TRIES = 4;
const WAIT_MS = 250;
/** Uploads of one peer at once. */
const MOST_UPLOADS = 16;
/** After these the offer is not worth another try. */
const FINAL = new Set([
  'transfer.not_found',
  'transfer.changed',
  'peer.protocol',
  'request.cancelled',
]);

export class UploadReceiver {
  readonly #options: UploadReceiverOptions;
  readonly #running = new Map<DeviceId, number>();

  constructor(options: UploadReceiverOptions) {
    this.#options = options;
  }

  /** Resolves when the file is in place. */
  async receiveOffer(
    device: DeviceId,
    share: ResourceId,
    { offer, path, ...how }: FileOffer,
    signal?: AbortSignal,
  ): Promise<Written> {
    const { size } = how;
    const files = this.#options.openFor(device, share);
    const running = this.#running.get(device) ?? 0;
    if (running >= MOST_UPLOADS)
      throw new HallwayError('request.busy', 'Too many uploads run at once.', {
        fix: 'Wait until some are done.',
      });
    this.#running.set(device, running + 1);
    const source = Readable.from(this.#pull(device, offer, size, signal), {
      objectMode: false,
      highWaterMark: BUFFER_BYTES,
    });
    // Its end is seen by whoever reads it.
    source.on('error', () => {});
    try {
      return await files.write(path, source, { ...how, signal });
    } finally {
      source.destroy();
      const left = (this.#running.get(device) ?? 1) - 1;
      if (left > 0) this.#running.set(device, left);
      else this.#running.delete(device);
    }
  }

  async *#pull(
    device: DeviceId,
    offer: string,
    size: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    const { transport, clock } = this.#options;
    let position = 0;
    let etag: string | undefined;
    for (let failed = 0; position < size; ) {
      let body: Readable | undefined;
      try {
        const range = position > 0 ? { start: position, end: size - 1 } : undefined;
        const input = { params: { offer } };
        const answer = await transport.open(device, readOffer, input, { range, signal });
        ({ body } = answer);
        const head = answerHead(answer, range, clock.now());
        if (range && !head.range) throw fileChanged();
        if (head.size !== size || (etag !== undefined && etag !== head.etag)) throw fileChanged();
        ({ etag } = head);
        for await (const chunk of chunksOf(body)) {
          position += chunk.length;
          failed = 0;
          yield chunk;
        }
        if (position < size) throw interrupted();
      } catch (error) {
        if (error instanceof HallwayError && FINAL.has(error.code)) throw error;
        if (++failed >= TRIES) throw interrupted(error);
        await sleep(clock, WAIT_MS * failed);
      } finally {
        body?.destroy();
      }
    }
  }
}
