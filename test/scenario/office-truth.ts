/**
 * What every PC of an office must show: exactly those members, exactly those of them online that
 * run and can be reached, and the same printers and folders, usable where their PC is online.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { LabPc } from './lab-pc.ts';

/** Which resources belong to which device, by id. */
export type Belongings = ReadonlyMap<string, ReadonlySet<string>>;

export interface Truth {
  members: readonly LabPc[];
  /** Whether the agents of these two run and have a way to each other; undefined: either may be. */
  linked: (one: LabPc, other: LabPc) => boolean | undefined;
  belongings: Belongings;
}

const LOOK_EVERY_MS = 50;

/** Reads what each of these PCs says that it shares itself. */
export function belongingsOf(pcs: readonly LabPc[]): Belongings {
  return new Map(
    pcs.map((pc) => {
      const printers = (pc.shown('ownPrinters') ?? []).filter(({ shared }) => shared);
      const own = [...printers, ...(pc.shown('ownShares') ?? [])];
      return [pc.id, new Set(own.map(({ id }) => id))];
    }),
  );
}

/** What these PCs show otherwise than it is, one line each; none if all is as it should be. */
export function untruths(pcs: readonly LabPc[], truth: Truth): string[] {
  return pcs.flatMap((pc) => untruthsOf(pc, truth).map((what) => `${pc.name} ${what}`));
}

/** Resolves with the time at which all of them showed the truth; rejects with what is not so. */
export async function untilTrue(pcs: readonly LabPc[], truth: Truth, ms: number): Promise<number> {
  const until = Date.now() + ms;
  for (;;) {
    const wrong = untruths(pcs, truth);
    if (wrong.length === 0) return Date.now();
    if (Date.now() > until)
      throw new Error(`After ${ms} ms still not so:\n${wrong.slice(0, 30).join('\n')}`);
    await delay(LOOK_EVERY_MS);
  }
}

function untruthsOf(pc: LabPc, { members, linked, belongings }: Truth): string[] {
  const wrong: string[] = [];
  const nameOf = (id: string): string => members.find((m) => m.id === id)?.name ?? id.slice(0, 8);
  const shouldSee = (id: string): boolean | undefined => {
    if (id === pc.id) return true;
    const other = members.find((member) => member.id === id);
    return other && linked(pc, other);
  };

  const shown = pc.shown('members');
  const peers = pc.shown('peers');
  if (!shown || !peers) return ['shows nothing'];
  const all = members.map(({ id }) => id);
  const lists = { members: shown, peers };
  for (const [list, entries] of Object.entries(lists)) {
    const ids = entries.map(({ id }) => id);
    const wanted = list === 'peers' ? all.filter((id) => id !== pc.id) : all;
    for (const id of missing(wanted, ids)) wrong.push(`lacks ${nameOf(id)} among its ${list}`);
    for (const id of missing(ids, wanted))
      wrong.push(`has a stale ${nameOf(id)} among its ${list}`);
    for (const { id, online } of entries) {
      const should = shouldSee(id);
      if (should !== undefined && online !== should)
        wrong.push(`shows ${nameOf(id)} ${online ? 'online' : 'offline'} among its ${list}`);
    }
  }

  const resources = [
    ...(pc.shown('printers') ?? []).map((p) => ({ ...p, usable: p.state !== 'unknown' })),
    ...(pc.shown('shares') ?? []).map((s) => ({ ...s, usable: s.available })),
  ];
  const wanted = members.flatMap((m) =>
    Array.from(belongings.get(m.id) ?? [], (id) => key(m.id, id)),
  );
  const got = resources.map(({ device, id }) => key(device, id));
  for (const id of missing(wanted, got)) wrong.push(`lacks a resource of ${nameOf(deviceOf(id))}`);
  for (const id of missing(got, wanted))
    wrong.push(`has a stale resource of ${nameOf(deviceOf(id))}`);
  if (new Set(got).size !== got.length) wrong.push('lists a resource twice');
  for (const { device, name, usable } of resources) {
    const should = shouldSee(device);
    if (should !== undefined && usable !== should)
      wrong.push(`shows ${name} of ${nameOf(device)} ${usable ? '' : 'not '}usable`);
  }
  return wrong;
}

/** Ids are unique within a device only. */
const key = (device: string, id: string): string => `${device}/${id}`;
const deviceOf = (resource: string): string => resource.split('/')[0] ?? '';

function missing(wanted: readonly string[], got: readonly string[]): string[] {
  const there = new Set(got);
  return wanted.filter((id) => !there.has(id));
}
