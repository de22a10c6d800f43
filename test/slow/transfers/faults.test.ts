/**
 * 200 faults while a file goes to three PCs, by a seed: PCs killed and started again on what their
 * disks kept, links cut, sources that say nothing more, full disks, sources changed and cut short,
 * bits flipped in what holders answer. HALLWAY_TEST_FAULTS and HALLWAY_TEST_SEED choose others.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { FakeLan, type FakePc } from '../../transfer/fake-lan.ts';
import { Random } from '../random.ts';

const FAULTS = Number(process.env['HALLWAY_TEST_FAULTS'] ?? 200);
const SEED = Number(process.env['HALLWAY_TEST_SEED'] ?? 7);
const PIECE = 256 * 1024;
const COUNT = 48;
const SIZE = COUNT * PIECE - 1234;
const PIECE_MS = 4;
/** Two questions to each of three sources, each with a piece that comes and one that is checked. */
const IN_FLIGHT = 2 * 3 * 2;
const FAULTS_A_ROUND = 5;

type Blow = (pc: FakePc) => Promise<void> | void;

describe('transfer: a file whatever happens', function () {
  this.timeout(60_000 + FAULTS * 6000);
  const random = new Random(SEED);

  it(`comes whole or not at all through ${FAULTS} faults, and no piece twice (seed ${SEED})`, async function () {
    const seen = new Map<string, number>();
    let again = 0;
    for (let struck = 0; struck < FAULTS; struck += FAULTS_A_ROUND) {
      const round = new Round(random);
      try {
        await round.begin();
        for (let blow = 0; blow < Math.min(FAULTS_A_ROUND, FAULTS - struck); blow++)
          await round.strike(seen);
        again += await round.end();
      } finally {
        await round.clear();
      }
    }
    const told = Array.from(seen, ([name, times]) => `${times} × ${name}`).join(', ');
    this.test!.title += `: ${told}; ${again} pieces came again`;
    assert.equal(
      Array.from(seen.values()).reduce((sum, times) => sum + times, 0),
      FAULTS,
    );
  });
});

