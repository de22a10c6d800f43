/** An office whose PCs and LAN are struck by the rounds of a schedule, and what is then the truth. */
import { setTimeout as delay } from 'node:timers/promises';
import type { LabOffice, LabPc } from '../scenario/lab-office.ts';
import { belongingsOf, type Belongings, type Truth } from '../scenario/office-truth.ts';
import type { PcFault, Round } from './schedule.ts';

const FLAPS = 3;
const FLAP_MS = 400;

export class BatteredOffice {
  readonly office: LabOffice;
  readonly #belongings: Belongings;
  /** With which others the first adapter of a PC is on one switch. */
  readonly #segments = new Map<LabPc, string>();
  readonly #secondAdapters = new Set<LabPc>();
  readonly #frozen = new Set<LabPc>();
  #lossy = false;

  constructor(office: LabOffice) {
    this.office = office;
    this.#belongings = belongingsOf(office.pcs);
  }

  /** PCs whose agent runs, and can be asked. */
  awake(): LabPc[] {
    return this.office.pcs.filter((pc) => pc.running && !this.#frozen.has(pc));
  }

  truth(): Truth {
    return {
      members: this.office.pcs,
      belongings: this.#belongings,
      linked: (one, other) => {
        const awake = this.awake();
        if (!awake.includes(one) || !awake.includes(other)) return false;
        const together =
          this.#segment(one) === this.#segment(other) ||
          (this.#secondAdapters.has(one) && this.#secondAdapters.has(other));
        return together && this.#lossy ? undefined : together;
      },
    };
  }

  async strike({ lan, loss, group, pcs }: Round): Promise<void> {
    const { lab } = this.office;
    if (lan === 'loss') {
      this.#lossy = true;
      await lab.loss('all', loss);
    } else if (lan === 'no multicast') await lab.noMulticast(true);
    else if (lan === 'partition') {
      await lab.partition(group);
      for (const number of group) this.#segments.set(this.office.pc(number), 'apart');
    } else if (lan === 'all readdressed')
      await Promise.all(this.office.pcs.map(({ number }) => lab.readdress(number)));
    else if (lan === 'second adapters')
      for (const number of group) {
        await lab.secondNic(number);
        this.#secondAdapters.add(this.office.pc(number));
      }
    await Promise.all(pcs.map(({ number, fault }) => this.#hit(this.office.pc(number), fault)));
  }

  /**
   * Everything as it was: all plugged in, all running. Resolves with the time from which on the
   * agents could find each other: when the LAN was whole, and the last agent ready.
   */
  async mend(): Promise<number> {
    const { lab, pcs } = this.office;
    await lab.heal();
    this.#segments.clear();
    if (this.#lossy) await lab.loss('all', 0);
    this.#lossy = false;
    await lab.noMulticast(false);
    for (const pc of this.#frozen) await lab.thaw(pc.number);
    this.#frozen.clear();
    for (const pc of this.#secondAdapters) await lab.removeSecondNic(pc.number);
    this.#secondAdapters.clear();
    const whole = Date.now();
    return Math.max(whole, await this.office.start(pcs.filter((pc) => !pc.running)));
  }

  async #hit(pc: LabPc, fault: PcFault): Promise<void> {
    const { lab } = this.office;
    const alone = `alone ${pc.number}`;
    switch (fault) {
      case 'cut':
      case 'silent cut':
        await lab.cut(pc.number, { silent: fault === 'silent cut' });
        this.#segments.set(pc, alone);
        return;
      case 'isolated':
        await lab.isolate(pc.number);
        this.#segments.set(pc, alone);
        return;
      case 'readdressed':
        await lab.readdress(pc.number);
        return;
      case 'flapping cable':
        for (let i = 0; i < FLAPS; i++) {
          await lab.cut(pc.number);
          await delay(FLAP_MS);
          await lab.heal(pc.number);
          await delay(FLAP_MS);
        }
        this.#segments.delete(pc);
        return;
      case 'frozen':
        this.#frozen.add(pc);
        await lab.freeze(pc.number);
        return;
      case 'killed':
      case 'killed and started':
        await pc.end('SIGKILL');
        break;
      case 'stopped':
      case 'stopped and started':
        await pc.end();
        break;
    }
    if (fault.endsWith('started')) await pc.start();
  }

  #segment(pc: LabPc): string {
    return this.#segments.get(pc) ?? 'office';
  }
}
