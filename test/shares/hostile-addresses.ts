/**
 * Throws hostile addresses, spelled in every way that a program may send them, at the doors that
 * take an address as it comes: the dashboard's, the content port, a guest's link, the peer port, and
 * WebDAV at the PC that owns the share and at a colleague's.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as local from '../../src/api/local.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import type { TestAgent } from '../support/agents.ts';
import { type RawAsk, RawClient } from '../support/raw-client.ts';
import { hostileRequests } from './dav/hostile-requests.ts';
import type { HostileWay } from './hostile-batches.ts';
import type { Attacked } from './hostile-calls.ts';
import { assertTellsNothing, hostilePath, TRAPPED } from './hostile-paths.ts';

type Way = Pick<HostileWay, 'prepare' | 'check'> & { ask: (random: () => number) => RawAsk };

/** `place` makes a share of its own for each way. `close` ends the connections. */
export async function addressWays(
  place: () => Promise<Attacked>,
): Promise<{ ways: HostileWay[]; close: () => void }> {
  const kinds: [HostileWay['door'], string, (at: Attacked) => Way | Promise<Way>][] = [
    ['dashboard', 'dashboard, raw', dashboard],
    ['dashboard', 'content', content],
    ['guests', 'guests', visitor],
    ['peers', 'peer, raw', peer],
    ['WebDAV', 'WebDAV', (at) => webdav(at.owner, at)],
    ['WebDAV', "WebDAV of a colleague's", (at) => webdav(at.guest, at)],
  ];
  const client = new RawClient();
  const ways: HostileWay[] = [];
  for (const [door, name, make] of kinds) {
    const at = await place();
    const { ask, ...more } = await make(at);
    const next: HostileWay['next'] = (random) => {
      const asked = ask(random);
      const what = `${asked.method} ${asked.origin}${JSON.stringify(asked.path)}`;
      return { what, run: () => throwAddress(client, asked) };
    };
    ways.push({ door, name, ground: at.ground, least: 0.1, next, ...more });
  }
  return { ways, close: () => client.close() };
}

function dashboard({ owner, share }: Attacked): Way {
  const bearer = { authorization: `Bearer ${owner.token}` };
  const files = `/api/v1/shares/${owner.deviceId}/${share}`;
  return {
    ask: (random) => {
      const [next, one] = [nextOf(random), oneOf(random)];
      return {
        method: one('GET', 'GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
        origin: owner.url,
        path: one(
          `/${next()}`,
          `/assets/${next()}`,
          `${files}/${next()}`,
          `${files}/file?path=${next()}`,
          `${files}/entries?path=${next()}`,
          `/api/v1/shares/${next()}/${next()}/file?path=${next()}`,
        ),
        headers: one<Record<string, string>>(bearer, bearer, {}),
      };
    },
  };
}

function content({ owner, share }: Attacked): Way {
  let shown = new URL('http://localhost/');
  return {
    prepare: async () => {
      const params = { device: owner.deviceId, share };
      const query = { path: 'shown.txt' };
      shown = new URL((await owner.call(local.createContentAddress, { params, query })).url);
    },
    ask: (random) => {
      const [next, one] = [nextOf(random), oneOf(random)];
      const secret = shown.pathname.split('/')[2] ?? '';
      const path = one(`/content/${secret}/${next()}`, `/content/${next()}`, `/${next()}`);
      return { method: one('GET', 'GET', 'HEAD'), origin: shown.origin, path };
    },
  };
}

/** A link and a neighbour of its own for each batch: neither may ask without end. */
function visitor({ owner, ground }: Attacked): Way {
  let link: { id: string; origin: string; pathname: string; from: string } | undefined;
  let dropped = 0;
  return {
    prepare: async (batch) => {
      if (link) await owner.call(local.endGuestLink, { params: { id: link.id } });
      const { drop, taken } = ground;
      const body = { name: 'Visitor', expiresIn: 3600, drop, take: [taken] };
      const made = await owner.call(local.addGuestLink, { body });
      const { origin, pathname } = new URL(made.urls[0] ?? '');
      const from = `127.0.${1 + (batch % 7)}.${1 + (batch % 250)}`;
      link = { id: made.link.id, origin, pathname, from };
    },
    ask: (random) => {
      const [next, one] = [nextOf(random), oneOf(random)];
      const { origin = '', pathname = '', from } = link ?? {};
      if (random() < 0.4)
        return {
          method: 'PUT',
          origin,
          path: `${pathname}/drop?name=${next()}`,
          headers: { 'content-type': 'application/octet-stream' },
          body: 'written',
          from,
        };
      const path = one(
        `${pathname}/take/${next()}`,
        `${pathname}/${next()}`,
        `/g/${next()}`,
        `/assets/${next()}`,
        `/${next()}`,
      );
      return { method: 'GET', origin, path, from };
    },
    check: () => {
      dropped += assertDropped(ground.drop);
      assert.ok(dropped > 0, 'some files are dropped');
    },
  };
}

async function peer({ owner, guest, share }: Attacked): Promise<Way> {
  const { privateKeyPem: key, certificatePem: cert } = await loadIdentity(guest.home);
  const shares = `/peer/v1/shares/${share}`;
  return {
    ask: (random) => {
      const [next, one] = [nextOf(random), oneOf(random)];
      return {
        method: one('GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'DELETE'),
        origin: `https://127.0.0.1:${owner.peerPort}`,
        path: one(
          `/${next()}`,
          `${shares}/${next()}`,
          `${shares}/file?path=${next()}`,
          `${shares}/entries?path=${next()}`,
          `${shares}/manifest?path=${next()}`,
          `/peer/v1/shares/${next()}/file?path=${next()}`,
        ),
        tls: { key, cert },
      };
    },
  };
}

async function webdav(agent: TestAgent, { owner, share }: Attacked): Promise<Way> {
  const params = { device: owner.deviceId, share };
  const { url, username, password } = await agent.call(local.getMount, { params });
  const { origin, pathname } = new URL(url);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return {
    ask: (random) => {
      const { method, target, headers } = hostileRequests(random, pathname, TRAPPED)();
      const body = method === 'PUT' ? 'written' : '';
      return { method, origin, path: target, headers: { ...headers, authorization }, body };
    },
  };
}

function oneOf(random: () => number) {
  return <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
}

function nextOf(random: () => number): () => string {
  return () => spelled(hostilePath(random), random);
}

/** Every way in which a path may stand in an address. */
function spelled(path: string, random: () => number): string {
  const whole = path.toWellFormed();
  const ways = [
    () => encodeURIComponent(whole),
    () => whole.split('/').map(encodeURIComponent).join('/'),
    () => encodeURIComponent(encodeURIComponent(whole)),
    () => whole.replaceAll('/', '\\'),
    () => whole.replaceAll('.', '%2e'),
    () => whole,
  ];
  return ways[Math.floor(random() * ways.length)]?.() ?? '';
}

/** Whether it was answered with something. */
async function throwAddress(client: RawClient, ask: RawAsk): Promise<boolean> {
  const { status, text } = await client.ask(ask);
  assertTellsNothing(text);
  assert.notEqual(status, 500, text);
  return status >= 200 && status < 300;
}

/** Files directly in the folder, with names that every system takes. */
function assertDropped(drop: string): number {
  const dropped = readdirSync(drop, { recursive: true, withFileTypes: true });
  for (const entry of dropped) {
    assert.ok(entry.isFile(), entry.name);
    assert.equal(entry.parentPath, drop);
    assert.doesNotMatch(entry.name, /[\\/:*?"<>|\p{Cc}]/u);
  }
  return dropped.length;
}
