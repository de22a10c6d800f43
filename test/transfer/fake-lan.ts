/** PCs with real transfers and a network of function calls, in which anything can happen to pieces. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pieceFiles } from '../../agent/files/piece-files.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { readPeerFile } from '../../src/api/peer-files.ts';
import * as api from '../../src/api/peer-swarm.ts';
import { toProblem } from '../../src/api/problem.ts';
import { contentRange } from '../../src/base/byte-range.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { OpenOptions, PeerTransport, StreamAnswer } from '../../src/net/peer-transport.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';
import type { PieceFiles } from '../../src/transfer/manifest-maker.ts';
import { PieceSet } from '../../src/transfer/piece-set.ts';
import type { GivenPieces } from '../../src/transfer/piece-server.ts';
import { Hold } from '../../src/transfer/manners/hold.ts';
import { Transfers } from '../../src/transfer/transfers.ts';
import { eventually } from '../support/eventually.ts';
import { localShare, type LocalShare } from '../shares/local-share.ts';

export const SHARE = 's'.repeat(16);

type Query = Record<string, string> & { most: number };

/** A colleague's PC. */
export class FakePc {
  readonly name: string;
  readonly identity: Identity;
  readonly owner: LocalShare = localShare();
  readonly folder: string;
  readonly database: Database = openDatabase(':memory:');
  /** Who may use its share; everybody if undefined. */
  audience: string[] | undefined;
  online = true;
  /** Changes what it sends. */
  lies: ((bytes: Buffer) => Buffer) | undefined;
  /** Milliseconds that its line needs for a piece, one after the other, whoever gets it. */
  slowMs = 0;
  #line: Promise<void> = Promise.resolve();
  /** It is heard, and says no more. */
  stalled = false;
  /** Pieces that it sent, by who got them. */
  readonly sent: { to: string; piece: number }[] = [];
  /** Whom it was asked by for which root. */
  readonly askedBy: string[] = [];
  readonly #lan: FakeLan;
  readonly hold = new Hold();
  giveOnLimit = { bytes: 1e15, files: 1000, days: 30 };
  transfers: Transfers;

  constructor(lan: FakeLan, name: string, identity: Identity) {
    this.#lan = lan;
    this.name = name;
    this.identity = identity;
    this.folder = join(this.owner.top, 'got');
    mkdirSync(this.folder);
    this.transfers = this.#start();
  }

  get id(): string {
    return this.identity.id;
  }

  /** Waits until its line has carried one more piece. */
  carry(): Promise<void> {
    if (this.slowMs === 0) return Promise.resolve();
    const { slowMs } = this;
    this.#line = this.#line.then(() => new Promise((done) => setTimeout(done, slowMs)));
    return this.#line;
  }

  openFor(device: string): PieceFiles {
    if (device === this.id || !this.audience || this.audience.includes(device))
      return pieceFiles(this.owner.files);
    throw new HallwayError('share.not_found', 'There is no such share.');
  }

  /** As after a crash: nothing that ran goes on, what is on the disk stays. */
  crash(): void {
    this.#lan.leave(this);
    void this.transfers.stop();
    this.transfers = this.#start();
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  begin(owner: FakePc, path: string, target = path, attended = false): Promise<Transfer> {
    const order = { device: owner.id, share: SHARE, path, target: this.at(target) };
    return this.transfers.begin(order, { attended });
  }

  /** Gets a file to the end; throws why it failed. */
  async get(owner: FakePc, path: string, target = path): Promise<Transfer> {
    const { id } = await this.begin(owner, path, target, true);
    return this.transfers.ended(id);
  }

  until(holds: (transfer: Transfer) => boolean, what: string): Promise<Transfer> {
    return eventually(() => this.transfers.list().find(holds), 20_000, `${this.name}: ${what}`);
  }

  #start(): Transfers {
    return new Transfers({
      identity: this.identity,
      database: this.database,
      transport: this.#lan.transportOf(this),
      paced: () => this.#lan.transportOf(this),
      hold: this.hold,
      giveOnLimit: () => this.giveOnLimit,
      links: this.#lan.linksOf(this),
      openFor: (device) => this.openFor(device),
      audienceOf: () => ({ open: this.audience === undefined, until: null }),
      isMember: (device) => this.#lan.isMember(device),
      gives: () => true,
      nameOf: (device) => this.#lan.nameOf(device),
      patienceMs: 15_000,
      random: Math.random,
      clock: systemClock,
      log: silentLog,
    });
  }
}

export class FakeLan {
  readonly pcs: FakePc[] = [];
  /** Put out of the workgroup. */
  readonly removed = new Set<string>();

  async pc(name: string): Promise<FakePc> {
    const pc = new FakePc(this, name, await createIdentity());
    this.pcs.push(pc);
    for (const other of this.pcs) if (other !== pc) other.transfers.online(pc.id);
    return pc;
  }

