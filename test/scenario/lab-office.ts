/** An office on the LAN lab: a real agent on each PC, one workgroup, something to share on each. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { LabPc } from './lab-pc.ts';

export { LabPc } from './lab-pc.ts';

/** An agent that does not end in this time is ended with its namespace. */
const END_MS = 8000;
/** More agents than this at once only hinder each other while they start. */
const AT_ONCE = 4;
const FURNISHED_MS = 5000;

export class LabOffice {
  readonly lab: Lab;
  readonly pcs: LabPc[];
  readonly #folder: { path: string; remove(): void };

  private constructor(lab: Lab, count: number, env: Record<string, string>) {
    this.lab = lab;
    this.#folder = temporaryFolder();
    this.pcs = Array.from(
      { length: count },
      (_, i) => new LabPc(lab, i + 1, join(this.#folder.path, `pc-${i + 1}`), { env }),
    );
  }

  static async create(count: number, env: Record<string, string> = {}): Promise<LabOffice> {
    return new LabOffice(await Lab.create({ pcs: count }), count, env);
  }

  get folder(): string {
    return this.#folder.path;
  }

  pc(number: number): LabPc {
    const pc = this.pcs[number - 1];
    if (!pc) throw new Error(`No PC ${number}.`);
    return pc;
  }

  /** Starts every agent and joins all of them, or the first so many, into one workgroup. */
  async join(count = this.pcs.length): Promise<void> {
    await this.start(this.pcs);
    await joinPcs(this.pcs.slice(0, count));
    await this.untilAllSeeAll(20_000, this.pcs.slice(0, count));
  }

  /** Starts these agents, a few at a time; the time at which the last was ready. */
  async start(pcs: readonly LabPc[]): Promise<number> {
    const waiting = Array.from(pcs);
    const ready: number[] = [];
    const work = async (): Promise<void> => {
      for (let pc = waiting.shift(); pc; pc = waiting.shift()) ready.push(await pc.start());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return Math.max(...ready);
  }

  /** A newcomer joins by the six digits that a member shows. */
  async letIn(host: number, newcomer: number): Promise<void> {
    await letInto(this.pc(host), this.pc(newcomer));
  }

  /** Shares a folder of the PC, and a virtual printer besides if asked. */
  async furnish(number: number, { printer = false } = {}): Promise<void> {
    const pc = this.pc(number);
    const folder = join(this.#folder.path, `folder-${number}`);
    mkdirSync(folder, { recursive: true });
    await pc.call(api.addShare, { body: { path: folder, name: `Folder ${number}` } });
    await pc.until('ownShares', (shares) => shares.length > 0, FURNISHED_MS);
    if (!printer) return;
    const uri = pathToFileURL(folder).href;
    await pc.call(api.addPrinter, { body: { uri, name: `Printer ${number}` } });
    await pc.until('ownPrinters', (printers) => printers.length > 0, FURNISHED_MS);
  }

  /** The time at which the last of these PCs, all by default, saw all the others. */
  async untilAllSeeAll(ms: number, pcs: readonly LabPc[] = this.pcs): Promise<number> {
    const ids = pcs.map(({ id }) => id);
    const times = pcs.map((pc) =>
      pc.untilPeers(
        true,
        ids.filter((id) => id !== pc.id),
        ms,
      ),
    );
    return Math.max(...(await Promise.all(times)));
  }

  others(number: number): LabPc[] {
    return this.pcs.filter((pc) => pc.number !== number);
  }

  async destroy(): Promise<void> {
    await Promise.allSettled(this.pcs.map((pc) => this.lab.thaw(pc.number)));
    const ended = Promise.allSettled(this.pcs.map((pc) => pc.end()));
    await Promise.race([ended, delay(END_MS, undefined, { ref: false })]);
    await this.lab.destroy();
    this.#folder.remove();
  }
}

/** Makes a workgroup of the first, and lets the others in one after the other. All of them run. */
export async function joinPcs([first, ...others]: readonly LabPc[]): Promise<void> {
  await first?.call(api.createWorkgroup, { body: { name: 'Office' } });
  for (const pc of others) if (first) await letInto(first, pc);
}

async function letInto(host: LabPc, newcomer: LabPc): Promise<void> {
  const { code } = await host.call(api.openInvitation, { body: { approve: true } });
  await newcomer.call(api.joinWorkgroup, { body: { code } });
}
