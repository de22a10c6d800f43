/** Asks printers and print servers: IPP over HTTP and HTTPS (RFC 8010, RFC 8011, RFC 7472). */
import type { Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { HallwayError } from '../../base/errors.ts';
import { type HttpTarget, httpTarget, type ServerAddress } from './address.ts';
import { CupsOperation, GroupTag, Operation, Status } from './constants.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { type Exchange, exchange, type ExchangeAnswer } from './http-exchange.ts';
import { ANSWER_LIMITS } from './limits.ts';
import { httpProblem, ippProblem } from './problem.ts';
import type { IppAttributes, IppGroup, IppMessage, IppValue } from './types.ts';
import { charset, name, naturalLanguage, uri as uriValue } from './values.ts';

/** A server that closed the connection on a question is asked once more, after this many ms. */
const BROKEN_PAUSE_MS = 250;
/** They change nothing, so that asking twice does no harm. */
const QUESTIONS: ReadonlySet<number> = new Set(
  Object.entries({ ...Operation, ...CupsOperation })
    .filter(([operation]) => /^(CUPS-)?Get-/.test(operation))
    .map(([, code]) => code),
);

export interface IppRequest {
  /** Address of the printer or queue; its path is also the path of the HTTP request. */
  uri: string;
  operation: Operation;
  /** Path of the HTTP request where it is not that of the URI. */
  path?: string | undefined;
  /** Operation attributes after `requesting-user-name`. */
  attributes?: Readonly<Record<string, IppValue[]>> | undefined;
  /** Job template attributes. */
  job?: IppAttributes | undefined;
  /** Printer attributes, to change a queue of CUPS. */
  printer?: IppAttributes | undefined;
  /** Read anew for each attempt. */
  document?: { open: () => Readable; bytes: number } | undefined;
  signal?: AbortSignal | undefined;
}

export interface IppClientOptions {
  clock: Clock;
  /** One name for all requests: a job's name is shown to its own user only. */
  user: string;
  /** Where requests go, if not to the host of the URI. */
  server?: ServerAddress | undefined;
  /** Header of this name, where the server knows who asks by it. */
  authorization?: string | undefined;
  /** No byte either way for this long: unreachable. */
  silenceMs?: number | undefined;
  /** How long a busy printer (`server-error-busy`) is asked again. */
  busyMs?: number | undefined;
}

export class IppClient {
  readonly #options: IppClientOptions;
  #requestId = 0;
  /** As given, then what the server accepted once it asked for it. */
  #authorization: string | undefined;

  constructor(options: IppClientOptions) {
    this.#options = options;
    this.#authorization = options.authorization;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /**
   * The answer of a success. Throws `printer.unreachable`, `printer.rejected`, `printer.format`,
   * `printer.not_accepting`, `printer.not_found`, `job.not_found`, `job.not_possible`,
   * `request.cancelled`, `ipp.malformed`.
   */
  async request(request: IppRequest): Promise<IppMessage> {
    const { clock, busyMs = 60_000 } = this.#options;
    const giveUp = clock.monotonic() + busyMs;
    for (let wait = 250; ; wait = Math.min(wait * 2, 5000)) {
      const answer = await this.#once(request);
      const problem = ippProblem(answer);
      if (!problem) return answer;
      if (answer.code !== Status['server-error-busy'] || clock.monotonic() + wait > giveUp)
        throw problem;
      await pause(clock, wait, request.signal);
      if (request.signal?.aborted)
        throw new HallwayError('request.cancelled', 'The request to the printer was given up.');
    }
  }

  async #once(request: IppRequest): Promise<IppMessage> {
    const { user, server, silenceMs = 30_000 } = this.#options;
    this.#requestId = (this.#requestId % 0x7fffffff) + 1;
    const requestId = this.#requestId;
    // RFC 8011 section 4.1.4 and 4.1.5: charset, language, then the target.
    const operation: IppAttributes = new Map([
      ['attributes-charset', charset('utf-8')],
      ['attributes-natural-language', naturalLanguage('en')],
      ['printer-uri', uriValue(request.uri)],
      ['requesting-user-name', name(user)],
      ...Object.entries(request.attributes ?? {}),
    ]);
    const groups: IppGroup[] = [
      { tag: GroupTag['operation-attributes-tag'], attributes: operation },
    ];
    if (request.job && request.job.size > 0)
      groups.push({ tag: GroupTag['job-attributes-tag'], attributes: request.job });
    if (request.printer)
      groups.push({ tag: GroupTag['printer-attributes-tag'], attributes: request.printer });
    const message: IppMessage = {
      version: { major: 2, minor: 0 },
      code: request.operation,
      requestId,
      groups,
    };
    const { document } = request;
    const target = httpTarget(request.uri, server);
    const ask = (authorization: string | undefined): Promise<ExchangeAnswer> =>
      this.#steadily(request, {
        target: { ...target, path: request.path ?? target.path },
        message: encodeMessage(message),
        document: document && { stream: document.open(), bytes: document.bytes },
        silenceMs,
        maxAnswer: ANSWER_LIMITS.bytes,
        authorization,
        signal: request.signal,
      });
    let answer = await ask(this.#authorization);
    const proof = answer.status === 401 ? this.#proofFor(target, answer.challenge) : undefined;
    if (proof !== undefined) {
      answer = await ask(proof);
      if (answer.status !== 401) this.#authorization = proof;
    }
    if (answer.status !== 200) throw httpProblem(answer.status, answer.challenge);
    const { message: reply } = decodeMessage(answer.body, ANSWER_LIMITS);
    if (reply.requestId !== requestId)
      throw new HallwayError('ipp.malformed', 'The printer answered another request.');
    return reply;
  }

  /**
   * A print server that restarts, or ends because nobody asked it for a while, closes connections
   * that it has just taken; the next one finds it at work.
   */
  async #steadily(request: IppRequest, asked: Exchange): Promise<ExchangeAnswer> {
    try {
      return await exchange(asked);
    } catch (error) {
      if (!QUESTIONS.has(request.operation) || request.signal?.aborted || !isBroken(error))
        throw error;
      await pause(this.#options.clock, BROKEN_PAUSE_MS, request.signal);
      return exchange(asked);
    }
  }

  /**
   * CUPS sees on its domain socket who is at the other end (`PeerCred`): no password is needed where
   * the name is the own one. Undefined where that is not offered, or was refused already.
   */
  #proofFor({ server }: HttpTarget, challenge: string): string | undefined {
    if (!('socketPath' in server) || !/\bPeerCred\b/i.test(challenge)) return undefined;
    const proof = `PeerCred ${this.#options.user}`;
    return proof === this.#authorization ? undefined : proof;
  }
}

/** The connection stood, and the other end let go of it. */
function isBroken(error: unknown): boolean {
  const cause = error instanceof HallwayError ? (error.cause as NodeJS.ErrnoException) : undefined;
  return cause?.code === 'ECONNRESET' || cause?.code === 'EPIPE';
}

/** Resolves after `ms`, or as soon as `signal` is aborted. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancelTimer();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancelTimer = clock.after(ms, end);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
