/** A menu as Windows draws it: rows with numbers, and what each number does. */
import type { DesktopAction } from '../facts.ts';
import type { MenuItem } from '../tray/tray-view.ts';
import { fitted, RowFlag } from './structs.ts';

export interface MenuRow {
  /** From 1 on; 0 where nothing can be chosen. */
  number: number;
  /** `RowFlag`s. */
  flags: number;
  text: string;
  rows?: readonly MenuRow[];
}

/** Longer than any row that is shown; Windows itself knows no limit. */
const LONGEST = 200;

export function menuRows(items: readonly MenuItem[]): {
  rows: MenuRow[];
  actions: ReadonlyMap<number, DesktopAction>;
} {
  const actions = new Map<number, DesktopAction>();
  const rowOf = (item: MenuItem): MenuRow => {
    if (item.separator) return { number: 0, flags: RowFlag.separator, text: '' };
    const text = plainRow(item.label);
    const checked = item.checked === true ? RowFlag.checked : 0;
    if (item.children)
      return { number: 0, flags: RowFlag.popup | checked, text, rows: item.children.map(rowOf) };
    if (!item.action) return { number: 0, flags: RowFlag.grayed | checked, text };
    const number = actions.size + 1;
    actions.set(number, item.action);
    return { number, flags: checked, text };
  };
  return { rows: items.map(rowOf), actions };
}

/** `&` marks a key to press, two of them are the letter; behind a tab stands such a key at the right. */
function plainRow(label: string): string {
  return fitted(label.replace(/[\t\r\n\b]+/g, ' '), LONGEST).replaceAll('&', '&&');
}
