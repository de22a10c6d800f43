/** Requests to peers of which those that answer with a file's bytes survive a broken connection. */
import type { Readable } from 'node:stream';
import type { Endpoint, Input, Output } from '../api/endpoint.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Clock } from '../base/clock.ts';
import { HallwayError } from '../base/errors.ts';
import type { DeviceId } from '../model/id.ts';
import type { CallOptions, OpenOptions, PeerTransport, StreamAnswer } from './peer-transport.ts';
import { RESUME_TIMES, ResumingStream, type ResumeTimes } from './resuming-stream.ts';

export class ResumingTransport implements PeerTransport {
  readonly #transport: PeerTransport;
  readonly #clock: Clock;
  readonly #times: ResumeTimes;

  /** `patienceMs`: how long a body waits for a broken connection to come back. */
  constructor(
    transport: PeerTransport,
    clock: Clock,
    patienceMs: number = RESUME_TIMES.patienceMs,
    times: ResumeTimes = RESUME_TIMES,
  ) {
    this.#transport = transport;
    this.#clock = clock;
    this.#times = { ...times, patienceMs };
  }

  call<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options?: CallOptions,
  ): Promise<Output<E>> {
    return this.#transport.call(device, target, input, options);
  }

  /**
   * The body ends with `transfer.changed` where the bytes are others when it goes on, and with
   * `transfer.interrupted` where the peer does not come back in time.
   */
  async open<E extends Endpoint>(
    device: DeviceId,
    target: E,
    input: Input<E>,
    options: OpenOptions = {},
  ): Promise<StreamAnswer> {
    const { signal } = options;
    const first = await this.#transport.open(device, target, input, options);
    const whole = target.method === 'GET' ? carried(first) : undefined;
    // `none` (RFC 9110 section 14.3): these bytes can be had once.
    if (!whole || first.headers['accept-ranges'] === 'none') return first;
    const reopen = async (range: ByteRange, trying: AbortSignal): Promise<Readable> => {
      const given = new AbortController();
      const abort = (): void => given.abort();
      trying.addEventListener('abort', abort, { once: true });
      signal?.addEventListener('abort', abort, { once: true });
      if (trying.aborted || signal?.aborted) abort();
      try {
        const answer = await this.#transport.open(device, target, input, {
          range,
          signal: given.signal,
        });
        return rest(answer, range, whole.size, first);
      } catch (error) {
        // The file has become shorter than what is here already.
        if (error instanceof HallwayError && error.code === 'request.range') throw changed();
        throw error;
      } finally {
        trying.removeEventListener('abort', abort);
        signal?.removeEventListener('abort', abort);
      }
    };
    const { range } = whole;
    const body = new ResumingStream(first.body, {
      range,
      reopen,
      clock: this.#clock,
      times: this.#times,
    });
    const stop = (): void =>
      void body.destroy(new HallwayError('request.cancelled', 'It was cancelled.'));
    signal?.addEventListener('abort', stop, { once: true });
    // A signal may outlive many requests.
    body.once('close', () => signal?.removeEventListener('abort', stop));
    if (signal?.aborted) stop();
    return { ...first, body };
  }
}

/** Which bytes of how many an answer carries; undefined where that is not said, or there are none. */
function carried({
  status,
  headers,
}: StreamAnswer): { range: ByteRange; size: number } | undefined {
  if (status === 206) {
    const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '');
    if (!match) return undefined;
    const [start = 0, end = 0, size = 0] = match.slice(1).map(Number);
    return start <= end && end < size ? { range: { start, end }, size } : undefined;
  }
  const length = headers['content-length'] ?? '';
  const size = /^\d{1,15}$/.test(length) ? Number(length) : 0;
  return size > 0 ? { range: { start: 0, end: size - 1 }, size } : undefined;
}

/** The body of an answer with the rest, or `transfer.changed` if it is of other bytes. */
function rest(
  answer: StreamAnswer,
  wanted: ByteRange,
  size: number,
  first: StreamAnswer,
): Readable {
  const now = carried(answer);
  const same =
    now?.size === size &&
    now.range.start === wanted.start &&
    now.range.end === wanted.end &&
    answer.headers['etag'] === first.headers['etag'] &&
    answer.headers['last-modified'] === first.headers['last-modified'];
  if (same) return answer.body;
  answer.body.on('error', () => {});
  answer.body.destroy();
  throw changed();
}

function changed(): HallwayError {
  return new HallwayError('transfer.changed', 'The file was changed while it was read.', {
    fix: 'Read it again.',
  });
}
