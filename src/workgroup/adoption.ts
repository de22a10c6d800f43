/** Checks the log that a newcomer is handed, from its genesis to its own admission. */
import { HallwayError } from '../base/errors.ts';
import { deviceIdOf } from '../identity/device-id.ts';
import type { DeviceId } from '../model/id.ts';
import { StatementLog } from './log/log.ts';
import { foldMembership } from './membership.ts';

/** The log of `workgroup`; throws `log.invalid`, `pairing.untrusted` or `workgroup.removed`. */
export function logOfInvitation(
  workgroup: string,
  texts: readonly string[],
  inviterSpki: Uint8Array,
  self: DeviceId,
): StatementLog {
  const log = new StatementLog(workgroup);
  for (const text of texts) {
    const result = log.add(text);
    if (result.outcome === 'invalid') throw unsound(result.reason);
  }
  const { members, departed } = foldMembership(log);
  const inviter = deviceIdOf(inviterSpki);
  // What else is missing comes with the first exchange.
  const lacking = log.waiting > 0 && (!members.has(inviter) || !members.has(self));
  if (!log.genesis || lacking) throw unsound('Parts of it are missing.');
  if (!members.has(inviter))
    throw new HallwayError('pairing.untrusted', 'The inviting PC is not a member itself.', {
      fix: 'Ask another PC of the workgroup for a code.',
    });
  const departure = departed.get(self);
  if (departure && departure.reason !== 'void')
    throw new HallwayError('workgroup.removed', 'This PC was removed from that workgroup.', {
      fix: 'Join again with a new key.',
    });
  if (!members.has(self))
    throw new HallwayError('pairing.untrusted', 'The inviting PC did not let this PC in.', {
      fix: 'Try again with a new code.',
    });
  return log;
}

function unsound(why: string): HallwayError {
  return new HallwayError('log.invalid', `The workgroup's log is not sound. ${why}`, {
    fix: 'Ask another PC of the workgroup for a code.',
  });
}
