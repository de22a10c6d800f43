/** What the fake agent answers, endpoint by endpoint. */
import type * as local from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Device } from '../../src/model/device.ts';
import type { Entry } from '../../src/model/entry.ts';
import type { Member } from '../../src/model/workgroup.ts';
import type { FakeAgent } from './fake-agent.ts';
import { changeAnswers } from './fake-changes.ts';
import { driveAnswers } from './fake-drives.ts';
import { networkAnswers } from './fake-network.ts';
import { activityAnswers, officeActivity } from './fake-activity.ts';
import { talkAnswers } from './fake-talk.ts';
import { transferAnswers } from './fake-transfers.ts';
import { updateAnswers } from './fake-update.ts';
import { BOOKKEEPING, LAPTOP, FRONT_DESK, officeTopics } from './fake-office.ts';
import { jobAnswers, printerAnswers } from './fake-printing.ts';

export interface Asked {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  bytes: Buffer;
}

export type Answer = (asked: Asked) => unknown;

/** Join code that works, one that waits for ever, and everything else is wrong. */
export const GOOD_CODE = '482913';
export const WAITING_CODE = '111111';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function fakeAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  return {
    createSession: ({ body }) => ({
      bearer: agent.exchangeToken((body as { token: string }).token),
    }),
    getStatus: () => agent.topics.status,
    ...workgroupAnswers(agent),
    ...shareAnswers(agent),
    ...changeAnswers(agent),
    ...printerAnswers(agent),
    ...jobAnswers(agent),
    ...networkAnswers(agent),
    ...driveAnswers(agent),
    ...transferAnswers(agent),
    ...talkAnswers(agent),
    ...updateAnswers(),
    ...activityAnswers(officeActivity(Date.now(), [BOOKKEEPING, LAPTOP])),
    getInternet: () => agent.topics.internet,
    getDesktop: () => agent.topics.desktop,
    setDesktop: ({ body }) => {
      agent.push('desktop', { ...agent.topics.desktop, ...(body as object) });
      return agent.topics.desktop;
    },
  };
}

function workgroupAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  const enter = (name: string) => {
    const office = officeTopics(true);
    const workgroup = { id: 'w'.repeat(52), name, members: 1 };
    agent.push('members', office.members);
    agent.push('status', { ...agent.topics.status, workgroup });
    return workgroup;
  };
  return {
    createWorkgroup: ({ body }) => {
      const workgroup = enter((body as { name: string }).name);
      agent.push(
        'members',
        agent.topics.members.filter(({ self }) => self),
      );
      return workgroup;
    },
    joinWorkgroup: async ({ body }) => {
      const { code } = body as { code: string };
      if (code === WAITING_CODE) await pause(3000);
      if (code !== GOOD_CODE)
        throw new HallwayError('pairing.wrong_code', 'This code is not right.', {
          fix: 'Ask for the code again; two tries are left.',
        });
      return { ...enter('Office Lindenstraße'), members: 3 };
    },
    leaveWorkgroup: () => agent.push('status', { ...agent.topics.status, workgroup: null }),
    openInvitation: () => {
      const invitation = {
        code: GOOD_CODE,
        expiresAt: Date.now() + 120_000,
        attemptsLeft: 3,
        approve: false,
      };
      agent.push('invitation', invitation);
      return invitation;
    },
    closeInvitation: () => agent.push('invitation', null),
    decideJoinRequest: ({ params }) =>
      agent.push(
        'requests',
        agent.topics.requests.filter(({ id }) => id !== params['id']),
      ),
    listAdmitted: ({ params }) => admittedBy(agent.topics.members, params['device'] ?? ''),
    removeMember: ({ params, query }) => {
      const device = params['device'] ?? '';
      const { members } = agent.topics;
      const along = query['withAdmitted'] === 'true' ? admittedBy(members, device) : [];
      const out = new Set([device, ...along.map(({ id }) => id)]);
      agent.push(
        'members',
        members.filter(({ id }) => !out.has(id)),
      );
      const removed = members.filter(({ id }) => out.has(id));
      return { removed: removed.map(({ id, name }) => ({ id, name })) };
    },
    listNews: () => agent.topics.news,
  };
}

