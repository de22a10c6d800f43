/** An agent that is only its local door: endpoints of the contract with answers that a test sets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCommand } from '../../agent/cli/main.ts';
import type { CliIo, Output } from '../../agent/cli/io.ts';
import type { StartAgent } from '../../agent/cli/start-agent.ts';
import type { Endpoint, Output as Answer } from '../../src/api/endpoint.ts';
import { toProblem } from '../../src/api/problem.ts';
import { httpStatus, asHallwayError } from '../../src/base/errors.ts';

export interface FakeRequest {
  params: Record<string, string>;
  query: Record<string, string>;
  /** Parsed JSON, or the bytes of a stream. */
  body: unknown;
  message: IncomingMessage;
  response: ServerResponse;
}

type Handler = (request: FakeRequest) => unknown;

/** Tells the fake that the handler answered by itself. */
export const ANSWERED = Symbol('answered');

const TOKEN = 'test-token';

export class FakeAgent {
  readonly home = mkdtempSync(join(tmpdir(), 'hallway-cli-'));
  /** `METHOD /path` of every request. */
  readonly asked: string[] = [];
  readonly #handlers: { target: Endpoint; pattern: RegExp; names: string[]; handler: Handler }[] =
    [];
  #server: Server | undefined;

  /** Answers an endpoint; the latest answer given counts. */
  on<E extends Endpoint>(
    target: E,
    handler: (
      request: FakeRequest,
    ) => Answer<E> | typeof ANSWERED | Promise<Answer<E> | typeof ANSWERED>,
  ): this {
    const names: string[] = [];
    const pattern = target.path.replace(/:([A-Za-z]+)/g, (_all, name: string) => {
      names.push(name);
      return '([^/]+)';
    });
    this.#handlers.unshift({ target, pattern: new RegExp(`^${pattern}$`), names, handler });
    return this;
  }

  async start(): Promise<void> {
    this.#server = createServer((message, response) => void this.#answer(message, response));
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    this.announce({ pid: process.pid, url: `http://127.0.0.1:${port}`, token: TOKEN });
  }

  announce(value: unknown): void {
    writeFileSync(join(this.home, 'agent.json'), JSON.stringify(value), { mode: 0o600 });
  }

  stop(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Runs a command line against this agent. */
  run(...argv: string[]): Promise<Ran> {
    return runCli([...argv, '--home', this.home], { cwd: this.home });
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://127.0.0.1');
    this.asked.push(`${message.method} ${url.pathname}`);
    const found = this.#handlers.find(
      ({ target, pattern }) => target.method === message.method && pattern.test(url.pathname),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
    const send = (status: number, value: unknown): void => {
      response.writeHead(value === undefined ? 204 : status, {
        'content-type': 'application/json',
      });
      response.end(value === undefined ? undefined : JSON.stringify(value));
    };
    if (message.headers.authorization !== `Bearer ${TOKEN}`) return send(401, {});
    if (!found) return send(404, {});
    const values = found.pattern.exec(url.pathname)?.slice(1) ?? [];
    const bytes = Buffer.concat(chunks);
    const stream = found.target.body === 'stream';
    try {
      const value = await found.handler({
        params: Object.fromEntries(
          found.names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')]),
        ),
        query: Object.fromEntries(url.searchParams),
        body: stream || bytes.length === 0 ? bytes : JSON.parse(bytes.toString('utf8')),
        message,
        response,
      });
      if (value !== ANSWERED) send(200, value);
    } catch (error) {
      send(httpStatus(asHallwayError(error).code), toProblem(error));
    }
  }
}

export interface Ran {
  status: number;
  out: string;
  err: string;
  /** What came on stdout as bytes. */
  bytes: Buffer;
  /** Parses stdout, which must be one JSON document. */
  json(): unknown;
}

/** Runs a command line with captured output, as on no terminal. */
export async function runCli(
  argv: readonly string[],
  options: {
    cwd?: string;
    env?: Record<string, string>;
    startAgent?: StartAgent;
    terminal?: boolean;
    /** What is typed where a password is asked for. */
    secret?: string;
  } = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const chunks: Buffer[] = [];
  const output = (write: (text: string) => void): Output => ({
    write,
    terminal: options.terminal ?? false,
    columns: 100,
  });
  const io: CliIo = {
    out: output((text) => (out += text)),
    err: output((text) => (err += text)),
    bytes: () =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          chunks.push(chunk);
          done();
        },
      }),
    env: options.env ?? {},
    cwd: options.cwd ?? tmpdir(),
    secret: () => Promise.resolve(options.secret ?? ''),
    confirm: () => Promise.resolve(false),
    startAgent: options.startAgent ?? (() => Promise.reject(new Error('no agent in this test'))),
    flush: () => Promise.resolve(),
  };
  const status = await runCommand(argv, io);
  const bytes = Buffer.concat(chunks);
  return { status, out, err, bytes, json: () => JSON.parse(out) as unknown };
}
