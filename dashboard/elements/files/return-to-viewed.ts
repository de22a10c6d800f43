/** Whoever comes back from a file finds its folder as it was left. */
import type { LitElement } from 'lit';
import type { Spot } from '../../state/files/folder-changes.ts';
import { takeViewed } from '../../state/files/last-viewed.ts';
import type { HallwayFileList } from './hallway-file-list.ts';

/** Called when `page` gets the entries of `folder`. */
export async function returnToViewed(page: LitElement, folder: Spot): Promise<void> {
  await page.updateComplete;
  const list = page.renderRoot.querySelector<HallwayFileList>('hallway-file-list');
  const name = list ? takeViewed(folder) : undefined;
  const index = list?.entries.findIndex((entry) => entry.name === name) ?? -1;
  if (name !== undefined && index >= 0) await list?.focusEntry(index);
}
