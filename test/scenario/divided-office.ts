/**
 * An office of twelve, two more PCs standing by, whose LAN breaks into two halves: each half lets
 * in a newcomer and puts out a member of the other half; then they meet again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import * as api from '../../src/api/local.ts';
import type { LabOffice, LabPc } from './lab-office.ts';
import { untilTrue, type Belongings } from './office-truth.ts';

const LEFT = [1, 2, 3, 4, 5, 6, 13];
const RIGHT = [7, 8, 9, 10, 11, 12, 14];
/** Put out by the other side: each does not learn of it before they meet. */
const OUT = [6, 12];
const MEET_MS = 30_000;

/** Holds the halves apart for `ms` at least; how many seconds all took to agree after they met. */
export async function divideAndMeet(
  office: LabOffice,
  belongings: Belongings,
  ms: number,
): Promise<number> {
  const { lab } = office;
  const since = Date.now();
  await lab.partition(LEFT, RIGHT);
  const pcs = (numbers: readonly number[]): LabPc[] => numbers.map((number) => office.pc(number));
  const all = [...LEFT, ...RIGHT];
  const sideOf = (pc: LabPc): boolean => LEFT.includes(pc.number);
  const apart = (one: LabPc, other: LabPc): boolean => sideOf(one) === sideOf(other);

  const side = async (numbers: readonly number[], newcomer: number, out: number): Promise<void> => {
    const old = numbers.filter((number) => number !== newcomer);
    const truth = { members: office.pcs.slice(0, 12), linked: apart, belongings };
    await untilTrue(pcs(old), truth, MEET_MS);
    const [host = 0, remover = 0] = old;
    await office.letIn(host, newcomer);
    const device = office.pc(out).id;
    await office.pc(remover).call(api.removeMember, { params: { device }, query: {} });
    const left = all.filter((number) => number !== out && number !== 27 - newcomer);
    // What a newcomer never met, it cannot list: the other side's printers and folders.
    const near = new Map(Array.from(belongings).filter(([id]) => idsOf(pcs(numbers)).has(id)));
    const known = { members: pcs(left), linked: apart };
    await untilTrue(pcs(old), { ...known, belongings }, MEET_MS);
    await untilTrue(pcs([newcomer]), { ...known, belongings: near }, MEET_MS);
  };
  await Promise.all([side(LEFT, 13, 12), side(RIGHT, 14, 6)]);
  await delay(Math.max(0, ms - (Date.now() - since)));

  const met = Date.now();
  await lab.heal();
  const members = pcs(all.filter((number) => !OUT.includes(number)));
  const at = await untilTrue(members, { members, linked: () => true, belongings }, MEET_MS);
  for (const pc of pcs(OUT)) await pc.until('status', (s) => s.workgroup === null, MEET_MS);
  return (Math.max(at, met) - met) / 1000;
}

function idsOf(pcs: readonly LabPc[]): Set<string> {
  return new Set(pcs.map(({ id }) => id));
}
