/**
 * One bounded HTTP request to a device for its description, always to the address that its datagram
 * came from, whatever the description's own address says. Never follows a redirect.
 */
import { request } from 'node:http';
import type { Clock } from '../../base/clock.ts';

/** Descriptions of routers with many services have some 30 kB. */
const MAX_BYTES = 65_536;
const MAX_HEADER_BYTES = 8192;
const PATIENCE_MS = 3000;

export interface DeviceRequest {
  /** Whose host is the sender's (`ownUrl`). */
  url: URL;
  /** As it is dialled, with a scope where IPv6 needs it. */
  sender: string;
  /** A SOAP message to be posted; a GET without. */
  soap?: string;
  clock: Clock;
  signal: AbortSignal;
}

/** The answer's body, or undefined where there was none in time and size. */
export function askDevice(options: DeviceRequest): Promise<Uint8Array | undefined> {
  const { url, sender, soap, clock, signal } = options;
  return new Promise((resolve) => {
    const outgoing = request({
      host: sender,
      port: url.port === '' ? 80 : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: soap === undefined ? 'GET' : 'POST',
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      headers: {
        host: url.host,
        connection: 'close',
        ...(soap === undefined
          ? {}
          : {
              'content-type': 'application/soap+xml',
              'content-length': Buffer.byteLength(soap),
            }),
      },
    });
    const end = (body?: Uint8Array): void => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      outgoing.destroy();
      resolve(body);
    };
    const onAbort = (): void => end();
    const cancel = clock.after(PATIENCE_MS, () => end());
    signal.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', () => end());
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('error', () => end());
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (answer.statusCode !== 200 || size > MAX_BYTES) end();
      });
      answer.on('end', () => end(answer.statusCode === 200 ? Buffer.concat(chunks) : undefined));
    });
    if (signal.aborted) end();
    else outgoing.end(soap);
  });
}
