/**
 * A program of somebody without Hallway, run on a PC of the LAN lab: asks one thing of a printer and
 * prints what came of it as JSON. Arguments: host, deed, path, and what the deed takes.
 */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Operation } from '../../../src/printing/ipp/constants.ts';
import { decodeMessage } from '../../../src/printing/ipp/decode.ts';
import { encodeMessage } from '../../../src/printing/ipp/encode.ts';
import type { IppAttributes, IppValue } from '../../../src/printing/ipp/types.ts';
import {
  charset,
  eachGroup,
  firstNumber,
  integer,
  keyword,
  name,
  naturalLanguage,
  uri,
} from '../../../src/printing/ipp/values.ts';
import { makePdf } from '../../support/pdf.ts';

const [host = '', deed = '', path = '', ...rest] = process.argv.slice(2);
const PORT = 47_473;
const JOB_GROUP = 2;
const QUIET_MS = 2500;

interface Asking {
  operation: Operation;
  more?: Record<string, IppValue[]>;
  job?: IppAttributes;
  document?: Readable | Buffer;
  target?: string;
  headers?: Record<string, string>;
}

interface Answer {
  status: number;
  ipp?: number;
  jobs?: number[];
  body: string;
}

function message({ operation, more = {}, job, target }: Asking): Buffer {
  const attributes: IppAttributes = new Map([
    ['attributes-charset', charset('utf-8')],
    ['attributes-natural-language', naturalLanguage('en')],
    ['printer-uri', uri(target ?? `ipp://${host}:${PORT}${path}`)],
    ['requesting-user-name', name('guest')],
    ...Object.entries(more),
  ]);
  const groups = [{ tag: 1, attributes }, ...(job ? [{ tag: JOB_GROUP, attributes: job }] : [])];
  return encodeMessage({ version: { major: 2, minor: 0 }, code: operation, requestId: 1, groups });
}

function send(asking: Asking, method = 'POST'): Promise<Answer> {
  return new Promise((resolve) => {
    const outgoing = request({
      host,
      port: PORT,
      method,
      path,
      agent: false,
      headers: method === 'POST' ? { 'content-type': 'application/ipp', ...asking.headers } : {},
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(read(response.statusCode ?? 0, Buffer.concat(chunks))));
    });
    outgoing.on('error', (error) => resolve({ status: 0, body: error.message }));
    if (method === 'GET') return void outgoing.end();
    outgoing.write(message(asking));
    if (asking.document instanceof Readable) asking.document.pipe(outgoing);
    else outgoing.end(asking.document);
  });
}

function read(status: number, body: Buffer): Answer {
  try {
    const { message: answer } = decodeMessage(body);
    const jobs = eachGroup(answer, JOB_GROUP).map((job) => firstNumber(job, 'job-id') ?? 0);
    return { status, ipp: answer.code, jobs, body: '' };
  } catch {
    return { status, body: body.toString('utf8') };
  }
}

function print(hold: boolean, document: Readable | Buffer, compression = 'none'): Promise<Answer> {
  const job: IppAttributes = new Map(hold ? [['job-hold-until', keyword('indefinite')]] : []);
  const more = { compression: keyword(compression) };
  return send({ operation: Operation['Print-Job'], more, job, document });
}

function aboutJob(operation: Operation, number: string): Promise<Answer> {
  return send({ operation, more: { 'job-id': integer(Number(number)) } });
}

/** Zeroes behind the head of a PDF, made as they are read. */
function* endless(bytes: number): Generator<Buffer> {
  yield makePdf();
  const block = Buffer.alloc(1024 * 1024);
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
}

/** So many connections that say `text` and no more; how many are let in, once no more are turned away. */
async function hold(count: number, text: string): Promise<Answer> {
  const sockets: Socket[] = [];
  const seen = { open: 0, changed: Number.POSITIVE_INFINITY };
  const change = (by: number): void => {
    seen.open += by;
    seen.changed = Date.now();
  };
  for (let i = 0; i < count; i += 1) {
    const socket = connect(PORT, host, () => {
      change(1);
      socket.once('close', () => change(-1)).write(text);
    });
    socket.on('error', () => {});
    sockets.push(socket);
  }
  while (Date.now() - seen.changed < QUIET_MS)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const kept = seen.open;
  for (const socket of sockets) socket.destroy();
  return { status: 0, jobs: [kept], body: '' };
}

const HEAD = `POST ${path} HTTP/1.1\r\nhost: ${host}:${PORT}\r\ncontent-type: application/ipp\r\n`;

const DEEDS: Readonly<Record<string, () => Promise<Answer>>> = {
  ask: () => {
    const [target, header = ''] = rest;
    const [key = '', value = ''] = header.split(/: (.*)/s);
    return send({
      operation: Operation['Get-Printer-Attributes'],
      ...(target ? { target } : {}),
      headers: header === '' ? {} : { [key]: value },
    });
  },
  get: () => send({ operation: Operation['Get-Jobs'] }, 'GET'),
  jobs: () => send({ operation: Operation['Get-Jobs'] }),
  print: () => print(rest[0] === 'hold', makePdf()),
  job: () => aboutJob(Operation['Get-Job-Attributes'], rest[0] ?? ''),
  cancel: () => aboutJob(Operation['Cancel-Job'], rest[0] ?? ''),
  release: () => aboutJob(Operation['Release-Job'], rest[0] ?? ''),
  close: () => aboutJob(Operation['Close-Job'], rest[0] ?? ''),
  'cancel-mine': () => send({ operation: Operation['Cancel-My-Jobs'] }),
  flood: async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < Number(rest[0]); i += 1) answers.push(await print(true, makePdf()));
    const count = (code: number): number => answers.filter(({ ipp }) => ipp === code).length;
    return { status: 0, jobs: [count(0), count(0x0507)], body: '' };
  },
  long: () => print(false, Readable.from(endless(Number(rest[0])))),
  bomb: () =>
    print(false, gzipSync(Buffer.concat([...endless(Number(rest[0]))]), { level: 1 }), 'gzip'),
  slow: () => hold(Number(rest[0]), `${HEAD}content-length: 1000\r\n\r\n\x02\x00`),
  hang: () => hold(Number(rest[0]), ''),
};

const answer = await (DEEDS[deed]?.() ?? Promise.resolve({ status: 0, body: 'no such deed' }));
process.stdout.write(JSON.stringify(answer));
