/** A file or folder of a share that comes along with a message, as a link to its page. */
import { statEntry } from '../../src/api/local.ts';
import { HallwayError } from '../../src/base/errors.ts';
import { lastSegment } from '../../src/base/safe-path.ts';
import type { Attachment } from '../../src/model/talk.ts';
import type { LocalClient } from './local-client.ts';
import { findPlace, shareParams } from './remote-path.ts';
import { listDevices } from './resolve.ts';

/** Throws `path.not_found` for what is not there, `request.invalid` for what leads nowhere for others. */
export async function attachmentOf(client: LocalClient, wanted: string): Promise<Attachment> {
  const place = await findPlace(client, wanted);
  const { device, share, path } = place;
  const known = (await listDevices(client)).find(({ id }) => id === device.id);
  if (known?.server === true)
    throw new HallwayError(
      'request.invalid',
      'Others cannot open what a file server shows to you alone.',
      { fix: 'Give it to them with `hallway send`.' },
    );
  const params = shareParams(place);
  const folder =
    path === '' || (await client.call(statEntry, { params, query: { path } })).kind === 'folder';
  const name = path === '' ? share.name : lastSegment(path);
  return { kind: 'file', device: device.id, share: share.id, path, name, folder };
}
