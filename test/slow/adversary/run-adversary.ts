/**
 * Jobs of two persons go through two agents to a real printer while an adversary strikes; then
 * everything is mended, a person answers what the owner's agent asks, and each document is judged.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../../src/api/local.ts';
import { LabOffice, type LabPc } from '../../scenario/lab-office.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';
import { keepLogs } from '../agent-logs.ts';
import { Adversary } from './blows.ts';
import { jobsOf } from './journals.ts';
import { cupsPrinter, evePrinter, type StruckPrinter } from './printers.ts';
import { faultsOf } from './report.ts';
import { Sender } from './sender.ts';
import { judge, type Asked, type Verdict } from './verdict.ts';

export interface AdversaryOptions {
  jobs: number;
  seed: number;
  printer: 'cups' | 'ippeveprinter';
  print: (line: string) => void;
  signal?: AbortSignal;
}

export interface AdversaryResult extends Verdict {
  acknowledged: number;
  printed: number;
  unacknowledged: number;
  asked: Asked[];
  /** Ended with an error that the sender was told. */
  refused: string[];
  blows: ReadonlyMap<string, number>;
  /** What the harness itself could not do. */
  faults: string[];
  seconds: number;
}

const SENDERS = 2;
const OWNER = SENDERS + 1;
const DISK_BYTES = 64_000_000;
/** So many documents are under way at most, that there is something to strike to the end. */
const UNDER_WAY = 60;
/** With everything mended, something must come out in this time. */
const STILL_MS = 90_000;
const QUEUE = 'laser';

