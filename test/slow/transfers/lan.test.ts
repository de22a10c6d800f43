/**
 * Transfers on the LAN lab, with real agents: the first PC dies at half, and a large sparse file.
 * HALLWAY_TEST_GIB chooses the size of the file (1; 20 is the promise), HALLWAY_TEST_PCS the PCs.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../../src/api/local.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { LabOffice, type LabPc } from '../../scenario/lab-office.ts';
import { allowed } from '../../support/promised.ts';

const PCS = Number(process.env['HALLWAY_TEST_PCS'] ?? 5);
const GIB = Number(process.env['HALLWAY_TEST_GIB'] ?? 1);
const MBIT = 60;
const SIZE = 48 << 20;
const PIECE = 1 << 20;
/** Answers that a PC gives at the same time. */
const UNDER_WAY = 4;
/** Of a full frame (1538 bytes on the wire), TCP carries so much (RFC 1122, RFC 7323). */
const PAYLOAD = 1448 / 1514;
const MOST_RSS_MB = 200;

class Films {
  readonly office: LabOffice;
  share = '';

  constructor(office: LabOffice) {
    this.office = office;
  }

  async begin(fill: (file: string) => void): Promise<void> {
    const shared = join(this.office.folder, 'shared');
    mkdirSync(shared);
    fill(join(shared, 'film.bin'));
    await this.office.join();
    const body = { path: shared, name: 'Films' };
    this.share = (await this.office.pc(1).call(api.addShare, { body })).id;
    for (const pc of this.office.others(1))
      await pc.until('shares', (shares) => shares.some(({ id }) => id === this.share), 30_000);
  }

  target(pc: LabPc): string {
    return join(this.office.folder, `got-${pc.number}.bin`);
  }

  async get(pc: LabPc): Promise<string> {
    const device = this.office.pc(1).id;
    const body = { device, share: this.share, path: 'film.bin', target: this.target(pc) };
    return (await pc.call(api.startTransfer, { body })).id;
  }

  of(pc: LabPc): Transfer | undefined {
    return pc.shown('transfers')?.[0];
  }

  async whole(pc: LabPc, expected: string, ms: number): Promise<void> {
    await pc.until('transfers', ([one]) => /^(?:done|failed)$/.test(one?.state ?? ''), ms);
    assert.equal(this.of(pc)?.state, 'done', JSON.stringify(this.of(pc)?.problem));
    assert.equal(await hashOf(this.target(pc)), expected, pc.name);
  }
}

describe('transfer: the first PC goes when half of its file has left it', function () {
  this.timeout(400_000);
  let films: Films;
  const content = randomBytes(SIZE);
  const expected = createHash('sha256').update(content).digest('hex');

  before(async function () {
    skipWithoutLab(this);
    films = new Films(await LabOffice.create(PCS));
    await films.begin((file) => writeFileSync(file, content));
    await films.office.lab.rate('all', MBIT);
  });
  after(() => films?.office.destroy());

  it('what left it is with the others, and the rest comes when it is back', async function () {
    const [first, ...others] = films.office.pcs as [LabPc, ...LabPc[]];
    const before = await sentBy(films.office, first);
    for (const pc of others) await films.get(pc);
    while ((await sentBy(films.office, first)) - before < SIZE / 2) await delay(50);
    await first.end('SIGKILL');
    const sent = (await sentBy(films.office, first)) - before;
    // They give each other what they have, until all have the same and wait.
    const waits = (all: readonly Transfer[]): boolean => all[0]?.state === 'waiting';
    for (const pc of others) await pc.until('transfers', waits, 120_000);
    await delay(1000);
    const counts = others.map((pc) => films.of(pc)?.bytes ?? 0);
    const held = Math.max(...counts);
    assert.equal(Math.min(...counts), held, `all have the same of it: ${counts.join()}`);
    // What was under way when it died is whole nowhere.
    const given = Math.min(SIZE, sent) - UNDER_WAY * PIECE;
    assert.ok(held >= 0.99 * given, `${held} of ${given} bytes`);
    await first.start();
    const back = await Promise.all(others.map((pc) => pc.untilPeers(true, [first.id], 60_000)));
    const begun = Math.max(...back);
    for (const pc of others) await films.whole(pc, expected, 240_000);
    const seconds = (Date.now() - begun) / 1000;
    const rest = (SIZE - held) / ((MBIT * 1e6) / 8);
    this.test!.title +=
      `: ${megabytes(sent)} left it, ${megabytes(held)} were held; the rest, ${rest.toFixed(1)} s of one line, took ${seconds.toFixed(1)} s`;
    const most = allowed(3 * rest * 1000);
    assert.ok(seconds * 1000 <= most, `${seconds} s, promised are ${most / 1000}`);
  });
});

describe(`transfer: a sparse file of ${GIB} GiB`, function () {
  this.timeout(120_000 + GIB * 240_000);
  let films: Films;

  before(async function () {
    skipWithoutLab(this);
    films = new Films(await LabOffice.create(2));
    await films.begin((file) => {
      writeFileSync(file, 'begin');
      truncateSync(file, GIB * 2 ** 30);
    });
  });
  after(() => films?.office.destroy());

  it(`keeps both agents below ${MOST_RSS_MB} MB`, async function () {
    const [first, second] = films.office.pcs as [LabPc, LabPc];
    await films.get(second);
    let most = 0;
    while (films.of(second)?.state !== 'done') {
      assert.notEqual(films.of(second)?.state, 'failed');
      most = Math.max(most, rssOf(first.pid), rssOf(second.pid));
      await delay(250);
    }
    this.test!.title += ` (at most ${most.toFixed(0)} MB)`;
    assert.ok(most < MOST_RSS_MB, `${most.toFixed(0)} MB`);
    assert.equal(
      await hashOf(films.target(second)),
      await hashOf(join(films.office.folder, 'shared', 'film.bin')),
    );
  });
});

/** Bytes of payload that left its adapter. */
async function sentBy({ lab }: LabOffice, pc: LabPc): Promise<number> {
  const { stdout } = await lab.pc(pc.number).exec(['cat', '/proc/net/dev']);
  const line = /^\s*eth0:\s*(.*)$/m.exec(stdout)?.[1]?.trim().split(/\s+/) ?? [];
  return Number(line[8]) * PAYLOAD;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Resident memory (proc_pid_status(5)). */
function rssOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s*(\d+)/m.exec(text)?.[1]) * 1024) / 1e6;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}
