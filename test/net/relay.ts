/**
 * Somebody in the middle of a pairing: ends the newcomer's TLS with a key of his own, opens TLS to
 * the host with the same key, and passes on what both say, or says something else.
 */
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createIdentity } from '../../src/identity/identity.ts';
import { serverTlsOptions } from '../../src/net/tls-link.ts';
import { credentialsOf } from '../support/peer-door.ts';

export interface Relay {
  readonly port: number;
  /** Paths and bodies that went through. */
  readonly seen: string[];
  stop(): Promise<void>;
}

/** `lie` may give another answer to a path than the host's. */
export async function openRelay(
  hostPort: number,
  lie: (path: string) => unknown = () => undefined,
): Promise<Relay> {
  const attacker = await createIdentity();
  const seen: string[] = [];
  const agent = new Agent({
    ...credentialsOf(attacker),
    keepAlive: true,
    maxSockets: 1,
    rejectUnauthorized: false,
    servername: 'hallway',
  });
  const server = createServer(serverTlsOptions(attacker), (asked, answer) => {
    let body = '';
    asked.on('data', (chunk: Buffer) => (body += chunk.toString()));
    asked.on('end', () => {
      const path = asked.url ?? '/';
      seen.push(`${path} ${body}`);
      const onward = request(
        {
          agent,
          host: '127.0.0.1',
          port: hostPort,
          method: asked.method,
          path,
          headers: asked.headers,
        },
        (theirs) => {
          const instead = lie(path);
          if (instead === undefined) {
            answer.writeHead(theirs.statusCode ?? 502, theirs.headers);
            theirs.pipe(answer);
            return;
          }
          theirs.resume();
          answer.setHeader('content-type', 'application/json');
          answer.end(JSON.stringify(instead));
        },
      );
      onward.on('error', () => answer.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: async () => {
      agent.destroy();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