/** Whom `device` let in, and whom those let in; never this PC itself. */
function admittedBy(members: readonly Member[], device: string): Device[] {
  const own = members.filter((one) => one.admittedBy === device && !one.self);
  return own.flatMap(({ id, name }) => [{ id, name }, ...admittedBy(members, id)]);
}

function shareAnswers(agent: FakeAgent): Partial<Record<keyof typeof local, Answer>> {
  const entriesOf = (path: string): Entry[] => {
    const entries = agent.folders.get(path);
    if (!entries) throw new HallwayError('path.not_found', 'There is no such folder.');
    return entries;
  };
  const split = (path: string): [string, string] => {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    return [parts.join('/'), name];
  };
  return {
    addShare: ({ body }) => {
      const asked = body as { path: string; name?: string; access?: 'read' | 'write' };
      if (!asked.path.startsWith('/'))
        throw new HallwayError('path.invalid', 'This is not a whole path.', {
          fix: 'Write it from the beginning, e.g. /home/anna/Offers.',
        });
      const share = {
        id: 'k'.repeat(16),
        device: FRONT_DESK,
        name: asked.name ?? split(asked.path)[1],
        kind: 'folder' as const,
        access: asked.access ?? 'read',
        available: true,
      };
      const own = {
        ...share,
        path: asked.path,
        with: 'everyone' as const,
        until: null,
        hidden: false,
        limit: null,
      };
      agent.push('ownShares', [...agent.topics.ownShares, own]);
      agent.push('shares', [...agent.topics.shares, share]);
      return own;
    },
    removeShare: ({ params }) => {
      agent.push(
        'ownShares',
        agent.topics.ownShares.filter(({ id }) => id !== params['id']),
      );
      agent.push(
        'shares',
        agent.topics.shares.filter(({ id }) => id !== params['id']),
      );
    },
    listEntries: ({ query }) => {
      const all = entriesOf(query['path'] ?? '');
      const start = query['after'] === undefined ? 0 : Number(query['after']);
      const end = start + Number(query['limit'] ?? 1000);
      return { entries: all.slice(start, end), next: end < all.length ? String(end) : null };
    },
    writeFile: async ({ query, bytes }) => {
      const [folder, name] = split(query['path'] ?? '');
      await pause(agent.uploadDelayMs);
      const entries = entriesOf(folder);
      if (query['replace'] !== 'true' && entries.some((entry) => entry.name === name))
        throw new HallwayError('path.exists', 'A file of this name is already there.');
      const file: Entry = { name, kind: 'file', size: bytes.length, modified: Date.now() };
      agent.folders.set(folder, [...entries.filter((entry) => entry.name !== name), file]);
      const path = query['path'] ?? '';
      const replaced = entries.some((entry) => entry.name === name);
      return { path, bytes: bytes.length, hash: 'f'.repeat(64), etag: '"1"', replaced };
    },
    createFolder: ({ query }) => {
      const [folder, name] = split(query['path'] ?? '');
      entriesOf(folder).push({ name, kind: 'folder', size: 0, modified: Date.now() });
      agent.folders.set(query['path'] ?? '', []);
    },
    getMount: () => ({
      url: 'http://127.0.0.1:47475/dav/Bookkeeping/Offers%202026/',
      username: 'hallway',
      password: 'made-up',
      command: 'gio mount "dav://hallway@127.0.0.1:47475/dav/Bookkeeping/Offers%202026/"',
    }),
    createContentAddress: () => ({
      url: `${agent.contentUrl}/c/${crypto.randomUUID()}`,
      expiresAt: Date.now() + 60_000,
    }),
  };
}