  leave(pc: FakePc): void {
    pc.online = false;
    for (const other of this.pcs) if (other !== pc) other.transfers.offline(pc.id);
  }

  back(pc: FakePc): void {
    pc.online = true;
    for (const other of this.pcs)
      if (other !== pc && other.online) {
        other.transfers.online(pc.id);
        pc.transfers.online(other.id);
      }
  }

  /** Throws as a question to a PC that is not there. */
  requireOnline(pc: FakePc): void {
    if (!pc.online) throw new HallwayError('peer.offline', `${pc.name} is not reachable now.`);
  }

  async end(): Promise<void> {
    for (const pc of this.pcs) {
      await pc.transfers.stop();
      pc.database.close();
      pc.owner.remove();
    }
  }

  isMember(device: string): boolean {
    return !this.removed.has(device) && this.pcs.some(({ id }) => id === device);
  }

  nameOf(device: string): string {
    return this.pcs.find(({ id }) => id === device)?.name ?? 'nobody';
  }

  linksOf(pc: FakePc): ConstructorParameters<typeof Transfers>[0]['links'] {
    const there = (): FakePc[] => this.pcs.filter((other) => other !== pc && other.online);
    return {
      online: () => (pc.online ? there().map(({ id }) => id) : []),
      isOnline: (device) => pc.online && there().some(({ id }) => id === device),
      send: (device, frame) => {
        const other = there().find(({ id }) => id === device);
        if (frame.type === 'have') other?.transfers.heard(pc.id, frame);
      },
    };
  }

  transportOf(pc: FakePc): PeerTransport {
    const at = (device: string): FakePc => {
      const other = this.pcs.find(({ id }) => id === device);
      if (pc.online && other?.online) return other;
      throw new HallwayError('peer.offline', `${this.nameOf(device)} is not reachable now.`);
    };
    return {
      call: async (device, _target, input) => {
        const { params, body } = input as { params: { root: string }; body: { have: string } };
        const other = at(device);
        other.askedBy.push(pc.id);
        return (await other.transfers.join(pc.id, params.root, body)) as never;
      },
      open: async (device, target, input, options) => {
        const other = at(device);
        const asked = input as unknown as { params: Record<string, string>; query: Query };
        return answer(pc, other, (target as { path: string }).path, asked, options);
      },
    };
  }
}

async function answer(
  pc: FakePc,
  other: FakePc,
  path: string,
  { params, query }: { params: Record<string, string>; query: Query },
  { signal, range }: OpenOptions = {},
): Promise<StreamAnswer> {
  const { desk, holdings, server } = other.transfers;
  if (path === api.readManifest.path) {
    const lines = await desk.open(pc.id, SHARE, query['path'] ?? '');
    const text = async function* (): AsyncGenerator<string> {
      try {
        for await (const line of lines) yield `${JSON.stringify(line)}\n`;
      } catch (error) {
        yield `${JSON.stringify(toProblem(error))}\n`;
      }
    };
    return { status: 200, headers: {}, body: Readable.from(text(), { objectMode: false }) };
  }
  if (path === readPeerFile.path) {
    const read = await other.owner.files.read(query['path'] ?? '', { range });
    const said = contentRange(read.range ?? { start: 0, end: read.size - 1 }, read.size);
    return { status: 206, headers: { 'content-range': said, etag: read.etag }, body: read.stream };
  }
  const { etag = '', want = '', most } = query;
  const holding =
    path === api.pullSharePieces.path
      ? await holdings.inShare(pc.id, { share: SHARE, path: query['path'] ?? '', etag })
      : await holdings.find(pc.id, params['root'] ?? '', query['grant']);
  const given = server.give(holding, PieceSet.fromText(holding.have.count, want), most);
  const headers = { 'content-range': contentRange(given.range, given.size) };
  const first = given.range.start / holding.layout.pieceSize;
  const body = Readable.from(sending(pc, other, given, first), { objectMode: false });
  signal?.addEventListener('abort', () => body.destroy(), { once: true });
  return { status: 206, headers, body };
}

async function* sending(
  pc: FakePc,
  other: FakePc,
  { bytes }: GivenPieces,
  first: number,
): AsyncGenerator<Buffer> {
  let piece = first;
  for await (const part of bytes) {
    await other.carry();
    while (other.stalled) await new Promise((done) => setTimeout(done, 50));
    if (!other.online || !pc.online) throw new Error('cut');
    other.sent.push({ to: pc.id, piece: piece++ });
    const half = part.length >> 1;
    const copy = Buffer.from(part);
    const told = other.lies ? other.lies(copy) : copy;
    yield told.subarray(0, half);
    if (!other.online || !pc.online) throw new Error('cut');
    yield told.subarray(half);
  }
}
