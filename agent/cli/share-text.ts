/** A share of this PC as `share add`, `list` and `remove` show it. */
import type { OwnShare } from '../../src/model/share.ts';
import { isoTime } from './output.ts';

export interface ShareDocument {
  name: string;
  path: string;
  kind: OwnShare['kind'];
  access: OwnShare['access'];
  /** `everyone`, or the ids of the devices that may use it. */
  with: OwnShare['with'];
  until: string | null;
  /** Others see hidden files. */
  hidden: boolean;
  /** Bytes, or null. */
  limit: number | null;
}

export function shareDocument(share: OwnShare): ShareDocument {
  const { name, path, kind, access, with: who, until, hidden, limit } = share;
  return { name, path, kind, access, with: who, until: isoTime(until), hidden, limit };
}
