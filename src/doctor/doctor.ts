/** One examination: facts, checks, matrix. Whoever asks while one is under way gets its result. */
import type { DoctorReport } from '../model/doctor.ts';
import { isFinding, sightMatrix } from './blocker.ts';
import { runChecks } from './check.ts';
import { CHECKS } from './checks/all-checks.ts';
import type { Facts } from './facts.ts';

export interface Examination {
  facts: Facts;
  report: DoctorReport;
}

export interface DoctorOptions {
  version: string;
  /** Name and release of the operating system. */
  systemName: string;
  /** Collects the facts; takes some seconds. */
  gather: () => Promise<Facts>;
}

export class Doctor {
  readonly #options: DoctorOptions;
  #running: Promise<Examination> | undefined;

  constructor(options: DoctorOptions) {
    this.#options = options;
  }

  /** Rejects only where the facts cannot be collected at all. */
  examine(): Promise<Examination> {
    this.#running ??= this.#examine().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #examine(): Promise<Examination> {
    const { version, systemName, gather } = this.#options;
    const facts = await gather();
    return { facts, report: reportOf(facts, version, systemName) };
  }
}

/** What the facts mean. */
export function reportOf(facts: Facts, version: string, systemName: string): DoctorReport {
  const checks = runChecks(CHECKS, facts);
  const matrix =
    facts.running && facts.inWorkgroup
      ? sightMatrix(facts.members, facts.firewall?.program ?? null)
      : null;
  return {
    at: facts.now,
    version,
    system: systemName,
    ok:
      checks.every(({ state }) => state !== 'problem') &&
      !(matrix?.sights.some((sight) => isFinding(sight)) ?? false),
    checks,
    matrix,
  };
}
