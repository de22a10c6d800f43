/** The shape of every `--json` document: people script against it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  addPrinter,
  addShare,
  cancelJob,
  createHandover,
  createWorkgroup,
  decideJoinRequest,
  joinWorkgroup,
  leaveWorkgroup,
  listAdmitted,
  listDrives,
  listJobs,
  listJoinRequests,
  listNearby,
  listOwnPrinters,
  listOwnShares,
  listPeers,
  openInvitation,
  removeMember,
  removeShare,
  setPrinterShared,
} from '../../src/api/local.ts';
import type { OwnPrinter } from '../../src/model/printer.ts';
import type { OwnShare } from '../../src/model/share.ts';
import { nearbyThing } from '../support/fake-nearby.ts';
import {
  ANNA,
  BEN,
  DOCUMENTS,
  FakeOffice,
  member,
  MODIFIED,
  peer,
  printer,
  printJob,
  share,
} from './fake-office.ts';

const WORKGROUP = 'w'.repeat(52);
const TIME = new Date(MODIFIED).toISOString();

describe('cli: documents', () => {
  let office: FakeOffice;

  async function document(...argv: string[]): Promise<unknown> {
    const ran = await office.run(...argv, '--json');
    assert.deepEqual([ran.status, ran.err], [0, '']);
    return ran.json();
  }

  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  it('status', async () => {
    assert.deepEqual(await document('status'), {
      version: '1.2.3',
      device: { id: ANNA, name: 'Anna' },
      workgroup: { id: WORKGROUP, name: 'Office', members: 2 },
      local: { url: 'http://127.0.0.1:1', port: 1 },
      peer: { port: 3 },
      uptime_s: 4.5,
      rss_bytes: 60_000_000,
    });
  });

  it('workgroup create, invite, join, members', async () => {
    office.on(createWorkgroup, ({ body }) => ({
      id: WORKGROUP,
      name: (body as { name: string }).name,
    }));
    office.on(openInvitation, ({ body }) => ({
      code: '123456',
      expiresAt: MODIFIED,
      attemptsLeft: 3,
      approve: (body as { approve: boolean }).approve,
    }));
    let joined: unknown;
    office.on(joinWorkgroup, ({ body }) => {
      joined = body;
      return { id: WORKGROUP, name: 'Office', members: 3 };
    });
    assert.deepEqual(await document('workgroup', 'create', 'Shop'), {
      id: WORKGROUP,
      name: 'Shop',
    });
    assert.deepEqual(await document('workgroup', 'invite'), { code: '123456', expires_at: TIME });
    assert.deepEqual(await document('workgroup', 'join', '123 456', '--at', '10.0.0.1:5'), {
      id: WORKGROUP,
      name: 'Office',
      members: 3,
    });
    assert.deepEqual(joined, { code: '123456', at: '10.0.0.1:5' });
    assert.deepEqual(await document('workgroup', 'members'), [
      { id: ANNA, name: 'Anna', admitted_by: null, online: true },
      { id: BEN, name: 'Ben', admitted_by: ANNA, online: true },
    ]);
  });

  it('workgroup requests, approve, deny, remove, leave', async () => {
    const request = { id: BEN, name: 'Ben', address: '10.0.0.2', requestedAt: MODIFIED };
    const decided: unknown[] = [];
    let removed = '';
    office.on(listJoinRequests, () => [request]);
    office.on(decideJoinRequest, ({ params, body }) => void decided.push([params['id'], body]));
    office.on(listAdmitted, () => []);
    office.on(removeMember, ({ params }) => {
      removed = params['device'] ?? '';
      return { removed: [{ id: BEN, name: 'Ben' }] };
    });
    office.on(leaveWorkgroup, () => undefined);
    assert.deepEqual(await document('workgroup', 'requests'), [
      { id: BEN, name: 'Ben', address: '10.0.0.2', requested_at: TIME },
    ]);
    assert.deepEqual(await document('workgroup', 'approve', 'bbbb'), { id: BEN, name: 'Ben' });
    assert.deepEqual(await document('workgroup', 'deny', 'Ben'), { id: BEN, name: 'Ben' });
    assert.deepEqual(decided, [
      [BEN, { admit: true }],
      [BEN, { admit: false }],
    ]);
    assert.deepEqual(await document('workgroup', 'remove', 'ben'), {
      id: BEN,
      name: 'Ben',
      removed: [{ id: BEN, name: 'Ben' }],
    });
    assert.equal(removed, BEN);
    assert.deepEqual(await document('workgroup', 'leave'), { id: WORKGROUP, name: 'Office' });
  });

  it('nearby, peers, drives', async () => {
    const found = nearbyThing('smb', 'NAS', { addresses: ['10.0.0.9'], port: 445 });
    office.on(listNearby, () => [found]);
    office.on(listPeers, () => [peer({ lastSeen: MODIFIED })]);
    office.on(listDrives, () => [
      {
        id: 'sda1',
        label: 'Data',
        kind: 'removable' as const,
        removable: true,
        mounted: '/media/data',
        sizeBytes: 1000,
        freeBytes: 10,
        filesystem: 'vfat',
        shared: false,
        share: null,
        choice: 'never' as const,
        knowable: true,
        asks: false,
      },
    ]);
    assert.deepEqual(await document('nearby'), [found]);
    assert.deepEqual(await document('peers'), [
      {
        id: BEN,
        name: 'Ben',
        online: false,
        presence: 'offline',
        address: null,
        latency_ms: null,
        last_seen: TIME,
        path: null,
        trouble: null,
        can_wake: false,
      },
    ]);
    assert.deepEqual(await document('drives'), [
      {
        id: 'sda1',
        label: 'Data',
        kind: 'removable',
        removable: true,
        mounted: '/media/data',
        size_bytes: 1000,
        free_bytes: 10,
        filesystem: 'vfat',
        shared: false,
        offered: 'never',
      },
    ]);
  });

  it('share add, list, remove', async () => {
    const path = join(office.home, 'Plans');
    mkdirSync(path);
    const own: OwnShare = {
      ...share(DOCUMENTS, ANNA, 'Plans'),
      path,
      with: [BEN],
      until: null,
      hidden: false,
      limit: null,
    };
    const added: unknown[] = [];
    office.on(addShare, ({ body }) => {
      added.push(body);
      return own;
    });
    office.on(listOwnShares, () => [own]);
    office.on(removeShare, () => undefined);
    const rules = { until: null, hidden: false, limit: null };
    const shown = [{ name: 'Plans', path, kind: 'folder', access: 'write', with: [BEN], ...rules }];
    const options = ['--access', 'write', '--with', 'Ben', 'Anna'];
    assert.deepEqual(await document('share', 'add', 'Plans', ...options), shown);
    assert.deepEqual(await document('share', 'add', path, '--until', '2999-12-31'), shown);
    assert.deepEqual(added, [
      { path, access: 'write', with: [BEN, ANNA] },
      { path, until: Date.parse('2999-12-31T23:59:59.999') },
    ]);
    assert.deepEqual(await document('share', 'list'), shown);
    assert.deepEqual(await document('share', 'remove', 'plans'), shown);
  });

  it('ls: devices, shares, folders, one file', async () => {
    office.files.set('Plans/House.pdf', Buffer.from('12345'));
    const none = { size: null, modified: null };
    assert.deepEqual(await document('ls'), [
      { name: 'Anna', kind: 'device', ...none },
      { name: 'Ben', kind: 'device', ...none },
    ]);
    assert.deepEqual(await document('ls', 'Ben'), [{ name: 'Documents', kind: 'share', ...none }]);
    assert.deepEqual(await document('ls', 'Ben/Documents'), [
      { name: 'Plans', kind: 'folder', size: 0, modified: TIME },
    ]);
    const file = [{ name: 'House.pdf', kind: 'file', size: 5, modified: TIME }];
    assert.deepEqual(await document('ls', 'Ben/Documents/Plans/'), file);
    assert.deepEqual(await document('ls', 'Ben/Documents/Plans/House.pdf'), file);
  });

  it('printers; printer share, unshare, add', async () => {
    const own: OwnPrinter = {
      ...printer('qqqqqqqqqqqqqqqq', ANNA, 'Ink'),
      backend: 'ipp',
      uri: 'ipp://10.0.0.7/ipp/print',
      shared: true,
      opened: false,
    };
    office.printers.push(own);
    office.on(listOwnPrinters, () => [own]);
    office.on(setPrinterShared, () => own);
    office.on(addPrinter, () => own);
    const shown = (await document('printers')) as { name: string }[];
    assert.deepEqual(shown[1], {
      id: own.id,
      name: 'Ink',
      device: ANNA,
      state: 'idle',
      reasons: [],
      accepting: true,
      jobs: 0,
      color: true,
      duplex: false,
      uri: own.uri,
      local_uri: null,
      installed: null,
      media: own.media,
      supplies: [],
      trays: [],
      choices: null,
    });
    assert.deepEqual(Object.keys(shown[0] ?? {}), Object.keys(shown[1]));
    const named = { id: own.id, name: 'Ink', uri: own.uri };
    assert.deepEqual(await document('printer', 'share', 'ink'), named);
    assert.deepEqual(await document('printer', 'unshare', 'Ink'), named);
    assert.deepEqual(await document('printer', 'add', own.uri, '--name', 'Ink'), named);
  });

  it('jobs, job, cancel; dashboard', async () => {
    office.on(listJobs, () => [printJob('processing')]);
    office.on(cancelJob, () => printJob('canceled'));
    office.on(createHandover, () => ({ url: 'http://127.0.0.1:1/#t=x' }));
    const shown = {
      job: printJob('processing').id,
      name: 'Letter.pdf',
      owner: 'Anna',
      printer: 'Laser',
      state: 'processing',
      reasons: [],
      pages: null,
      bytes: 5,
      created: TIME,
      message: '',
      pin: false,
      position: null,
      pages_total: null,
      account: null,
      expires: null,
      kept_until: null,
      moved_to: null,
      actions: [],
    };
    assert.deepEqual(await document('jobs', '--all'), [shown]);
    assert.deepEqual(await document('job', '0b4ad4d8'), [shown]);
    assert.deepEqual(await document('cancel', 'Letter.pdf'), [{ ...shown, state: 'canceled' }]);
    assert.deepEqual(await document('dashboard'), { url: 'http://127.0.0.1:1/#t=x' });
  });

  it('keeps times that no date can hold from breaking a list', async () => {
    const lastSeen = Number.MAX_SAFE_INTEGER;
    office.members.push(member('c'.repeat(52), 'Chris'));
    office.on(listPeers, () => [
      peer({ online: true, presence: 'online', latencyMs: 1, lastSeen }),
    ]);
    const [shown] = (await document('peers')) as { last_seen: unknown }[];
    assert.equal(shown?.last_seen, null);
    assert.equal((await office.run('peers')).status, 0);
  });
});
