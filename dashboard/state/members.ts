/** The order in which people see the PCs. */
import type { Member } from '../../src/model/workgroup.ts';

const names = new Intl.Collator(undefined, { numeric: true });

/** This PC first, then those that are online, each by name. */
export function inOrder(members: readonly Member[]): Member[] {
  return members.toSorted(
    (a, b) =>
      Number(b.self) - Number(a.self) ||
      Number(b.online) - Number(a.online) ||
      names.compare(a.name, b.name),
  );
}
