/** What became of the other members, in words for the person of this PC. */
import type { DeviceId } from '../model/id.ts';
import type { MembershipNews } from '../model/workgroup.ts';
import type { Departure, Membership } from './membership.ts';

/** The newest are kept. */
export const KEPT_NEWS = 100;

export interface NewsContext {
  self: DeviceId;
  /** Milliseconds since 1970. */
  time: number;
  /** What the others call themselves now, where it is known; asked for only if there is news. */
  peerNames: () => ReadonlyMap<DeviceId, string>;
}

/** What two verdicts differ in, for everybody but this PC itself. Nothing for the first verdict. */
export function newsBetween(
  before: Membership,
  after: Membership,
  { self, time, peerNames }: NewsContext,
): MembershipNews[] {
  if (!before.members.has(self)) return [];
  const gone = Array.from(before.members.keys()).filter(
    (id) => id !== self && !after.members.has(id),
  );
  const come = Array.from(after.members.values()).filter(({ id }) => !before.members.has(id));
  if (gone.length === 0 && come.length === 0) return [];
  const names = peerNames();
  const called = (id: DeviceId | null): string => {
    if (id === self) return 'this PC';
    return (id && (names.get(id) ?? after.names.get(id))) || 'another PC';
  };
  const about = (device: DeviceId, what: MembershipNews['what'], text: string): MembershipNews => ({
    time,
    what,
    device,
    text: text.charAt(0).toUpperCase() + text.slice(1),
  });
  return [
    ...come.map(({ id, admittedBy }) =>
      about(id, 'joined', `${called(admittedBy)} let ${called(id)} in.`),
    ),
    ...gone.map((id) => {
      const departure = after.departed.get(id) ?? { reason: 'void' as const, by: null };
      return about(id, departure.reason, goneText(called(id), departure, called));
    }),
  ];
}

function goneText(
  name: string,
  { reason, by }: Departure,
  called: (id: DeviceId | null) => string,
): string {
  switch (reason) {
    case 'left':
      return `${name} left the workgroup.`;
    case 'removed':
      return `${called(by)} removed ${name}.`;
    case 'forked':
      return (
        `${name} was put out, because it was restored from a backup or copied and the two ` +
        'contradict each other. It can join again with a new code.'
      );
    case 'void':
      return (
        `${name} is out, because ${called(by)}, which let it in, was put out before that. ` +
        'It can join again with a new code.'
      );
  }
}
