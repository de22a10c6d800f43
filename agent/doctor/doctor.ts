/** The doctor of a running agent: collects the facts, and makes the report. */
import { hostname, homedir, release, type, userInfo } from 'node:os';
import type { Clock } from '../../src/base/clock.ts';
import { Doctor } from '../../src/doctor/doctor.ts';
import type { Facts } from '../../src/doctor/facts.ts';
import { redactedReport, type Private } from '../../src/doctor/report.ts';
import type { DoctorReport } from '../../src/model/doctor.ts';
import { askMembers, type KnownSystems } from './doctor-members.ts';
import { examineSystem } from './doctor-system.ts';
import { lastLogLines } from './last-lines.ts';
import { systemProbes } from '../platform/system-probes.ts';
import type { Reception } from '../members/reception.ts';
import { VERSION } from '../version.ts';

export interface AgentDoctorOptions {
  home: string;
  reception: Reception;
  /** Tokens that are valid now; never shown. */
  tokens: () => readonly string[];
  clock: Clock;
}

export class AgentDoctor {
  readonly #options: AgentDoctorOptions;
  readonly #systems: KnownSystems = new Map();
  readonly #probes = systemProbes();
  readonly #doctor: Doctor;

  constructor(options: AgentDoctorOptions) {
    this.#options = options;
    this.#doctor = new Doctor({
      version: VERSION,
      systemName: systemName(),
      gather: () => this.#gather(),
    });
  }

  /** Takes five seconds at most. */
  async run(): Promise<DoctorReport> {
    return (await this.#doctor.examine()).report;
  }

  /** The same as text, without names, addresses or secrets. */
  async report(): Promise<string> {
    const { facts, report } = await this.#doctor.examine();
    const office = await this.#options.reception.office();
    const workgroup = office.workgroup.current();
    return redactedReport({
      report,
      facts,
      log: await lastLogLines(this.#options.home),
      private: {
        ...thisPerson(),
        workgroup: workgroup?.name ?? null,
        tokens: [
          ...this.#options.tokens(),
          ...[office.pairing.invitation()?.code ?? ''].filter((code) => code !== ''),
        ],
        ids: workgroup ? [workgroup.id] : [],
      },
    });
  }

  async #gather(): Promise<Facts> {
    const { home, reception, clock } = this.#options;
    const office = await reception.office();
    const { device, local } = await reception.status();
    office.discovery.refresh();
    const { after: members, ...system } = await examineSystem({
      home,
      running: true,
      ports: { peer: office.peerServer.port, local: local.port },
      adapters: office.adapters.current(),
      clock,
      probes: this.#probes,
      afterMulticast: () => askMembers(office, device, this.#systems),
    });
    return {
      now: Date.now(),
      system: process.platform,
      home,
      running: true,
      inWorkgroup: office.workgroup.current() !== null,
      self: device,
      adapters: office.adapters.all(),
      ...system,
      members: members ?? [],
      nearby: office.nearby.list(),
      printers: reception.printers(office),
      ownPrinters: office.printers.listOwn(),
      ownShares: office.shares.list(),
    };
  }
}

/** Name and release of the operating system, with the processor's kind. */
export function systemName(): string {
  return `${type()} ${release()} ${process.arch}`;
}

export function thisPerson(): Pick<Private, 'user' | 'userHome' | 'host'> {
  return { user: userInfo().username, userHome: homedir(), host: hostname() };
}
