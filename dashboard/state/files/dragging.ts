/**
 * Files that are dragged: out of the page onto the desktop, where Chromium and Edge fetch them by an
 * address that is asked for when the button goes down, and within it, into another folder.
 */
import { createArchiveAddress, createContentAddress } from '../../../src/api/local.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { ask } from '../../data/agent-client.ts';
import type { Cut } from './clipboard.ts';
import { place, soon } from './deeds.ts';
import { pathIn, type Spot } from './folder-changes.ts';

/** Of what is dragged within the page; the page itself knows what it is. */
const INSIDE = 'application/x-hallway-files';

interface Dragged {
  readonly from: Spot;
  readonly entries: readonly Entry[];
  /** For what is outside of the page, once the agent told it. */
  address?: string;
}

class Dragging {
  #dragged: Dragged | undefined;

  /** The button went down on what may come to be dragged. */
  prepare(from: Spot, entries: readonly Entry[]): void {
    const dragged: Dragged = { from, entries };
    this.#dragged = dragged;
    const params = { device: from.device, share: from.share };
    const paths = entries.map(({ name }) => pathIn(from, name));
    const [path = ''] = paths;
    const asked = isOneFile(entries)
      ? ask(createContentAddress, { params, query: { path } })
      : ask(createArchiveAddress, { params, body: { paths, format: 'zip' } });
    // Without an address it can still be dragged within the page.
    asked.then(({ url }) => (dragged.address = url)).catch(() => {});
  }

  start({ dataTransfer }: DragEvent): void {
    const dragged = this.#dragged;
    if (!dragged || !dataTransfer) return;
    dataTransfer.effectAllowed = 'copyMove';
    dataTransfer.setData(INSIDE, '');
    if (dragged.address === undefined) return;
    const type = isOneFile(dragged.entries) ? 'application/octet-stream' : 'application/zip';
    dataTransfer.setData('DownloadURL', `${type}:${nameOf(dragged)}:${dragged.address}`);
  }

  /** Whether this is a drag of files of the page, which may go into `folder`. */
  mayDrop({ dataTransfer }: DragEvent, folder: string): boolean {
    if (!dataTransfer?.types.includes(INSIDE)) return false;
    return this.#dragged?.entries.some(({ name }) => name === folder) === false;
  }

  isInside({ dataTransfer }: DragEvent): boolean {
    return dataTransfer?.types.includes(INSIDE) === true;
  }

  /** Moves what is dragged, or copies it where Ctrl is held. */
  drop({ ctrlKey }: DragEvent, to: Spot): void {
    const dragged = this.#dragged;
    this.#dragged = undefined;
    if (!dragged) return;
    const verb: Cut['verb'] = ctrlKey ? 'copy' : 'move';
    const names = dragged.entries.map(({ name }) => name);
    soon(() => place({ verb, from: dragged.from, names }, to));
  }
}

export const dragging = new Dragging();

function isOneFile(entries: readonly Entry[]): boolean {
  return entries.length === 1 && entries[0]?.kind === 'file';
}

/** As the file manager is to call it; a colon would end the name. */
function nameOf({ entries }: Dragged): string {
  const name = (entries[0]?.name ?? '').replaceAll(/[:/\\]/g, '_');
  return isOneFile(entries) ? name : `${name}.zip`;
}
