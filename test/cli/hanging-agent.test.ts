/** Nobody waits for an agent that stands still, and a slow answer is waited for. */
import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getStatus, listPeers } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { writeAgentFile } from '../../agent/life/agent-file.ts';
import { LocalClient } from '../../agent/cli/local-client.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PATIENCE = { silenceMs: 60, proofMs: 200 };

async function withAgent(
  answers: RequestListener,
  use: (client: LocalClient) => Promise<void>,
): Promise<void> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = temporaryFolder();
  const { port } = server.address() as AddressInfo;
  writeAgentFile(folder.path, { pid: process.pid, url: `http://127.0.0.1:${port}`, token: 't' });
  const client = new LocalClient(folder.path, PATIENCE);
  try {
    await use(client);
  } finally {
    client.close();
    server.closeAllConnections();
    server.close();
    folder.remove();
  }
}

describe('cli: an agent that hangs', () => {
  it('is given up, with what to do', () =>
    withAgent(
      () => {},
      async (client) => {
        await assert.rejects(
          client.call(listPeers, {}),
          (error) =>
            error instanceof HallwayError &&
            error.code === 'agent.not_running' &&
            error.details?.['hangs'] === true &&
            /start it again/.test(error.fix ?? ''),
        );
      },
    ));

  it('is told from one that takes its time', () =>
    withAgent(
      (asked, answer) => {
        const wait = asked.url === getStatus.path ? 0 : PATIENCE.silenceMs * 3;
        setTimeout(() => answer.setHeader('content-type', 'application/json').end('[]'), wait);
      },
      async (client) => {
        assert.deepEqual(await client.call(listPeers, {}), []);
      },
    ));
});
