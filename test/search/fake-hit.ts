/** Hits as PCs tell them, for what merges them. */
import type { SearchHit } from '../../src/model/search.ts';

export const SHARE = 'c'.repeat(16);

/** `holders` from the rest; `device` names the PC, too. */
export function fakeHit(device: string, path: string, more: Partial<SearchHit> = {}): SearchHit {
  const told = { device, deviceName: device, share: SHARE, shareName: 'Papers' };
  const { root } = more;
  return {
    ...told,
    person: '',
    path,
    kind: 'document',
    size: 2048,
    modified: 1000,
    snippet: '',
    score: 0.7,
    content: '',
    holders: [{ ...told, path, ...(root === undefined ? {} : { root }) }],
    ...more,
  };
}
