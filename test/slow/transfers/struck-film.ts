/** One file on its way from its owner and from a PC that has it to three others, who are struck meanwhile. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../../src/api/local.ts';
import { layoutOf } from '../../../src/transfer/manifest.ts';
import type { LabOffice, LabPc } from '../../scenario/lab-office.ts';
import { eventually } from '../../support/eventually.ts';
import type { SmallDisk } from '../../support/small-disk.ts';
import type { Random } from '../random.ts';

export const SIZE = (24 << 20) - 1234;
/** Two questions to each of four sources, each with a piece that comes and one that is checked. */
const IN_FLIGHT = 2 * 4 * 2 * layoutOf(SIZE).pieceSize;
/** Headers, and what else agents say to each other. */
const BESIDE = 1.15;
/** A busy machine brings a file later than its lines could. */
const PATIENCE_MS = 240_000;

type Blow = () => Promise<void> | void;

export class StruckFilm {
  readonly #office: LabOffice;
  readonly #share: string;
  readonly #source: string;
  readonly #name: string;
  readonly #random: Random;
  readonly #owner: LabPc;
  /** It has the file before anything happens, and gives it. */
  readonly #holder: LabPc;
  readonly #receivers: readonly LabPc[];
  readonly #disk: SmallDisk | undefined;
  /** All that the file ever was. */
  readonly #versions: Buffer[] = [];
  /** How often each receiver lost what was under way to it. */
  readonly #broken = new Map<LabPc, number>();
  readonly #before = new Map<LabPc, number>();

  constructor(
    office: LabOffice,
    told: {
      share: string;
      shared: string;
      disk: SmallDisk | undefined;
      random: Random;
      name: string;
    },
  ) {
    this.#office = office;
    this.#share = told.share;
    this.#name = told.name;
    this.#source = join(told.shared, told.name);
    this.#random = told.random;
    this.#owner = office.pc(1);
    this.#holder = office.pc(2);
    this.#receivers = [3, 4, 5].map((number) => office.pc(number));
    this.#disk = told.disk;
  }

