/**
 * What befalls the office of the soak, round by round. The rounds follow from seed and number of
 * PCs alone, never from how long anything took, so that a seed repeats them.
 */
import { Random } from './random.ts';

/** Faults of one PC. */
export type PcFault =
  | 'cut'
  | 'silent cut'
  | 'isolated'
  | 'killed'
  | 'stopped'
  | 'frozen'
  | 'killed and started'
  | 'stopped and started'
  | 'flapping cable'
  | 'readdressed';

/** Faults of the whole LAN. */
export type LanFault =
  | 'none'
  | 'loss'
  | 'no multicast'
  | 'partition'
  | 'all readdressed'
  | 'second adapters';

export interface Round {
  number: number;
  lan: LanFault;
  /** Percent of the frames, for `loss`. */
  loss: number;
  /** One side of a partition, or the PCs with second adapters. */
  group: number[];
  pcs: { number: number; fault: PcFault }[];
  /** How long it stays so before anything is looked at, in ms. */
  holdMs: number;
}

/** These are never ended, so that their memory can be watched over the whole run. */
export function keptPcs(pcs: number): number[] {
  return Array.from({ length: Math.ceil(pcs / 3) }, (_, i) => i + 1);
}

const ANY_PC: readonly [PcFault, ...PcFault[]] = [
  'cut',
  'silent cut',
  'isolated',
  'frozen',
  'flapping cable',
  'readdressed',
];
const MORTAL_PC: readonly [PcFault, ...PcFault[]] = [
  ...ANY_PC,
  'killed',
  'stopped',
  'killed and started',
  'stopped and started',
  'killed and started',
];
const LAN: readonly [LanFault, ...LanFault[]] = [
  'none',
  'none',
  'none',
  'loss',
  'no multicast',
  'partition',
  'all readdressed',
  'second adapters',
];

export function* rounds(seed: number, pcs: number): Generator<Round> {
  const random = new Random(seed);
  const all = Array.from({ length: pcs }, (_, i) => i + 1);
  const kept = keptPcs(pcs);
  for (let number = 1; ; number++) {
    const lan = random.pick(LAN);
    const count = random.between(lan === 'none' ? 1 : 0, Math.max(1, Math.floor(pcs / 3)));
    const struck = random.some(all, count);
    const faults = struck.map((pc) => ({
      number: pc,
      fault: random.pick(kept.includes(pc) ? ANY_PC : MORTAL_PC),
    }));
    yield {
      number,
      lan,
      loss: random.between(5, 25),
      group: random.some(all, random.between(2, Math.max(2, Math.floor(pcs / 2)))),
      pcs: faults,
      holdMs: random.between(0, 8) * 1000,
    };
  }
}

/** One line for the timeline. */
export function describeRound({ lan, loss, group, pcs, holdMs }: Round): string {
  const words = pcs.map(({ number, fault }) => `${number} ${fault}`);
  if (lan === 'loss') words.unshift(`${loss} % loss`);
  else if (lan === 'partition') words.unshift(`${group.join(',')} apart from the others`);
  else if (lan === 'second adapters') words.unshift(`second adapters in ${group.join(',')}`);
  else if (lan !== 'none') words.unshift(lan);
  return `${words.join('; ')} (for ${holdMs / 1000} s)`;
}