class Round {
  readonly #random: Random;
  readonly #lan = new FakeLan();
  #owner!: FakePc;
  #receivers: FakePc[] = [];
  #disk: SmallDisk | undefined;
  #content = randomBytes(SIZE);
  /** How much each PC had sent when the source got another content. */
  readonly #versions: Map<FakePc, number>[] = [new Map()];
  /** How often each receiver lost what was under way to it. */
  readonly #broken = new Map<FakePc, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  async begin(): Promise<void> {
    this.#owner = await this.#lan.pc('Anna');
    writeFileSync(join(this.#owner.owner.root, 'film.bin'), this.#content);
    for (const name of ['Bert', 'Carla', 'Dora']) this.#receivers.push(await this.#lan.pc(name));
    this.#disk = mountSmallDisk(this.#receivers[0]!.folder, 2 * SIZE);
    for (const pc of this.#lan.pcs) pc.slowMs = PIECE_MS;
    for (const pc of this.#receivers) await pc.begin(this.#owner, 'film.bin');
  }

  /** One blow at some moment, mended before the next. */
  async strike(seen: Map<string, number>): Promise<void> {
    const blows: [[string, Blow], ...[string, Blow][]] = [
      ['killed', (pc) => this.#kill(pc)],
      ['source killed', () => this.#cut(this.#owner)],
      ['link cut', (pc) => this.#cut(pc)],
      ['silent', (pc) => this.#silence(pc)],
      ['flipped bits', (pc) => this.#lie(pc)],
      ['disk full', () => this.#fill()],
      ['source changed', () => this.#change(randomBytes(SIZE))],
      ['source cut short', () => this.#change(randomBytes(SIZE).subarray(0, SIZE / 2))],
    ];
    const [name, blow] = this.#random.pick(blows);
    await delay(this.#random.between(0, 60));
    this.#requireTruth();
    seen.set(name, (seen.get(name) ?? 0) + 1);
    const [struck = this.#owner] = this.#random.some(this.#receivers, 1);
    await blow(struck);
    this.#requireTruth();
  }

  /** Resolves with how many pieces came more than once. */
  async end(): Promise<number> {
    for (const pc of this.#receivers) await this.#finish(pc);
    let again = 0;
    for (const pc of this.#receivers) {
      const got = readFileSync(pc.at('film.bin'));
      assert.ok(got.equals(this.#content), `${pc.name} has another file`);
      assert.deepEqual(readdirSync(pc.folder), ['film.bin'], 'nothing of it is left beside it');
      const more = this.#repeated(pc);
      const most = (this.#broken.get(pc) ?? 0) * IN_FLIGHT;
      assert.ok(more <= most, `${more} pieces came to ${pc.name} again`);
      again += more;
    }
    return again;
  }

  /** Pieces of one version that were sent to a PC more than once. */
  #repeated(pc: FakePc): number {
    let repeated = 0;
    for (const [from, until] of this.#versions.map((one, at) => [one, this.#versions[at + 1]])) {
      const pieces = this.#lan.pcs.flatMap((giver) =>
        giver.sent
          .slice(from?.get(giver), until?.get(giver))
          .filter(({ to }) => to === pc.id)
          .map(({ piece }) => piece),
      );
      repeated += pieces.length - new Set(pieces).size;
    }
    return repeated;
  }

  async clear(): Promise<void> {
    for (const pc of this.#lan.pcs) pc.stalled = false;
    for (const { transfers } of this.#lan.pcs) await transfers.stop();
    this.#disk?.remove();
    await this.#lan.end();
  }

  /** Under its name is nothing, or one of the versions that the source had. */
  #requireTruth(): void {
    for (const pc of this.#receivers)
      if (readdirSync(pc.folder).includes('film.bin'))
        assert.ok(
          this.#had.some((one) => readFileSync(pc.at('film.bin')).equals(one)),
          pc.name,
        );
  }

  readonly #had = [this.#content];

  /** What ended with words is begun again, as a person would. */
  async #finish(pc: FakePc): Promise<void> {
    const state = (): string => pc.transfers.list()[0]?.state ?? 'none';
    await eventually(
      async () => {
        const [transfer] = pc.transfers.list();
        if (transfer?.state === 'failed') await pc.transfers.act(transfer.id, 'resume');
        const isOld = state() === 'done' && !readFileSync(pc.at('film.bin')).equals(this.#content);
        if (isOld) {
          for (const { id } of pc.transfers.list()) await pc.transfers.act(id, 'cancel');
          rmSync(pc.at('film.bin'));
        }
        if (state() === 'none') await pc.begin(this.#owner, 'film.bin');
        return state() === 'done';
      },
      60_000,
      `${pc.name} has it (${state()})`,
    );
  }

  #count(pc: FakePc): void {
    this.#broken.set(pc, (this.#broken.get(pc) ?? 0) + 1);
  }

  /** Whoever loads from it loses what is under way. */
  #countAll(): void {
    for (const pc of this.#receivers) this.#count(pc);
  }

  async #kill(pc: FakePc): Promise<void> {
    this.#countAll();
    pc.crash();
    await delay(this.#random.between(0, 40));
    pc.transfers.start();
    this.#lan.back(pc);
  }

  async #cut(pc: FakePc): Promise<void> {
    this.#countAll();
    this.#lan.leave(pc);
    await delay(this.#random.between(0, 120));
    this.#lan.back(pc);
  }

  async #silence(pc: FakePc): Promise<void> {
    this.#countAll();
    pc.stalled = true;
    await delay(this.#random.between(0, 200));
    pc.stalled = false;
  }

  async #lie(pc: FakePc): Promise<void> {
    this.#countAll();
    const at = this.#random.between(0, PIECE / 2);
    pc.lies = (bytes) => {
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << this.#random.between(0, 7));
      return bytes;
    };
    await delay(this.#random.between(0, 150));
    pc.lies = undefined;
  }

  async #fill(): Promise<void> {
    this.#count(this.#receivers[0]!);
    this.#disk?.fill();
    await delay(this.#random.between(0, 150));
    this.#disk?.free();
  }

  async #change(content: Buffer): Promise<void> {
    this.#countAll();
    const source = join(this.#owner.owner.root, 'film.bin');
    if (content.length < SIZE) truncateSync(source, content.length);
    else writeFileSync(source, content);
    this.#content = readFileSync(source);
    this.#had.push(this.#content);
    this.#versions.push(new Map(this.#lan.pcs.map((pc) => [pc, pc.sent.length])));
    await delay(10);
  }
}
