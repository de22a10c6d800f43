/** Rows of a file list under the pointer while something is dragged. */
import type { Entry } from '../../../src/model/entry.ts';
import { dragging } from '../../state/files/dragging.ts';
import { pathIn, type Spot } from '../../state/files/folder-changes.ts';
import type { HallwayFileList } from './hallway-file-list.ts';

/** Marks the folder that something is held above, for its style. */
const OVER = 'data-over';

interface Row {
  readonly element: HTMLElement;
  readonly entry: Entry;
}

function rowOf(event: Event): Row | undefined {
  const list = event.currentTarget as HallwayFileList;
  for (const element of event.composedPath()) {
    if (!(element instanceof HTMLElement) || !element.draggable) continue;
    const index = element.querySelector<HTMLElement>('[data-row]')?.dataset['row'];
    const entry = index === undefined ? undefined : list.entries[Number(index)];
    if (entry) return { element, entry };
  }
  return undefined;
}

/** The folder that what is dragged may go into. */
function targetOf(event: DragEvent): Row | undefined {
  const row = rowOf(event);
  return row?.entry.kind === 'folder' && dragging.mayDrop(event, row.entry.name) ? row : undefined;
}

/** What a list of `spot` does with a drag; all of what is selected goes along. */
export const draggedRows = {
  down(event: PointerEvent, spot: Spot): void {
    const { entry } = rowOf(event) ?? {};
    const list = event.currentTarget as HallwayFileList;
    if (!entry || event.button !== 0 || event.pointerType === 'touch') return;
    const { selection, entries } = list;
    const all = selection.has(entry.name)
      ? entries.filter(({ name }) => selection.has(name))
      : [entry];
    dragging.prepare(spot, all);
  },
  start(event: DragEvent): void {
    dragging.start(event);
  },
  over(event: DragEvent): void {
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = event.ctrlKey ? 'copy' : 'move';
    target.element.setAttribute(OVER, '');
  },
  leave(event: DragEvent): void {
    rowOf(event)?.element.removeAttribute(OVER);
  },
  drop(event: DragEvent, spot: Spot): void {
    const target = targetOf(event);
    draggedRows.leave(event);
    if (!target) return;
    event.preventDefault();
    dragging.drop(event, { ...spot, path: pathIn(spot, target.entry.name) });
  },
};
