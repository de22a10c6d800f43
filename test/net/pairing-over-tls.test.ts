/** Pairing against the peer door of a real agent: guessers, liars and people in the middle. */
import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import * as api from '../../src/api/local.ts';
import * as peerApi from '../../src/api/peer.ts';
import { endpointPath, type Endpoint } from '../../src/api/endpoint.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import { openPairingConnection } from '../../src/net/pairing-connection.ts';
import { channelBinding, peerSpki } from '../../src/net/tls-link.ts';
import { PairingGuest } from '../../src/workgroup/pairing/pairing-guest.ts';
import { eventually, useAgents, type TestAgent } from '../support/agents.ts';
import { credentialsOf, speak } from '../support/peer-door.ts';
import { openRelay } from './relay.ts';

/** Any code but this one. */
const otherThan = (code: string, step = 1): string =>
  String((Number(code) + step) % 1_000_000).padStart(6, '0');

/** How an honest newcomer's program pairs; resolves with the id of the workgroup. */
async function pair(port: number, identity: Identity, code: string): Promise<string> {
  const channel = await openPairingConnection({ host: '127.0.0.1', port }, identity);
  try {
    const guest = new PairingGuest({
      code,
      name: 'Newcomer',
      spki: identity.spki,
      channel: { exporter: channel.exporter, peerSpki: channel.inviterSpki },
    });
    const exchanged = await channel.call(peerApi.pairExchange, { body: guest.exchange() });
    const proof = await channel.call(peerApi.pairConfirm, { body: guest.confirm(exchanged) });
    return guest.complete(proof).workgroupId;
  } finally {
    channel.close();
  }
}

/** A code that is no good any more is refused with a reason, or the door is shut again. */
const REFUSED = /^(pairing\.(closed|expired|locked)|peer\.unreachable)$/;
const isRefusal = (error: { code?: string }): boolean => REFUSED.test(error.code ?? '');

