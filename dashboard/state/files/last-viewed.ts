/** Which file was looked at last, so that its folder comes back where the person left it. */
import { isSameSpot, type Spot } from './folder-changes.ts';

let last: { folder: Spot; name: string } | undefined;

export function viewed(folder: Spot, name: string): void {
  last = { folder, name };
}

/** Its name, once, if it is in this folder. */
export function takeViewed(folder: Spot): string | undefined {
  if (!last || !isSameSpot(last.folder, folder)) return undefined;
  const { name } = last;
  last = undefined;
  return name;
}
