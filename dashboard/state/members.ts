/** The order in which people see the PCs, and whether each is there. */
import { formatLocale } from '../locale/localization.ts';
import type { Presence } from '../../src/model/presence.ts';
import type { Printer } from '../../src/model/printer.ts';
import type { Member } from '../../src/model/workgroup.ts';
import { presenceWord } from '../words/presence.ts';
import { printerWords, type Words } from '../words/printing.ts';
import { office } from './office.ts';

const names = new Intl.Collator(formatLocale, { numeric: true });
const RANK: Record<Presence, number> = { online: 0, asleep: 1, offline: 2 };

/** Members and peers come as two topics: for a moment one may know more than the other. */
export function presenceOf(member: Member): Presence {
  if (member.online) return 'online';
  return office.peer(member.id)?.presence === 'asleep' ? 'asleep' : 'offline';
}

/** Of a printer at a PC that is away nothing is known but that. */
export function printerState(printer: Printer): Words {
  const member = office.get('members')?.find(({ id }) => id === printer.device);
  if (!member || member.online) return printerWords(printer);
  return { text: presenceWord(presenceOf(member)), tone: 'plain' };
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
