/**
 * One HTTP request that carries an IPP message and perhaps a document, and its bounded answer
 * (RFC 8010 section 4). A connection per request: a printer that slept or was switched off never
 * meets a stale one.
 */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { finished, type Readable } from 'node:stream';
import { HallwayError } from '../../base/errors.ts';
import { sendingTo } from '../document-stream.ts';
import type { HttpTarget } from './address.ts';

export interface Exchange {
  target: HttpTarget;
  /** The encoded message. */
  message: Buffer;
  document?: { stream: Readable; bytes: number } | undefined;
  /** No byte either way for this long ends the exchange. */
  silenceMs: number;
  /** Bytes of the answer. */
  maxAnswer: number;
  /** `Authorization` of the request, if there is one. */
  authorization?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface ExchangeAnswer {
  status: number;
  /** The ways in which the server lets people prove who they are, as `WWW-Authenticate` says them. */
  challenge: string;
  body: Buffer;
}

/**
 * Rejects with `printer.unreachable`, `request.cancelled`, or with what reading the document threw.
 * An answer that comes before the document is sent ends the sending.
 */
export function exchange(options: Exchange): Promise<ExchangeAnswer> {
  const { document, signal } = options;
  return new Promise((resolve, reject) => {
    const request = start(options);
    let answered = false;
    const fail = (error: Error): void => {
      request.destroy();
      document?.stream.destroy();
      reject(signal?.aborted ? cancelled() : error);
    };
    request.on('response', (response) => {
      answered = true;
      readAnswer(response, options.maxAnswer).then((body) => {
        document?.stream.destroy();
        request.destroy();
        const challenge = response.headers['www-authenticate'] ?? '';
        resolve({ status: response.statusCode ?? 0, challenge, body });
      }, fail);
    });
    // A refusal may close the connection under the document; the answer counts then.
    request.on('error', (error) => {
      if (!answered) fail(unreachable(error));
    });
    request.on('timeout', () => fail(unreachable(new Error('silence'))));
    request.write(options.message);
    if (!document) {
      request.end();
      return;
    }
    document.stream.pipe(sendingTo(request));
    finished(document.stream, (error) => {
      if (error && !answered) fail(error);
    });
  });
}

function start({ target, authorization, message, document, silenceMs, signal }: Exchange) {
  const options: RequestOptions = {
    ...target.server,
    method: 'POST',
    path: target.path,
    agent: false,
    timeout: silenceMs,
    signal,
    headers: {
      'content-type': 'application/ipp',
      // A known length: many printers do not take chunked documents.
      'content-length': message.length + (document?.bytes ?? 0),
      connection: 'close',
      ...(authorization === undefined ? {} : { authorization }),
    },
  };
  // Printers sign their own certificates, and the person chose this one by its address: the
  // encryption keeps listeners out, the identity is not proven.
  return target.secure
    ? httpsRequest({ ...options, rejectUnauthorized: false })
    : httpRequest(options);
}

async function readAnswer(response: IncomingMessage, max: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > max) throw new Error('answer too long');
      chunks.push(bytes);
    }
  } catch (error) {
    throw unreachable(error);
  }
  return Buffer.concat(chunks);
}

function unreachable(cause: unknown): HallwayError {
  return new HallwayError('printer.unreachable', 'The printer does not answer.', {
    fix: 'Check that it is switched on and connected.',
    cause,
  });
}

function cancelled(): HallwayError {
  return new HallwayError('request.cancelled', 'The request to the printer was given up.');
}
