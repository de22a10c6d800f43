/** A share of this PC as `share add`, `list` and `remove` show it. */
import type { OwnShare } from '../../src/model/share.ts';

export interface ShareDocument {
  name: string;
  path: string;
  kind: OwnShare['kind'];
  access: OwnShare['access'];
  /** `everyone`, or the ids of the devices that may use it. */
  with: OwnShare['with'];
}

export function shareDocument({ name, path, kind, access, with: who }: OwnShare): ShareDocument {
  return { name, path, kind, access, with: who };
}
