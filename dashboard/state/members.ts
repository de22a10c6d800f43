/** The order in which people see the PCs, and whether each is there. */
import type { Presence } from '../../src/model/presence.ts';
import type { Member } from '../../src/model/workgroup.ts';
import { office } from './office.ts';

const names = new Intl.Collator(undefined, { numeric: true });
const RANK: Record<Presence, number> = { online: 0, asleep: 1, offline: 2 };

/** Members and peers come as two topics: for a moment one may know more than the other. */
export function presenceOf(member: Member): Presence {
  if (member.online) return 'online';
  return office.peer(member.id)?.presence === 'asleep' ? 'asleep' : 'offline';
}

/** This PC first, then those that are online, asleep, offline, each by name. */
export function inOrder(members: readonly Member[]): Member[] {
  return members.toSorted(
    (a, b) =>
      Number(b.self) - Number(a.self) ||
      RANK[presenceOf(a)] - RANK[presenceOf(b)] ||
      names.compare(a.name, b.name),
  );
}
