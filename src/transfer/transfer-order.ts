/** Whether an order to get a file makes sense, before anything of it is begun. */
import { lstat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { HallwayError } from '../base/errors.ts';
import { displayText } from '../base/text.ts';
import type { DeviceId } from '../model/id.ts';
import type { TransferOrder } from '../model/transfer.ts';
import { alreadyThere } from './partial-file.ts';

/** Throws `path.exists`, `path.not_found`, `request.invalid`. */
export async function requireOrder(
  { target, device }: TransferOrder,
  { self, isMember }: { self: DeviceId; isMember: (device: DeviceId) => boolean },
): Promise<void> {
  if (!isAbsolute(target) || target.includes('\0'))
    throw new HallwayError('request.invalid', 'The target must be given by its whole path.');
  if (device === self || !isMember(device))
    throw new HallwayError('request.invalid', 'Only files of another member come in pieces.');
  if (await lstat(target).catch(() => undefined)) throw alreadyThere(target);
  if (await lstat(dirname(target)).catch(() => undefined)) return;
  throw new HallwayError(
    'path.not_found',
    `There is no folder ${displayText(dirname(target), 300)} to put it into.`,
  );
}
