/** `agent` in the foreground: says when it serves, and ends when it is told or when it stops. */
import assert from 'node:assert/strict';
import type { AgentOptions } from '../../agent/cli/start-agent.ts';
import { runCli } from './fake-agent.ts';

describe('cli: agent', () => {
  it('hands over its options and prints where it serves', async () => {
    let got: AgentOptions | undefined;
    const ran = await runCli(
      'agent --home /tmp/nowhere --name Anna --peer-port 0 --local-port 4 --no-tray'.split(' '),
      {
        startAgent: (options) => {
          got = options;
          return Promise.resolve({
            url: 'http://127.0.0.1:4',
            stop: () => Promise.resolve(),
            stopped: Promise.resolve(),
          });
        },
      },
    );
    assert.deepEqual([ran.status, ran.out], [0, 'ready http://127.0.0.1:4\n']);
    assert.deepEqual(got, {
      home: '/tmp/nowhere',
      name: 'Anna',
      peerPort: 0,
      localPort: 4,
      ippPort: undefined,
      davPort: undefined,
      tray: false,
    });
  });

  it('ends with 0 after SIGTERM, having stopped the agent once', async () => {
    let stops = 0;
    const ran = await runCli(['agent', '--home', '/tmp/nowhere'], {
      startAgent: () => {
        setImmediate(() => process.kill(process.pid, 'SIGTERM'));
        return Promise.resolve({
          url: 'http://127.0.0.1:4',
          stop: () => Promise.resolve(void (stops += 1)),
          stopped: new Promise<void>(() => {}),
        });
      },
    });
    assert.deepEqual([ran.status, stops], [0, 1]);
    assert.equal(process.listenerCount('SIGTERM'), 0);
  });
});
