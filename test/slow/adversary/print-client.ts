/**
 * A person's programs on a PC of the lab: prints what it is told to, by the local door or by IPP at
 * the loopback printer. Input: a JSON line `{document, via, device, printer}`; output: one with
 * `ok`, true once the job was acknowledged. Argument: the agent's home.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { printDocument, listPrinters } from '../../../src/api/local.ts';
import { endpointPath } from '../../../src/api/endpoint.ts';
import { IppClient } from '../../../src/printing/ipp/client.ts';
import { Operation } from '../../../src/printing/ipp/constants.ts';
import { mimeType, name as ippName } from '../../../src/printing/ipp/values.ts';
import { systemClock } from '../../../agent/system-clock.ts';
import { documentOf, nameOf, type DocumentId } from './documents.ts';

export interface PrintOrder {
  document: DocumentId;
  via: 'door' | 'ipp';
  device: string;
  printer: string;
}

const home = process.argv[2] ?? '';
const client = new IppClient({ clock: systemClock, user: 'tester', silenceMs: 10_000, busyMs: 0 });

function door(method: string, path: string, body?: Buffer): Promise<unknown> {
  const { url, token } = JSON.parse(readFileSync(join(home, 'agent.json'), 'utf8')) as {
    url: string;
    token: string;
  };
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/octet-stream', 'content-length': body.length }),
    };
    const asked = request(`${url}${path}`, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('error', reject).on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(text));
      });
    });
    asked.setTimeout(10_000, () => asked.destroy(new Error('silence')));
    asked.on('error', reject).end(body);
  });
}

let uri: string | undefined;
async function print({ document, via, device, printer }: PrintOrder): Promise<void> {
  const name = nameOf(document);
  const bytes = documentOf(document);
  if (via === 'door') {
    const query = { name, format: 'application/pdf' };
    await door('POST', endpointPath(printDocument, { device, printer }, query), bytes);
    return;
  }
  if (uri === undefined) {
    const all = (await door('GET', endpointPath(listPrinters, {}, {}))) as {
      id: string;
      localUri?: string;
    }[];
    uri = all.find((one) => one.id === printer)?.localUri;
  }
  if (uri === undefined) throw new Error('The printer is not there yet.');
  await client.request({
    uri,
    operation: Operation['Print-Job'],
    attributes: { 'job-name': ippName(name), 'document-format': mimeType('application/pdf') },
    document: { open: () => Readable.from([bytes]), bytes: bytes.length },
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as PrintOrder;
  const said = await print(order).then(
    () => ({ ok: true }),
    (error: Error) => ({ ok: false, error: error.message.slice(0, 300) }),
  );
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
