/** A group that is begun: of some colleagues, or of those of another group and more. */
import { HallwayError } from '../base/errors.ts';
import { displayName } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import { type GroupFacts, MAX_GROUP_MEMBERS } from '../model/talk.ts';
import { newKey } from './book.ts';
import type { Room } from './conversations.ts';

export interface NewGroup {
  name: string;
  others: readonly DeviceId[];
  /** The group that goes on with these people too. */
  after?: Room | undefined;
}

/**
 * Throws `request.invalid` for no name, nobody, too many or where `after` is no group,
 * `workgroup.unknown_device`.
 */
export function groupFacts(
  { name, others, after }: NewGroup,
  self: DeviceId,
  colleagues: readonly DeviceId[],
): GroupFacts {
  const clean = displayName(name, '');
  if (clean === '') throw new HallwayError('request.invalid', 'A group needs a name.');
  if (others.some((one) => one !== self && !colleagues.includes(one)))
    throw new HallwayError('workgroup.unknown_device', 'That PC is not in this workgroup.');
  if (after && after.kind !== 'group')
    throw new HallwayError('request.invalid', 'People are added to groups alone.', {
      fix: 'Begin a group.',
    });
  const before = after?.others() ?? [];
  if (after && others.every((one) => one === self || before.includes(one)))
    throw new HallwayError('request.invalid', 'All of them are in this group already.');
  const members = Array.from(new Set([self, ...before, ...others])).sort();
  if (members.length < 2)
    throw new HallwayError('request.invalid', 'A group needs somebody beside this PC.');
  if (members.length > MAX_GROUP_MEMBERS)
    throw new HallwayError('request.invalid', `A group has at most ${MAX_GROUP_MEMBERS} PCs.`);
  return { name: clean, members, nonce: newKey(), ...(after ? { after: after.id } : {}) };
}
