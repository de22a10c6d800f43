/** Agents with shares that WebDAV programs use, and those programs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import type { Mount } from '../../../src/model/mount.ts';
import type { Share } from '../../../src/model/share.ts';
import { eventually, type TestAgent } from '../../support/agents.ts';

/** Skips the suite where a program is missing; `npm test` says which package it is of. */
export function needs(suite: Mocha.Context, ...programs: readonly string[]): void {
  const found = programs.every(
    (program) =>
      spawnSync('sh', [
        '-c',
        `command -v ${program} || command -v /sbin/${program} || test -x ${program}`,
      ]).status === 0,
  );
  if (!found) suite.skip();
}

/** A new folder of this PC, shared for writing. */
export async function shareFolder(
  agent: TestAgent,
  name: string,
  more: { access?: 'read' | 'write'; with?: string[] } = {},
): Promise<{ path: string; share: Share }> {
  const path = join(agent.home, '..', name);
  mkdirSync(path, { recursive: true });
  const body = {
    path,
    name,
    access: more.access ?? 'write',
    ...(more.with ? { with: more.with } : {}),
  };
  return { path, share: await agent.call(api.addShare, { body }) };
}

/** Where `agent` mounts a share, its own or a peer's, once it knows it. */
export async function mountOf(agent: TestAgent, { device, id }: Share): Promise<Mount> {
  await eventually(
    async () =>
      (await agent.call(api.listShares, {})).some((one) => one.id === id && one.available),
    10_000,
    'the share is known',
  );
  return agent.call(api.getMount, { params: { device, share: id } });
}

/** Asks the door by hand, as curl would. */
export async function dav(
  mount: Pick<Mount, 'url' | 'username' | 'password'>,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Uint8Array } = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const { request } = await import('node:http');
  const url = new URL(mount.url);
  const key = Buffer.from(`${mount.username}:${mount.password}`).toString('base64');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path: path.startsWith('/') ? path : url.pathname + path,
        headers: {
          authorization: `Basic ${key}`,
          ...(options.body === undefined
            ? {}
            : { 'content-length': String(Buffer.byteLength(options.body)) }),
          ...options.headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const headers = new Headers();
          for (const [name, value] of Object.entries(answer.headers))
            for (const one of [value ?? []].flat()) headers.append(name, one);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers, text });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(options.body);
  });
}

export function passes(answer: { status: number; text: string }, ...statuses: number[]): void {
  assert.ok(statuses.includes(answer.status), `${answer.status}: ${answer.text}`);
}
