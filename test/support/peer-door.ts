/** A peer door with made-up members, and what reached its handlers. */
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { PeerServer } from '../../agent/http/peer-server.ts';
import { route } from '../../agent/http/route.ts';
import { listResources } from '../../src/api/peer.ts';
import { silentLog } from '../../src/base/log.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import type { FrameSocket } from '../../src/net/web-socket.ts';

/** Bytes; more than a connection holds by itself. */
export const LONG_ANSWER = 16 << 20;

export interface TestDoor {
  server: PeerServer;
  identity: Identity;
  members: Set<string>;
  strangersMayPair: { now: boolean };
  /** What ran: hooks, handlers and upgrades. */
  reached: string[];
  links: FrameSocket[];
  stop(): Promise<void>;
}

export async function openTestDoor(members: readonly string[]): Promise<TestDoor> {
  const identity = await createIdentity();
  const known = new Set(members);
  const strangersMayPair = { now: false };
  const reached: string[] = [];
  const links: FrameSocket[] = [];
  const server = new PeerServer({
    identity,
    port: 0,
    isMember: (device) => known.has(device),
    mayPair: () => strangersMayPair.now,
    onLink: (frames) => {
      reached.push('link');
      links.push(frames);
    },
    onConnect: (_device, authority, socket) => {
      reached.push(`connect ${authority}`);
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    },
    routes: (app) => {
      app.addHook('onRequest', async () => void reached.push('hook'));
      route(app, listResources, () => {
        reached.push('handler');
        return { revision: 'r1', printers: [], shares: [] };
      });
      app.post('/echo', async (request) => request.body);
      app.get('/long', (_request, reply) => {
        reply.hijack().raw.end(Buffer.alloc(LONG_ANSWER));
      });
      app.post('/pair/v1/exchange', async () => ({ paired: true }));
    },
    log: silentLog,
  });
  await server.start();
  return {
    server,
    identity,
    members: known,
    strangersMayPair,
    reached,
    links,
    stop: () => server.stop(),
  };
}

export interface RawAnswer {
  /** The TLS handshake ended well on this side. */
  secured: boolean;
  text: string;
  sessions: Buffer[];
  closedAfterMs: number;
}

/** Speaks raw bytes over TLS until the server closes. */
export function speak(
  port: number,
  options: ConnectionOptions,
  bytes: string | ((socket: TLSSocket) => void),
): Promise<RawAnswer> {
  const started = performance.now();
  return new Promise((resolve) => {
    let text = '';
    let secured = false;
    const sessions: Buffer[] = [];
    const socket = connect({
      host: '127.0.0.1',
      port,
      servername: 'hallway',
      rejectUnauthorized: false,
      ...options,
    });
    socket.on('secureConnect', () => {
      secured = true;
      if (typeof bytes === 'string') socket.write(bytes);
      else bytes(socket);
    });
    socket.on('session', (session: Buffer) => sessions.push(session));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () =>
      resolve({ secured, text, sessions, closedAfterMs: performance.now() - started }),
    );
  });
}

export function credentialsOf(identity: Identity): { key: string; cert: string } {
  return { key: identity.privateKeyPem, cert: identity.certificatePem };
}
