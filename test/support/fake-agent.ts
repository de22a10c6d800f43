/**
 * A stand-in for the agent's local door: the same endpoints, events and headers over a fake office,
 * so that tests of the dashboard need no other PC.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Endpoint } from '../../src/api/endpoint.ts';
import { BEARER_PROTOCOL_PREFIX, EVENTS_PATH, EVENTS_PROTOCOL } from '../../src/api/events.ts';
import type { Topic, TopicValues } from '../../src/api/events.ts';
import * as local from '../../src/api/local.ts';
import { toProblem } from '../../src/api/problem.ts';
import { asHallwayError, HallwayError, httpStatus } from '../../src/base/errors.ts';
import type { DoctorReport } from '../../src/model/doctor.ts';
import type { Entry } from '../../src/model/entry.ts';
import { fakeAnswers, type Asked } from './fake-answers.ts';
import { makeHostile, officeFolders, officeTopics } from './fake-office.ts';
import { hostileReport } from './fake-report.ts';
import { root } from './sources.ts';

const DASHBOARD = join(root, 'dist', 'dashboard');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export class FakeAgent {
  readonly topics: TopicValues;
  readonly folders: Map<string, Entry[]>;
  /** What was asked, newest last, e.g. `POST /api/v1/workgroup/join`. */
  readonly asked: { line: string; body: unknown; bytes: number }[] = [];
  /** Milliseconds that an upload waits for, so that its progress can be seen. */
  uploadDelayMs = 0;
  /** Milliseconds that waking, connecting and the doctor take. */
  networkDelayMs = 0;
  /** Whether a sleeping PC wakes up when it is asked to. */
  wakes = true;
  /** What installing a printer ends with, instead of a printer of the system. */
  installFails: HallwayError | undefined;
  /** Peers chose their names to do harm. */
  readonly hostile: boolean;
  /** What the doctor finds, instead of what fits the topics. */
  report: DoctorReport | undefined;
  #server: Server | undefined;
  #content: Server | undefined;
  #sockets = new Set<Socket>();
  #webSockets = new Set<WebSocket>();
  #tokens = new Set<string>();
  #bearers = new Set<string>();
  #port = 0;
  #contentUrl = '';
  readonly #answers = fakeAnswers(this);

  constructor(options: { workgroup?: boolean; hostile?: boolean } = {}) {
    this.topics = officeTopics(options.workgroup ?? true);
    this.folders = officeFolders();
    this.hostile = options.hostile === true;
    if (this.hostile) {
      makeHostile(this.topics, this.folders);
      this.report = hostileReport(this.topics);
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get contentUrl(): string {
    return this.#contentUrl;
  }

  /** An address that signs a browser in once. */
  signInUrl(path = '/'): string {
    const token = crypto.randomUUID();
    this.#tokens.add(token);
    return `${this.url}${path}#t=${token}`;
  }

  exchangeToken(token: string): string {
    if (!this.#tokens.delete(token))
      throw new HallwayError('request.unauthorized', 'This address was used before.');
    const bearer = crypto.randomUUID().replaceAll('-', '');
    this.#bearers.add(bearer);
    return bearer;
  }

  /** As after a start with an empty memory: every tab must sign in again. */
  forgetBearers(): void {
    this.#bearers.clear();
  }

  /** Starts on the port of the last start, if there was one. */
  async start(): Promise<void> {
    this.#content = createServer((_request, response) => {
      response.setHeader('content-disposition', 'attachment; filename="Offer Baumann.pdf"');
      response.setHeader('content-security-policy', "sandbox; default-src 'none'");
      response.end('the bytes of the file');
    });
    await listen(this.#content, 0);
    this.#contentUrl = `http://127.0.0.1:${(this.#content.address() as AddressInfo).port}`;
    const webSockets = new WebSocketServer({
      noServer: true,
      handleProtocols: () => EVENTS_PROTOCOL,
    });
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const protocols = String(request.headers['sec-websocket-protocol']).split(/,\s*/);
      const bearer = protocols.find((one) => one.startsWith(BEARER_PROTOCOL_PREFIX));
      const known = this.#bearers.has(bearer?.slice(BEARER_PROTOCOL_PREFIX.length) ?? '');
      if (request.url !== EVENTS_PATH || !known) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#webSockets.add(webSocket);
        webSocket.on('close', () => this.#webSockets.delete(webSocket));
        for (const topic of Object.keys(this.topics) as Topic[]) this.#send(webSocket, topic);
      });
    });
    await listen(this.#server, this.#port);
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const webSocket of this.#webSockets) webSocket.terminate();
    for (const socket of this.#sockets) socket.destroy();
    this.#content?.closeAllConnections();
    const servers = [this.#server, this.#content].filter((server) => server !== undefined);
    await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
    this.#server = this.#content = undefined;
  }

  /** Changes a topic and tells every open dashboard. */
  push<K extends Topic>(topic: K, value: TopicValues[K]): void {
    this.topics[topic] = value;
    for (const webSocket of this.#webSockets) this.#send(webSocket, topic);
  }

  #send(webSocket: WebSocket, topic: Topic): void {
    webSocket.send(JSON.stringify({ topic, value: this.topics[topic] }));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', this.url);
      if (url.pathname.startsWith('/api/')) await this.#api(request, response, url);
      else this.#page(url.pathname, response);
    } catch (error) {
      const known = asHallwayError(error);
      response.writeHead(httpStatus(known.code), { 'content-type': 'application/json' });
      response.end(JSON.stringify(toProblem(known)));
    }
  }

  async #api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const found = findEndpoint(request.method ?? '', url.pathname);
    if (!found) throw new HallwayError('request.not_found', 'There is no such endpoint.');
    const bearer = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (found.name !== 'createSession' && !this.#bearers.has(bearer))
      throw new HallwayError('request.unauthorized', 'Sign in first.');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const isJson = request.headers['content-type'] === 'application/json';
    const body: unknown = isJson ? JSON.parse(bytes.toString('utf8')) : undefined;
    this.asked.push({
      line: `${request.method} ${url.pathname}${url.search}`,
      body,
      bytes: bytes.length,
    });
    const asked: Asked = {
      params: found.params,
      query: Object.fromEntries(url.searchParams),
      body,
      bytes,
    };
    const answer = await this.#answers[found.name]?.(asked);
    if (answer === undefined) return void response.writeHead(204).end();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  #page(path: string, response: ServerResponse): void {
    const file = join(DASHBOARD, normalize(path));
    const isFile = file.startsWith(DASHBOARD) && existsSync(file) && statSync(file).isFile();
    const shown = isFile ? file : join(DASHBOARD, 'index.html');
    const content = this.#contentUrl;
    response.writeHead(200, {
      'content-type': TYPES[extname(shown)] ?? 'application/octet-stream',
      'content-security-policy':
        `default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; ` +
        `img-src 'self' blob: ${content}; media-src 'self' blob: ${content}; connect-src 'self'; ` +
        `frame-src ${content}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ` +
        `manifest-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    // It may be built anew in this very moment.
    pipeline(createReadStream(shown), response, () => undefined);
  }
}

type EndpointName = keyof typeof local;

const endpoints = Object.entries(local as Record<string, Endpoint>).map(([name, endpoint]) => ({
  name: name as EndpointName,
  method: endpoint.method,
  pattern: new RegExp(`^${endpoint.path.replace(/:[A-Za-z]+/g, '([^/]+)')}$`),
  names: Array.from(endpoint.path.matchAll(/:([A-Za-z]+)/g), (match) => match[1] ?? ''),
}));

function findEndpoint(
  method: string,
  path: string,
): { name: EndpointName; params: Record<string, string> } | undefined {
  for (const { name, method: wanted, pattern, names } of endpoints) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const values = match.slice(1).map((value) => decodeURIComponent(value));
    return { name, params: Object.fromEntries(names.map((key, i) => [key, values[i] ?? ''])) };
  }
  return undefined;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
