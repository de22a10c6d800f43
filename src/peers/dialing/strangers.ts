/** Who answers at an address that a person typed: a member, this PC itself, or a stranger. */
import { HallwayError } from '../../base/errors.ts';
import type { DeviceId } from '../../model/id.ts';
import { formatTarget } from '../../net/target-text.ts';
import type { Target } from '../../net/tls-link.ts';

/** Throws `workgroup.not_member`, or `request.invalid` for the own address. */
export function checkMember(
  device: DeviceId,
  target: Target,
  { self, members }: { self: DeviceId; members: { isMember(device: DeviceId): boolean } },
): void {
  if (device === self)
    throw new HallwayError('request.invalid', `${formatTarget(target)} is this PC itself.`, {
      fix: 'Type the address of another PC of the workgroup.',
    });
  if (!members.isMember(device))
    throw new HallwayError(
      'workgroup.not_member',
      `The PC at ${formatTarget(target)} is not a member of this workgroup.`,
      { fix: 'Check the address, or let that PC join first.' },
    );
}
