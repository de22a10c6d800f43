/** The adversary: by a seed it kills agents and the printer, cuts cables and fills disks, and mends. */
import { setTimeout as delay } from 'node:timers/promises';
import { JobStage } from '../../../src/printing/job-store.ts';
import type { Lab } from '../../lan/lab.ts';
import type { LabPc } from '../../scenario/lab-pc.ts';
import type { SmallDisk } from '../../support/small-disk.ts';
import { eventually } from '../../support/eventually.ts';
import { Random } from '../random.ts';
import { jobsIn } from './journals.ts';
import type { StruckPrinter } from './printers.ts';

export interface Battlefield {
  lab: Lab;
  /** Senders first, the owner of the printer last. */
  pcs: readonly LabPc[];
  disks: ReadonlyMap<LabPc, SmallDisk>;
  printer: StruckPrinter;
}

type Kind = 'kill sender' | 'kill owner' | 'kill printer' | 'cut' | 'cut silently' | 'fill disk';
const KINDS: readonly [Kind, ...Kind[]] = [
  'kill sender',
  'kill owner',
  'kill owner',
  'kill printer',
  'cut',
  'cut silently',
  'fill disk',
];

/**
 * So many documents come out between two blows, or so long nothing does although all is mended: a
 * slow machine gets no more blows than a quick one. Some follow each other at once, and overlap
 * where they hit different things.
 */
const DOCUMENTS = [1, 12] as const;
const NOTHING_MS = 15_000;
const AT_ONCE = 0.35;
const GAP_MS = [30, 700] as const;
const LASTS_MS = [300, 2000] as const;
const START_TRIES = 20;
const LOOK_MS = 50;
const READ_MS = 30_000;
const AT_PRINTER = [JobStage.sending, JobStage.submitted];

export class Adversary {
  readonly counts = new Map<Kind, number>();
  /** Ids of the jobs that the printer had, whole or in part, when it was killed. */
  readonly killedWith = new Set<string>();
  /** … and of those whose document was on its way to it when its PC's agent was killed. */
  readonly brokenOff = new Set<string>();
  readonly faults: string[] = [];
  readonly #field: Battlefield;
  readonly #random: Random;
  readonly #struck = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #ending = false;
  #done: Promise<void> = Promise.resolve();

  constructor(field: Battlefield, seed: number) {
    this.#field = field;
    this.#random = new Random(seed);
  }

  start(): void {
    this.#done = this.#strike();
  }

  /** Mends everything. */
  async stop(): Promise<void> {
    this.#ending = true;
    await this.#done;
    await Promise.all(this.#running);
  }

  async #strike(): Promise<void> {
    for (;;) {
      await this.#untilNext();
      if (this.#ending) return;
      const kind = this.#random.pick(KINDS);
      const lasts = this.#random.between(...LASTS_MS);
      const { pcs } = this.#field;
      const sender = pcs[this.#random.between(0, pcs.length - 2)];
      const any = pcs[this.#random.between(0, pcs.length - 1)];
      const pc = kind === 'kill sender' ? sender : kind === 'kill owner' ? pcs.at(-1) : any;
      if (!pc) continue;
      const cut = kind.startsWith('cut');
      const hit = kind === 'kill printer' ? 'printer' : `${pc.name}${cut ? "'s cable" : ''}`;
      if (this.#struck.has(hit)) continue;
      this.#struck.add(hit);
      this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
      const blow = this.#hit(kind, pc, lasts)
        .catch((error: unknown) => void this.faults.push(`${kind} ${hit}: ${String(error)}`))
        .finally(() => {
          this.#struck.delete(hit);
          this.#running.delete(blow);
        });
      this.#running.add(blow);
    }
  }

  async #untilNext(): Promise<void> {
    await delay(this.#random.between(...GAP_MS));
    const count = (): number => this.#field.printer.printed().length;
    const enough = count() + this.#random.between(...DOCUMENTS);
    if (this.#random.next() < AT_ONCE) return;
    for (let quiet = 0; !this.#ending && count() < enough && quiet < NOTHING_MS; ) {
      await delay(LOOK_MS);
      quiet = this.#running.size === 0 ? quiet + LOOK_MS : 0;
    }
  }

  async #hit(kind: Kind, pc: LabPc, lasts: number): Promise<void> {
    const { lab, printer, disks } = this.#field;
    switch (kind) {
      case 'kill sender':
        await pc.end('SIGKILL');
        return restart(pc);
      case 'kill owner':
        await pc.end('SIGKILL');
        try {
          for (const id of await journalled(pc, [JobStage.sending])) this.brokenOff.add(id);
        } finally {
          await restart(pc);
        }
        return;
      case 'kill printer':
        await printer.kill();
        await delay(lasts / 4);
        try {
          const there = await journalled(this.#field.pcs.at(-1), AT_PRINTER);
          for (const id of there) this.killedWith.add(id);
        } finally {
          await printer.start();
        }
        return;
      case 'cut':
      case 'cut silently':
        await lab.cut(pc.number, { silent: kind === 'cut silently' });
        await delay(lasts);
        return lab.heal(pc.number);
      case 'fill disk':
        disks.get(pc)?.fill();
        await delay(lasts);
        disks.get(pc)?.free();
    }
  }
}

/** The owner's jobs in these stages; its journal cannot be read while the disk is full. */
async function journalled(
  owner: LabPc | undefined,
  stages: readonly JobStage[],
): Promise<readonly string[]> {
  if (!owner) return [];
  return eventually(() => jobsIn(owner, stages), READ_MS, 'the journal can be read');
}

/** A busy machine may need more than one try. */
async function restart(pc: LabPc): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await pc.start();
      return;
    } catch (error) {
      if (tries >= START_TRIES) throw error;
      await pc.end('SIGKILL');
      await delay(200);
    }
}
