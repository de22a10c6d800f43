/** How fast bytes of files may go out to a peer: each peer has its fair part. */
import type { Pace } from '../../src/base/pace.ts';
import type { DeviceId } from '../../src/model/id.ts';
import type { Office } from '../office.ts';

export function paceFor({ manners }: Office, device: DeviceId, urgent = true): Pace {
  return manners.up.of({ key: urgent ? device : `${device} pieces`, urgent });
}