describe('pairing with a real agent', function () {
  this.timeout(60_000);
  const agents = useAgents();
  let host: TestAgent;
  let stranger: Identity;

  before(async () => {
    host = await agents.start({ name: 'Host' });
    stranger = await createIdentity();
    await host.call(api.createWorkgroup, { body: { name: 'Office' } });
  });

  const invite = async (approve = true): Promise<string> =>
    (await host.call(api.openInvitation, { body: { approve } })).code;
  const members = async (): Promise<string[]> =>
    (await host.call(api.listMembers, {})).map(({ name }) => name);
  const join = (guest: TestAgent, code: string, at = host.at) =>
    guest.call(api.joinWorkgroup, { body: { code, at } });

  it('check 6: answers at most 3 of 200 guesses that come at once from many addresses', async () => {
    const code = await invite();
    const identities = await Promise.all(Array.from({ length: 8 }, () => createIdentity()));
    const statuses = await Promise.all(
      Array.from({ length: 200 }, (_guess, index) =>
        guess(identities[index % 8] ?? stranger, otherThan(code, index + 1), index),
      ),
    );
    const answered = statuses.filter((status) => status === 200);
    assert.ok(answered.length <= 3, `${answered.length} were answered`);
    assert.ok(answered.length > 0, 'the first ones were answered');
    await assert.rejects(pair(host.peerPort, stranger, code), 'the right code comes too late');
    assert.deepEqual(await members(), ['Host']);
    assert.deepEqual(await host.call(api.listJoinRequests, {}), []);
  });

  it('check 8: is locked after three wrong codes, also for the right one', async () => {
    const code = await invite();
    for (const step of [1, 2, 3])
      await assert.rejects(pair(host.peerPort, stranger, otherThan(code, step)), {
        code: 'pairing.wrong_code',
        details: { attemptsLeft: 3 - step },
      });
    await assert.rejects(pair(host.peerPort, stranger, code), isRefusal);
    assert.deepEqual(await members(), ['Host']);
  });

  it('check 8: refuses a code that was replaced or taken back', async () => {
    const first = await invite();
    const second = await invite();
    if (first !== second)
      await assert.rejects(pair(host.peerPort, stranger, first), { code: 'pairing.wrong_code' });
    await host.call(api.closeInvitation, {});
    await assert.rejects(pair(host.peerPort, stranger, second), isRefusal);
  });

  it('check 9: refuses points, encodings and names that make no sense, at no cost for the honest', async () => {
    const code = await invite();
    const sid = Buffer.alloc(16).toString('base64');
    const zero = Buffer.alloc(32).toString('base64');
    const wrong = [
      { sid, ya: zero, name: 'identity' },
      { sid, ya: Buffer.alloc(32, 255).toString('base64'), name: 'no point' },
      { sid, ya: Buffer.alloc(31).toString('base64'), name: 'short' },
      { sid: '', ya: zero, name: 'no session' },
      { sid, ya: '%%%', name: 'no base64' },
      { sid, ya: zero, name: 'x'.repeat(20_000) },
    ];
    for (const body of wrong) {
      const channel = await openPairingConnection(target(), stranger);
      await assert.rejects(channel.call(peerApi.pairExchange, { body }), {
        code: 'request.invalid',
      });
      channel.close();
    }
    const other = await createIdentity();
    assert.match(await pair(host.peerPort, other, code), /^[a-z2-7]{52}$/);
    await host.call(api.removeMember, { params: { device: other.id }, query: {} });
  });

  it('shows a stranger nothing but pairing while a window is open, however it spells the address', async () => {
    await invite();
    const params = {
      share: 'a'.repeat(16),
      printer: 'a'.repeat(16),
      offer: 'a'.repeat(32),
      id: 'a',
    };
    const exported: unknown[] = Object.values(peerApi);
    const endpoints = exported.filter(
      (one): one is Endpoint =>
        typeof (one as Endpoint).path === 'string' && (one as Endpoint).path.startsWith('/peer/'),
    );
    assert.ok(endpoints.length > 8);
    for (const { method, path } of endpoints) {
      const filled = endpointPath({ method, path, summary: '' }, params);
      for (const spelled of [
        filled,
        filled.replace('/peer', '/%70eer'),
        `https://hallway${filled}`,
        `https://hallway/pair/..${filled}`,
      ]) {
        const { text } = await speak(
          host.peerPort,
          credentialsOf(stranger),
          `${method} ${spelled} HTTP/1.1\r\nHost: hallway\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
        );
        assert.match(text, /^HTTP\/1\.1 403/, spelled);
      }
    }
    const upgrade = `GET ${peerApi.LINK_PATH} HTTP/1.1\r\nHost: hallway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    assert.equal((await speak(host.peerPort, credentialsOf(stranger), upgrade)).text, '');
    await host.call(api.closeInvitation, {});
    const asked = 'POST /pair/v1/exchange HTTP/1.1\r\nHost: hallway\r\nContent-Length: 0\r\n\r\n';
    const shut = await speak(host.peerPort, credentialsOf(stranger), asked);
    assert.equal(shut.text, '', 'a closed window answers nothing');
  });

  describe('a second PC', () => {
    let guest: TestAgent;
    before(async () => {
      guest = await agents.start({ name: 'Guest' });
    });

    it('check 7: a relay between the two fails, although the code is right', async () => {
      const code = await invite();
      const relay = await openRelay(host.peerPort);
      await assert.rejects(join(guest, code, `127.0.0.1:${relay.port}`), {
        code: 'pairing.wrong_code',
      });
      assert.ok(
        relay.seen.some((line) => line.includes('/pair/v1/confirm')),
        'it was in between',
      );
      await relay.stop();
      await assertApart(guest);
    });

    it('check 7: a relay that says yes by itself is not believed', async () => {
      const code = await invite();
      const tag = Buffer.alloc(32, 7).toString('base64');
      const relay = await openRelay(host.peerPort, (path) =>
        path.endsWith('/confirm') ? { tag } : undefined,
      );
      await assert.rejects(join(guest, code, `127.0.0.1:${relay.port}`), {
        code: 'pairing.untrusted',
      });
      await relay.stop();
      await assertApart(guest);
    });

    it('a wrong code is told as wrong, and how many tries are left', async () => {
      const code = await invite();
      await assert.rejects(join(guest, otherThan(code)), {
        code: 'pairing.wrong_code',
        details: { attemptsLeft: 2 },
      });
      await assertApart(guest);
    });

    it('the person at the host says no, and then yes', async () => {
      const refused = assert.rejects(join(guest, await invite(false)), { code: 'pairing.denied' });
      await host.call(api.decideJoinRequest, {
        params: { id: await waiting() },
        body: { admit: false },
      });
      await refused;
      await assertApart(guest);

      const joined = join(guest, await invite(false));
      const id = await waiting();
      assert.equal(id, guest.deviceId);
      assert.deepEqual(await members(), ['Host'], 'nobody is in before the yes');
      await host.call(api.decideJoinRequest, { params: { id }, body: { admit: true } });
      assert.deepEqual(await joined, { ...(await workgroup(host)), members: 2 });
      assert.deepEqual((await members()).sort(), ['Guest', 'Host']);
    });

    it('check 8: a code that was used lets nobody else in', async () => {
      await guest.call(api.leaveWorkgroup, {});
      const code = await invite();
      await join(guest, code);
      await assert.rejects(pair(host.peerPort, stranger, code), isRefusal);
      const late = await agents.start({ name: 'Late' });
      await assert.rejects(join(late, code), isRefusal);
      await assertApart(late);
    });
  });

  const target = () => ({ host: '127.0.0.1', port: host.peerPort });
  const workgroup = async (agent: TestAgent) => {
    const current = (await agent.call(api.getStatus, {})).workgroup;
    assert.ok(current);
    return { id: current.id, name: current.name };
  };
  const waiting = () =>
    eventually(
      async () => (await host.call(api.listJoinRequests, {}))[0]?.id,
      5000,
      'the newcomer waits for a yes',
    );
  async function assertApart(agent: TestAgent): Promise<void> {
    assert.equal((await agent.call(api.getStatus, {})).workgroup, null);
    assert.ok(!(await members()).includes(agent.name));
    assert.deepEqual(await host.call(api.listJoinRequests, {}), []);
  }

  /** One guess from an address of its own (all of 127.0.0.0/8 is this machine); its HTTP status. */
  function guess(identity: Identity, code: string, index: number): Promise<number> {
    return new Promise((resolve) => {
      let text = '';
      const tcp = connectTcp({ ...target(), localAddress: `127.0.1.${1 + index}` });
      tcp.on('error', () => socket.destroy());
      const socket = connect({
        ...credentialsOf(identity),
        socket: tcp,
        servername: 'hallway',
        rejectUnauthorized: false,
      });
      socket.on('secureConnect', () => {
        const channel = {
          exporter: channelBinding(socket),
          peerSpki: peerSpki(socket) as Uint8Array,
        };
        const guest = new PairingGuest({ code, name: `PC ${index}`, spki: identity.spki, channel });
        const body = JSON.stringify(guest.exchange());
        socket.write(
          `POST /pair/v1/exchange HTTP/1.1\r\nHost: hallway\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
      });
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
      socket.on('error', () => {});
      socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)));
    });
  }
});
