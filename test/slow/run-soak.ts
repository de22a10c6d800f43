/**
 * A soak: an office of real agents is struck and mended, round after round. After each blow, and
 * after each mending, every PC must show the truth; no agent may end, fault or grow.
 */
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabOffice } from '../scenario/lab-office.ts';
import { untilTrue } from '../scenario/office-truth.ts';
import { AgentLogs } from './agent-logs.ts';
import { BatteredOffice } from './battered-office.ts';
import { describeRound, keptPcs, rounds } from './schedule.ts';
import { Watch, type Verdict, type Watched } from './watch.ts';

export interface SoakOptions {
  minutes: number;
  seed: number;
  pcs: number;
  /** Goes at once to this round of the seed. */
  from: number;
  /** Ends after this round, if not before. */
  to: number;
  /** Memory is looked at from then on in an agent's life. */
  warmUpMinutes: number;
  print: (line: string) => void;
  signal?: AbortSignal;
}

export interface SoakResult {
  rounds: number;
  violations: string[];
  /** Seconds until all showed the truth, after the blows and after the mendings. */
  struck: number[];
  mended: number[];
  verdicts: Verdict[];
  warnings: ReadonlyMap<string, number>;
}

/** Loads `collector.mjs` into an agent. */
const COLLECTOR = `--import=${new URL('collector.mjs', import.meta.url).href}`;
/** All show the truth this long after a blow or a mending, and still do so long after that. */
const SETTLE_MS = 10_000;
/** What was not true in time is waited for so long, to tell slow from never. */
const NEVER_MS = 60_000;

export async function runSoak(office: LabOffice, options: SoakOptions): Promise<SoakResult> {
  const { print, signal } = options;
  const result: SoakResult = {
    rounds: 0,
    violations: [],
    struck: [],
    mended: [],
    verdicts: [],
    warnings: new Map(),
  };
  const watch = new Watch(() => watched(office));
  const logs = new AgentLogs();
  const since = Date.now();
  const stamp = (): string => {
    const seconds = Math.round((Date.now() - since) / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
  };
  const say = (line: string): void => print(`${stamp()} ${line}`);
  const violated = (where: string, what: string): void => {
    result.violations.push(`${where}: ${what}`);
    // Times that a busy machine stretched accuse nobody.
    say(`VIOLATED ${where} (load ${loadavg()[0]?.toFixed(1)}): ${what}`);
  };

  // Every other of them, so that the rest shows an agent as it is.
  for (const number of keptPcs(options.pcs).filter((kept) => kept % 2 === 0))
    office.pc(number).env['NODE_OPTIONS'] = COLLECTOR;
  say(`${options.pcs} PCs, seed ${options.seed}, ${options.minutes} minutes`);
  await office.join();
  for (const { number } of office.pcs) await office.furnish(number, { printer: number % 3 === 0 });
  const battered = new BatteredOffice(office);

  /** Seconds until all show the truth; undefined if that took too long. */
  const settled = async (where: string, start = Date.now()): Promise<number | undefined> => {
    try {
      const left = start + SETTLE_MS - Date.now();
      const at = await untilTrue(battered.awake(), battered.truth(), left);
      return (at - start) / 1000;
    } catch (error) {
      violated(where, (error as Error).message);
    }
    const late = await untilTrue(battered.awake(), battered.truth(), NEVER_MS).catch(() => 0);
    say(late ? `  true after ${(late - start) / 1000} s` : '  not true in a minute more');
    return undefined;
  };
  const reckon = (where: string): void => {
    for (const fault of logs.faults(office.pcs)) violated(where, fault);
    for (const pc of office.pcs)
      for (const { code, signal: by } of pc.deaths.splice(0))
        violated(where, `${pc.name} ended by itself (${by ?? code})`);
  };

  const first = await settled('at the start');
  say(`joined; all show all after ${first} s`);
  watch.start();
  const until = since + options.minutes * 60_000;
  try {
    for (const round of rounds(options.seed, options.pcs)) {
      if (round.number > options.to || Date.now() > until || signal?.aborted) break;
      if (round.number < options.from) continue;
      const where = `round ${round.number}`;
      say(`${where}: ${describeRound(round)}`);
      await battered.strike(round);
      await delay(round.holdMs, undefined, { signal });
      const struck = await settled(`${where}, struck`);
      if (struck !== undefined) result.struck.push(struck);
      const mended = await settled(`${where}, mended`, await battered.mend());
      if (mended !== undefined) result.mended.push(mended);
      await delay(SETTLE_MS, undefined, { signal });
      await settledStill(`${where}, quiet`);
      await watch.lookInQuiet();
      reckon(where);
      result.rounds += 1;
      say(`  true ${seconds(struck)} after the blow, ${seconds(mended)} after the mending`);
    }
  } finally {
    watch.stop();
  }
  result.verdicts = watch.verdicts(options.warmUpMinutes * 60_000);
  for (const { complaints } of result.verdicts)
    for (const complaint of complaints) violated('at the end', complaint);
  result.warnings = logs.warnings;
  return result;

  /** In the quiet nothing may change any more. */
  async function settledStill(where: string): Promise<void> {
    await untilTrue(battered.awake(), battered.truth(), 0).catch((error: unknown) =>
      violated(where, (error as Error).message),
    );
  }
}

function watched(office: LabOffice): Watched[] {
  return office.pcs
    .filter((pc) => pc.running)
    .map((pc) => ({ name: pc.name, pid: pc.pid, collects: pc.env['NODE_OPTIONS'] === COLLECTOR }));
}

function seconds(value: number | undefined): string {
  return value === undefined ? 'too late' : `${value.toFixed(1)} s`;
}
