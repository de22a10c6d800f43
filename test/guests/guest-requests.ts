/** Requests to the door for guests, as any program in the network sends them. */
import { request, type IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer | string | Readable;
}

/** Rejects where the connection ends before the answer does. */
export function askGuest(url: string, ask: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = ask;
    const known = typeof body === 'string' || Buffer.isBuffer(body);
    const length = known ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const outgoing = request(
      url,
      { agent: false, method, headers: { ...length, ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    if (known || body === undefined) outgoing.end(body);
    else body.pipe(outgoing);
  });
}