  async begin(): Promise<void> {
    this.#put(randomBytes(SIZE));
    await this.#order(this.#holder);
    await this.#finish(this.#holder);
    for (const pc of this.#receivers) this.#before.set(pc, cameTo(pc));
    for (const pc of this.#receivers) await this.#order(pc);
  }

  /** One blow at some moment, mended before the next. */
  async strike(seen: Map<string, number>): Promise<void> {
    const { lab } = this.#office;
    const [one] = this.#random.some(this.#receivers, 1) as [LabPc];
    const [any] = this.#random.some([this.#owner, this.#holder, ...this.#receivers], 1) as [LabPc];
    const blows: [[string, Blow], ...[string, Blow][]] = [
      ['receiver killed', () => this.#kill(one)],
      ['source killed', () => this.#kill(this.#owner)],
      ['holder killed', () => this.#kill(this.#holder)],
      [
        'cable cut',
        () =>
          this.#for(
            1500,
            () => lab.cut(any.number),
            () => lab.heal(any.number),
          ),
      ],
      [
        'cable cut unseen',
        () =>
          this.#for(
            2500,
            () => lab.cut(any.number, { silent: true }),
            () => lab.heal(any.number),
          ),
      ],
      [
        'frozen',
        () =>
          this.#for(
            2500,
            () => lab.freeze(any.number),
            () => lab.thaw(any.number),
          ),
      ],
      [
        'disk full',
        () =>
          this.#for(
            800,
            () => this.#disk?.fill(),
            () => this.#disk?.free(),
          ),
      ],
      ['bits flipped', () => this.#flip()],
      ['source changed', () => this.#put(randomBytes(SIZE))],
      ['source cut short', () => this.#put(this.#content.subarray(0, SIZE / 2))],
    ];
    const [name, blow] = this.#random.pick(blows);
    await delay(this.#random.between(0, 900));
    this.#requireTruth();
    seen.set(name, (seen.get(name) ?? 0) + 1);
    for (const pc of this.#receivers) this.#broken.set(pc, (this.#broken.get(pc) ?? 0) + 1);
    await blow();
    this.#requireTruth();
  }

  /** Resolves with how many bytes came beyond one copy of each version. */
  async end(): Promise<number> {
    let again = 0;
    for (const pc of this.#receivers) {
      await this.#finish(pc);
      const got = readFileSync(this.#target(pc));
      assert.ok(got.equals(this.#content), `${pc.name} has another file`);
      assert.deepEqual(
        readdirSync(folderOf(this.#office, pc)),
        [this.#name],
        'nothing is left beside it',
      );
      const copies = this.#versions.reduce((sum, { length }) => sum + length, 0);
      const more = cameTo(pc) - (this.#before.get(pc) ?? 0) - copies * BESIDE;
      const most = (this.#broken.get(pc) ?? 0) * IN_FLIGHT;
      assert.ok(more <= most, `${more} bytes came to ${pc.name} again, of ${most}`);
      again += Math.max(0, more);
    }
    for (const pc of this.#office.others(1)) {
      await this.#cancel(pc);
      rmSync(this.#target(pc));
    }
    rmSync(this.#source);
    return again;
  }

  get #content(): Buffer {
    return this.#versions.at(-1) ?? Buffer.alloc(0);
  }

  #target(pc: LabPc): string {
    return join(folderOf(this.#office, pc), this.#name);
  }

  async #order(pc: LabPc): Promise<void> {
    const body = {
      device: this.#owner.id,
      share: this.#share,
      path: this.#name,
      target: this.#target(pc),
    };
    await pc.call(api.startTransfer, { body });
  }

  async #cancel(pc: LabPc): Promise<void> {
    for (const { id } of await pc.call(api.listTransfers, {}))
      await pc.call(api.actOnTransfer, { params: { id }, body: { action: 'cancel' } });
  }

  /** What ended with words is begun again, as a person would. */
  async #finish(pc: LabPc): Promise<void> {
    await eventually(
      async () => {
        const all = await pc.call(api.listTransfers, {});
        const transfer = all.find(({ direction }) => direction === 'down');
        if (transfer?.state === 'failed')
          await pc.call(api.actOnTransfer, {
            params: { id: transfer.id },
            body: { action: 'resume' },
          });
        else if (!transfer) await this.#order(pc);
        else if (transfer.state === 'done') {
          if (readFileSync(this.#target(pc)).equals(this.#content)) return true;
          await this.#cancel(pc);
          rmSync(this.#target(pc));
        }
        throw new Error(`${transfer?.state ?? 'none'}: ${JSON.stringify(transfer?.problem)}`);
      },
      PATIENCE_MS,
      `${pc.name} has it`,
    );
  }

  /** Under its name is nothing, or one of the versions that the source had. */
  #requireTruth(): void {
    for (const pc of this.#receivers)
      if (existsSync(this.#target(pc)))
        assert.ok(
          this.#versions.some((one) => readFileSync(this.#target(pc)).equals(one)),
          `${pc.name} has a file that never was`,
        );
  }

  async #kill(pc: LabPc): Promise<void> {
    await pc.end('SIGKILL');
    await delay(this.#random.between(0, 600));
    await pc.start();
  }

  async #for(ms: number, begin: Blow, end: Blow): Promise<void> {
    await begin();
    await delay(this.#random.between(0, ms));
    await end();
  }

  /** As a disk does that ages: nothing else of the file is different. */
  #flip(): void {
    const path = this.#target(this.#holder);
    const { atime, mtime } = statSync(path);
    const file = openSync(path, 'r+');
    const byte = Buffer.alloc(1);
    for (let times = 0; times < 5; times++) {
      const at = this.#random.between(0, SIZE / 2 - 1);
      readSync(file, byte, 0, 1, at);
      writeSync(file, Buffer.of((byte[0] ?? 0) ^ (1 << this.#random.between(0, 7))), 0, 1, at);
    }
    closeSync(file);
    utimesSync(path, atime, mtime);
  }

  /** As programs save: in one step, except that a cut comes as it is. */
  #put(content: Buffer): void {
    if (content.length < SIZE && existsSync(this.#source))
      truncateSync(this.#source, content.length);
    else {
      writeFileSync(`${this.#source}.new`, content);
      renameSync(`${this.#source}.new`, this.#source);
    }
    this.#versions.push(content);
  }
}

export function folderOf(office: LabOffice, pc: LabPc): string {
  return join(office.folder, `got-${pc.number}`);
}

/** Bytes that came to the PC's adapter so far. */
function cameTo(pc: LabPc): number {
  const text = readFileSync(`/proc/${pc.pid}/net/dev`, 'utf8');
  const fields = /^\s*eth0:\s*(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  return Number(fields[0]);
}
