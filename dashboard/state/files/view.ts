/** How folders are shown: list or grid, and in which order. Kept in this browser. */
import { Emitter } from '../../../src/base/emitter.ts';
import type { Entry } from '../../../src/model/entry.ts';
import { endingOf } from '../../words/kinds.ts';

const KEY = 'hallway.files';
export const ORDERS = ['name', 'size', 'time', 'kind'] as const;
export type Order = (typeof ORDERS)[number];

export interface View {
  readonly look: 'list' | 'grid';
  readonly by: Order;
  /** From the last, largest or newest on. */
  readonly down: boolean;
}

class FolderView {
  readonly changes = new Emitter<{ view: undefined }>();
  #view = remembered();

  get view(): View {
    return this.#view;
  }

  change(part: Partial<View>): void {
    this.#view = { ...this.#view, ...part };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#view));
    } catch {
      // Some browsers keep nothing; then it holds for this tab.
    }
    this.changes.emit('view', undefined);
  }

  /** By this; what is by it already, the other way round. Sizes and times begin with the largest. */
  order(by: Order): void {
    const same = by === this.#view.by;
    this.change({ by, down: same ? !this.#view.down : by === 'size' || by === 'time' });
  }
}

export const folderView = new FolderView();

function remembered(): View {
  let kept: Partial<View> = {};
  try {
    kept = (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Partial<View>;
  } catch {
    // Whatever stands there is no choice.
  }
  return {
    look: kept.look === 'grid' ? 'grid' : 'list',
    by: ORDERS.find((one) => one === kept.by) ?? 'name',
    down: kept.down === true,
  };
}

/** Folders first. `entries` are by name already, which decides between equals. */
export function inOrder(entries: readonly Entry[], { by, down }: View): readonly Entry[] {
  if (by === 'name' && !down) return entries;
  const folders = entries.filter(({ kind }) => kind === 'folder');
  const files = entries.filter(({ kind }) => kind === 'file');
  if (by === 'name') return [...folders.reverse(), ...files.reverse()];
  const turn = down ? -1 : 1;
  if (by === 'kind') {
    const keyed = files.map((entry) => ({ entry, key: endingOf(entry.name) }));
    keyed.sort((a, b) => (a.key < b.key ? -turn : a.key > b.key ? turn : 0));
    return [...folders, ...keyed.map(({ entry }) => entry)];
  }
  const value = by === 'size' ? (one: Entry) => one.size : (one: Entry) => one.modified;
  const byValue = (a: Entry, b: Entry): number => turn * (value(a) - value(b));
  return [...(by === 'time' ? folders.sort(byValue) : folders), ...files.sort(byValue)];
}
