/** The kernel says whose one socket is, without reading its table. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { endianness } from 'node:os';
import type { ConnectionEnds } from '../../agent/platform/linux/socket-owner.ts';
import {
  type AskSocket,
  askSocket,
  openSocketQuestions,
} from '../../agent/platform/linux/socket-question.ts';

const NOBODY = 65_534;
const ends: ConnectionEnds = {
  client: { address: '127.0.0.1', port: 0x1f90 },
  server: { address: '127.0.0.1', port: 0xb970 },
};

interface Told {
  number?: number;
  type?: number;
  family?: number;
  server?: string;
  inode?: number;
}

/** An answer about `ends`, of the user 1000. */
function answer({ number = 1, type = 20, family = 2, server, inode = 4711 }: Told = {}): Buffer {
  const bytes = Buffer.alloc(88);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt32LE(number, 8);
  bytes.writeUInt8(family, 16);
  bytes.writeUInt16BE(0x1f90, 20);
  bytes.writeUInt16BE(0xb970, 22);
  const [from, to] = family === 2 ? [24, 40] : [36, 52];
  for (const at of family === 2 ? [] : [34, 50]) bytes.writeUInt16BE(0xffff, at);
  Buffer.from('7f000001', 'hex').copy(bytes, from);
  Buffer.from(server ?? '7f000001', 'hex').copy(bytes, to);
  bytes.writeUInt32LE(1000, 80);
  bytes.writeUInt32LE(inode, 84);
  return bytes;
}

function told(...answers: readonly Buffer[]): number | undefined {
  const left = Array.from(answers);
  return askSocket({
    send: (message) => message.length,
    receive: (into) => left.shift()?.copy(into) ?? -1,
  })(ends);
}

describe('question for a socket', function () {
  let ask: AskSocket;
  let server: Server;
  let port: number;

  before(async function () {
    if (process.platform !== 'linux' || endianness() !== 'LE') this.skip();
    ask = await openSocketQuestions();
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  after(() => server?.close());

  async function accepted(): Promise<{ socket: Socket; real: ConnectionEnds }> {
    const [socket] = (await once(server, 'connection')) as [Socket];
    const client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    return { socket, real: { client, server: { address: socket.localAddress ?? '', port } } };
  }

  it('tells the own user of both kinds of socket, and nobody once it is closed', async () => {
    for (const host of ['127.0.0.1', '::ffff:127.0.0.1']) {
      const coming = accepted();
      const client = connect({ port, host });
      const { socket, real } = await coming;
      await once(client, 'ready').catch(() => {});
      assert.equal(ask(real), process.getuid?.());
      assert.equal(ask({ ...real, client: { ...real.client, port: 1 } }), undefined);
      // Here somebody listens, who is not at the other end of it.
      assert.equal(ask({ client: real.server, server: { ...real.client, port: 1 } }), undefined);
      client.destroy();
      socket.resume();
      await once(socket, 'end');
      assert.equal(ask(real), undefined);
      socket.destroy();
    }
  });

  it('tells another user', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const coming = accepted();
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r line <&3`;
    const other = spawn('bash', ['-c', script], { uid: NOBODY, gid: NOBODY, cwd: '/' });
    const { socket, real } = await coming;
    assert.equal(ask(real), NOBODY);
    socket.end('over\n');
    await once(other, 'exit');
  });

  it('believes an answer to this question about these ends alone', () => {
    assert.equal(told(answer()), 1000);
    assert.equal(told(answer({ family: 10 })), 1000);
    assert.equal(told(answer({ number: 0, inode: 1 }), answer()), 1000);
    assert.equal(told(answer({ number: 7 })), undefined);
    assert.equal(told(answer({ server: '7f000002' })), undefined);
    assert.equal(told(answer({ server: '00000000' })), undefined);
    assert.equal(told(answer({ inode: 0 })), undefined);
    // NLMSG_ERROR: there is none, or this kernel does not tell.
    assert.equal(told(answer({ type: 2 })), undefined);
    assert.equal(told(answer().subarray(0, 40)), undefined);
    assert.equal(told(), undefined);
  });
});
