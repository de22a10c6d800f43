/** `DEVICE/SHARE/PATH` as a person types it, and the place in a share that it names. */
import { HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import type { Device } from '../../src/model/device.ts';
import type { Share } from '../../src/model/share.ts';
import { UsageError } from './command.ts';
import type { LocalClient } from './local-client.ts';
import { findShare } from './resolve.ts';

export interface RemotePlace {
  readonly device: Device;
  readonly share: Share;
  /** Slash-separated, empty for the share's root. */
  readonly path: string;
}

/** The device, the share and the path of a typed text; parts that are missing are empty. */
export function splitRemotePath(text: string): { device: string; share: string; path: string } {
  const [device = '', share = '', ...rest] = text.split('/');
  const segments = rest.filter((segment) => segment !== '');
  if (segments.some((segment) => segment === '.' || segment === '..'))
    throw new UsageError('A path in a share has no "." or ".." in it.');
  return { device, share, path: segments.join('/') };
}

/** Resolves a typed `DEVICE/SHARE[/PATH]`. The path itself need not exist. */
export async function findPlace(client: LocalClient, text: string): Promise<RemotePlace> {
  const { device, share, path } = splitRemotePath(text);
  if (device === '' || share === '')
    throw new UsageError(
      `"${displayText(text, 300)}" should look like DEVICE/SHARE/PATH. \`hallway ls\` lists the devices.`,
    );
  return { ...(await findShare(client, device, share)), path };
}

/** The error for a place at which nothing stands. */
export function nothingThere({ path, share }: RemotePlace): HallwayError {
  return new HallwayError(
    'path.not_found',
    `There is no ${displayText(path, 300)} in ${displayText(share.name)}.`,
    { fix: '`hallway ls DEVICE/SHARE` shows what is there.' },
  );
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Parameters of the share endpoints for a place. */
export function shareParams(place: RemotePlace): { device: string; share: string } {
  return { device: place.device.id, share: place.share.id };
}
