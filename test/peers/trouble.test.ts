/** Why a peer was not reached, told from what the system and the other side did. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { dialPinned } from '../../src/net/tls-link.ts';
import { mostTelling, troubleOf } from '../../src/peers/trouble.ts';
import { befriend, makePeer } from './linked-directories.ts';

describe('trouble with a peer', () => {
  let identity: Identity;
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  before(async () => (identity = await createIdentity()));
  after(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  function listen(onSocket: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      sockets.push(socket);
      onSocket(socket);
    });
    servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }

  const dialled = async (port: number, timeoutMs = 2000): Promise<string | undefined> => {
    try {
      const socket = await dialPinned({ host: '127.0.0.1', port }, 'x', identity, { timeoutMs });
      socket.destroy();
      return 'none';
    } catch (error) {
      return troubleOf(error);
    }
  };

  it('is refused where nothing listens', async () => {
    const port = await listen(() => {});
    servers.pop()?.close();
    assert.equal(await dialled(port), 'refused');
  });

  it('is asleep where a system takes the connection and no program answers', async () => {
    assert.equal(await dialled(await listen(() => {}), 300), 'asleep');
  });

  it('is another protocol where something else answers', async () => {
    assert.equal(await dialled(await listen((socket) => socket.end('SSH-2.0-x\r\n'))), 'protocol');
  });

  it('is an impostor where another key answers', async () => {
    const peer = await makePeer();
    peer.members.add(identity.id);
    assert.equal(await dialled(peer.target.port), 'impostor');
    await peer.stop();
  });

  it('is rejected where this PC is no member', async () => {
    const [a, b] = await Promise.all([makePeer(), makePeer()]);
    befriend(a, b);
    b.members.delete(a.identity.id);
    const told = new Promise<void>((resolve) =>
      a.directory.on('changed', () => {
        if (a.directory.peers()[0]?.trouble?.code === 'rejected') resolve();
      }),
    );
    a.directory.heard(b.identity.id, [b.target]);
    await told;
    await Promise.all([a.stop(), b.stop()]);
  });

  it('is told by the most telling of several addresses', () => {
    const failure = mostTelling([
      { code: 'impostor', address: 'old:1' },
      { code: 'timeout', address: 'new:1' },
      { code: 'no_route', address: 'v6:1' },
    ]);
    assert.deepEqual(failure, { code: 'timeout', address: 'new:1' });
    assert.equal(mostTelling([]), undefined);
  });
});
