/**
 * Throws hostile addresses, spelled in every way that a program may send them, at the doors that
 * take an address as it comes: the dashboard's, the content port, a guest's link, the peer port, and
 * WebDAV at the PC that owns the share and at a colleague's.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { join } from 'node:path';
import * as local from '../../src/api/local.ts';
import { loadIdentity } from '../../src/identity/identity.ts';
import type { GuestInvitation } from '../../src/model/guest.ts';
import type { TestAgent } from '../support/agents.ts';
import { hostileRequests } from './dav/hostile-requests.ts';
import type { Doors } from './hostile-doors.ts';
import { hostilePath, SECRET, TRAPPED } from './hostile-paths.ts';

export interface HostileAsk {
  method: string;
  /** Scheme, host and port. */
  origin: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Address of this machine that it comes from. */
  from?: string;
  /** Key and certificate, in PEM. */
  tls?: { key: string; cert: string };
}

export interface AddressDoor {
  name: string;
  next: (round: number) => Promise<HostileAsk> | HostileAsk;
}

/** A link does no more than so many drops. */
const DROPS = 800;
const CONTENT_FRESH = 500;
const plain = new Agent({ keepAlive: true, maxSockets: 16 });
const secure = new SecureAgent({ keepAlive: true, maxSockets: 16 });

export async function addressDoors(doors: Doors, random: () => number): Promise<AddressDoor[]> {
  const { owner, guest, share, top, root } = doors;
  const params = { device: owner.deviceId, share };
  const next = (): string => spelled(hostilePath(random), random);
  const one = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const bearer = { authorization: `Bearer ${owner.token}` };
  const files = `/api/v1/shares/${owner.deviceId}/${share}`;

  const dashboard = (): HostileAsk => ({
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
  });

  let shown = new URL('http://localhost/');
  const content = async (round: number): Promise<HostileAsk> => {
    if (round % CONTENT_FRESH === 0) {
      writeFileSync(join(root, 'shown.txt'), 'inside');
      const query = { path: 'shown.txt' };
      shown = new URL((await owner.call(local.createContentAddress, { params, query })).url);
    }
    const secret = shown.pathname.split('/')[2] ?? '';
    const path = one(`/content/${secret}/${next()}`, `/content/${next()}`, `/${next()}`);
    return { method: one('GET', 'GET', 'HEAD'), origin: shown.origin, path };
  };

  mkdirSync(join(top, 'drop'));
  let link: GuestInvitation | undefined;
  let drops = 0;
  const visitor = async (round: number): Promise<HostileAsk> => {
    if (!link || drops > DROPS) {
      if (link) await owner.call(local.endGuestLink, { params: { id: link.link.id } });
      drops = 0;
      link = await owner.call(local.addGuestLink, {
        body: {
          name: 'Visitor',
          expiresIn: 3600,
          drop: join(top, 'drop'),
          take: [join(top, 'taken')],
        },
      });
    }
    const { origin, pathname } = new URL(link.urls[0] ?? '');
    // Each neighbour has a rate of its own.
    const from = `127.0.${1 + (round % 7)}.${1 + (round % 250)}`;
    const dropping = random() < 0.4;
    if (dropping) drops += 1;
    return dropping
      ? {
          method: 'PUT',
          origin,
          path: `${pathname}/drop?name=${next()}`,
          headers: { 'content-type': 'application/octet-stream' },
          body: 'written',
          from,
        }
      : {
          method: 'GET',
          origin,
          path: one(
            `${pathname}/take/${next()}`,
            `${pathname}/${next()}`,
            `/g/${next()}`,
            `/assets/${next()}`,
            `/${next()}`,
          ),
          from,
        };
  };

  const { privateKeyPem: key, certificatePem: cert } = await loadIdentity(guest.home);
  const peers = `/peer/v1/shares/${share}`;
  const peer = (): HostileAsk => ({
    method: one('GET', 'GET', 'POST', 'PUT', 'DELETE'),
    origin: `https://127.0.0.1:${owner.peerPort}`,
    path: one(
      `/${next()}`,
      `${peers}/${next()}`,
      `${peers}/file?path=${next()}`,
      `${peers}/entries?path=${next()}`,
      `/peer/v1/shares/${next()}/file?path=${next()}`,
    ),
    tls: { key, cert },
  });

  return [
    { name: 'dashboard', next: dashboard },
    { name: 'content', next: content },
    { name: 'guests', next: visitor },
    { name: 'peer, raw', next: peer },
    { name: 'WebDAV', next: await webdav(owner, params, random) },
    { name: "WebDAV of a colleague's", next: await webdav(guest, params, random) },
  ];
}

async function webdav(
  agent: TestAgent,
  params: { device: string; share: string },
  random: () => number,
): Promise<() => HostileAsk> {
  const { url, username, password } = await agent.call(local.getMount, { params });
  const { origin, pathname } = new URL(url);
  const hostile = hostileRequests(random, pathname, TRAPPED);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return () => {
    const { method, target, headers } = hostile();
    const body = method === 'PUT' ? 'written' : '';
    const all = { ...headers, authorization, destination: sendable(headers.destination) };
    return { method, origin, path: target, headers: all, body };
  };
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

/** What no client can send as it is goes encoded. */
function sendable(path: string): string {
  return path.toWellFormed().replace(/[^\x21-\xff]/gu, encodeURIComponent);
}

/** The status that it was answered with. A connection that was cut off is 0. */
export async function throwAddress(ask: HostileAsk): Promise<number> {
  const what = `${ask.method} ${ask.origin}${JSON.stringify(ask.path)}`;
  const { status, text } = await answered(ask);
  assert.ok(!text.includes(SECRET) && !text.includes('nobody knows this name'), what);
  assert.ok(!text.includes('root:'), what);
  assert.notEqual(status, 500, `${what}: ${text}`);
  return status;
}

function answered(ask: HostileAsk): Promise<{ status: number; text: string }> {
  const { method, origin, path, headers = {}, body, from, tls } = ask;
  const { hostname: host, port } = new URL(origin);
  return new Promise((resolve) => {
    const cut = (): void => resolve({ status: 0, text: '' });
    const options = {
      host,
      port,
      method,
      path: sendable(path),
      headers: { 'content-length': Buffer.byteLength(body ?? ''), ...headers },
      ...(from === undefined ? {} : { localAddress: from, agent: false as const }),
    };
    const outgoing = tls
      ? secureRequest({ agent: secure, rejectUnauthorized: false, ...tls, ...options })
      : request({ agent: plain, ...options });
    outgoing.once('error', cut);
    outgoing.once('response', (answer) => {
      let text = '';
      answer.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
      answer.once('error', cut).once('aborted', cut);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.end(body);
  });
}

/** What guests dropped: files directly in the folder, with names that every system takes. */
export function assertDropped(top: string): number {
  const dropped = readdirSync(join(top, 'drop'), { recursive: true, withFileTypes: true });
  for (const entry of dropped) {
    assert.ok(entry.isFile(), entry.name);
    assert.equal(entry.parentPath, join(top, 'drop'));
    assert.doesNotMatch(entry.name, /[\\/:*?"<>|\p{Cc}]/u);
  }
  return dropped.length;
}
