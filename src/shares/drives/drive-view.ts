/** Drives as the dashboard and the command line see them. */
import { stat } from 'node:fs/promises';
import { displayName } from '../../base/text.ts';
import type { Drive } from '../../model/drive.ts';
import type { OwnShare } from '../../model/share.ts';
import { isAtOrBelow } from '../share-rules.ts';
import type { DriveOffer } from './drive-offers.ts';
import type { SystemDrive } from './drive-source.ts';

const BY_ID = 'id:';

/** What an offer is kept by. */
export function keyOf(drive: SystemDrive): string {
  return drive.key ?? BY_ID + drive.id;
}

/** Whether the same drive can be told from others when it comes back. */
export function isKnowable(key: string): boolean {
  return !key.startsWith(BY_ID);
}

/** What matters of the drives: free space changes all the time, and is asked for when it is shown. */
export function fingerprint(drives: readonly SystemDrive[]): string {
  return JSON.stringify(
    drives.map((drive) => [drive.id, drive.label, drive.mounted, drive.sizeBytes, drive.key]),
  );
}

export function plainTerms(drive: SystemDrive): Pick<DriveOffer, 'name' | 'access' | 'with'> {
  return { name: displayName(drive.label, 'Drive'), access: 'read', with: 'everyone' };
}

/** Shares of the drive or of folders on it. */
export function sharesOn({ mounted }: SystemDrive, own: readonly OwnShare[]): string[] {
  return mounted === null
    ? []
    : own.filter(({ path }) => isAtOrBelow(path, mounted)).map(({ id }) => id);
}

export function viewOf(
  { key, ...drive }: SystemDrive,
  own: readonly OwnShare[],
  offer: DriveOffer | undefined,
  asks: boolean,
): Drive {
  const share = own.find(({ path, image }) => path === drive.mounted && image !== true);
  return {
    ...drive,
    shared: share !== undefined,
    share: share?.id ?? null,
    choice: offer?.choice ?? null,
    knowable: key !== null,
    asks: asks && offer === undefined && share === undefined,
  };
}

/** The images that are open as drives. */
export function imageDrives(own: readonly OwnShare[]): Promise<Drive[]> {
  return Promise.all(
    own
      .filter(({ image }) => image === true)
      .map(async (share): Promise<Drive> => {
        const stats = await stat(share.path).catch(() => undefined);
        return {
          id: share.id,
          label: share.name,
          kind: 'image',
          removable: true,
          mounted: share.available ? share.path : null,
          sizeBytes: stats?.size ?? null,
          freeBytes: 0,
          filesystem: null,
          shared: true,
          share: share.id,
          choice: null,
          knowable: true,
          asks: false,
        };
      }),
  );
}