export async function runAdversary(options: AdversaryOptions): Promise<AdversaryResult> {
  const { jobs, seed, print } = options;
  const signal = options.signal ?? new AbortController().signal;
  const office = await LabOffice.create(OWNER + 1);
  const pcs = office.pcs.slice(0, OWNER);
  const disks = new Map<LabPc, SmallDisk>();
  let printer: StruckPrinter | undefined;
  let sound = false;
  try {
    for (const pc of pcs) {
      const disk = mountSmallDisk(pc.home, DISK_BYTES);
      if (disk) disks.set(pc, disk);
    }
    printer = await setUp(office, options.printer);
    const owner = office.pc(OWNER);
    const shared = owner.shown('ownPrinters')?.find(({ name }) => name === QUEUE);
    if (!shared) throw new Error('The printer is not shared.');
    const began = Date.now();
    const room = async (): Promise<void> => {
      const underWay = (): number =>
        senders.reduce((sum, one) => sum + one.sent.length, 0) - came();
      while (!signal.aborted && underWay() > UNDER_WAY) await delay(50);
    };
    const came = (): number => new Set(printer?.printed().map(({ sha256 }) => sha256)).size;
    const senders = pcs.slice(0, SENDERS).map(
      (pc, i) =>
        new Sender({
          lab: office.lab,
          pc,
          seed,
          jobs: Math.floor(jobs / SENDERS) + (i < jobs % SENDERS ? 1 : 0),
          printer: { device: owner.id, id: shared.id },
          room,
        }),
    );
    const adversary = new Adversary({ lab: office.lab, pcs, disks, printer }, seed);
    adversary.start();
    const report = setInterval(() => {
      const sent = senders.reduce((sum, one) => sum + one.sent.length, 0);
      const seconds = Math.round((Date.now() - began) / 1000);
      print(`${seconds} s: ${sent} acknowledged, ${came()} came out`);
    }, 10_000);
    try {
      await Promise.all(senders.map((sender) => sender.run(signal)));
      // Some are still under way: they are struck as well.
      await delay(2000);
    } finally {
      await adversary.stop();
    }
    if (!signal.aborted) print('all acknowledged and everything mended');
    const asked = await untilDone(pcs, adversary, printer, signal).finally(() =>
      clearInterval(report),
    );
    const sent = senders.map((sender) => sender.sent);
    const unknown = senders.flatMap((sender) => sender.unknown);
    const result: AdversaryResult = {
      ...judge(sent, unknown, printer.printed(), asked),
      acknowledged: sent.flat().length,
      printed: printer.printed().length,
      unacknowledged: unknown.length,
      asked,
      refused: pcs
        .flatMap((pc) => jobsOf(pc))
        .filter(({ job }) => job.state === 'aborted')
        .map(({ role, job }) => `${role} ${job.name}: ${job.message}`),
      blows: adversary.counts,
      faults: adversary.faults,
      seconds: (Date.now() - began) / 1000,
    };
    sound = faultsOf(result).length === 0;
    return result;
  } finally {
    await printer?.stop();
    const { folder } = office;
    if (printer && !sound && !signal.aborted) {
      const kept = keepLogs(pcs, `adversary-${seed}`);
      cpSync(join(folder, 'printer', 'printed.log'), join(kept, 'printed.log'));
      print(`logs are in ${kept}`);
    }
    await office.destroy().catch(() => undefined);
    for (const disk of disks.values()) disk.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp(office: LabOffice, kind: AdversaryOptions['printer']): Promise<StruckPrinter> {
  const owner = office.pc(OWNER);
  const folder = join(office.folder, 'printer');
  if (kind === 'cups') {
    const made = await cupsPrinter(folder, QUEUE);
    owner.env['CUPS_SERVER'] = made.cups.socketPath;
    await office.join(OWNER);
    const shared = await owner.cli('printer', 'share', QUEUE, '--json');
    if (shared.code !== 0) throw new Error(shared.stderr);
    return untilSeen(office, made);
  }
  const { lab } = office;
  const made = await evePrinter(lab.pc(OWNER + 1), folder, lab.address(OWNER + 1));
  await office.join(OWNER);
  await owner.call(api.addPrinter, { body: { uri: made.uri, name: QUEUE } });
  return untilSeen(office, made);
}

async function untilSeen<P extends StruckPrinter>(office: LabOffice, printer: P): Promise<P> {
  for (const { number } of office.pcs.slice(0, SENDERS))
    await office.pc(number).until('printers', (list) => list.some((p) => p.name === QUEUE), 10_000);
  const own = office.pc(OWNER);
  await own.until('ownPrinters', (list) => list.some((p) => p.name === QUEUE), 10_000);
  return printer;
}

/** Waits until every job has ended; answers as a person who looks at the printer's tray. */
async function untilDone(
  pcs: readonly LabPc[],
  { killedWith, brokenOff }: Adversary,
  printer: StruckPrinter,
  signal: AbortSignal,
): Promise<Asked[]> {
  const owner = pcs.at(-1);
  const asked = new Map<string, Asked>();
  let last = '';
  let still = Date.now();
  if (!owner) return [];
  while (!signal.aborted) {
    const open = pcs.flatMap((pc) => jobsOf(pc).filter(({ stage }) => stage !== 'done'));
    if (open.length === 0) break;
    for (const { role, stage, job } of open) {
      if (role !== 'received' || stage !== 'uncertain' || asked.has(job.id)) continue;
      const title = job.name;
      const printed = printer.printed().some((one) => one.title.startsWith(`${title} [`));
      const explained = killedWith.has(job.id) ? 'killed' : brokenOff.has(job.id) && 'broken off';
      asked.set(job.id, { title, printed, explained, why: job.message });
      const params = { id: job.id };
      if (printed) await owner.call(api.cancelJob, { params });
      else await owner.call(api.releaseJob, { params, query: {} });
    }
    const now = JSON.stringify(open.map(({ job, stage }) => [job.id, stage]));
    if (now !== last) still = Date.now();
    last = now;
    if (Date.now() - still > STILL_MS) {
      const [first] = open;
      const what = `${open.length} jobs, such as ${first?.role} ${first?.job.name}`;
      throw new Error(`Stuck: ${what}, ${first?.stage}: ${first?.job.message}`);
    }
    await delay(250);
  }
  return Array.from(asked.values());
}
