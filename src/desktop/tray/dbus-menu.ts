/**
 * A menu as `com.canonical.dbusmenu` has it: rows with numbers, read by whoever draws them. A number
 * stays with its row as long as that is shown, so that a click on an older menu means what it said.
 */
import type { ExportedInterface } from '../dbus/exported-object.ts';
import { Variant } from '../dbus/value-writer.ts';
import type { MenuItem } from './tray-view.ts';

export const MENU_INTERFACE = 'com.canonical.dbusmenu';
const ITEM = '(ia{sv}av)';
const ROOT: MenuItem = { key: '', label: '' };

export class DbusMenu {
  readonly #chosen: (item: MenuItem) => void;
  readonly #numbers = new Map<string, number>();
  #rows = new Map<number, MenuItem>();
  #items: readonly MenuItem[] = [];
  #next = 1;
  #revision = 0;

  constructor(chosen: (item: MenuItem) => void) {
    this.#chosen = chosen;
  }

  get revision(): number {
    return this.#revision;
  }

  show(items: readonly MenuItem[]): void {
    this.#items = items;
    this.#revision += 1;
    const shown = new Map<number, MenuItem>();
    const add = (item: MenuItem): void => {
      shown.set(this.#numberOf(item.key), item);
      item.children?.forEach(add);
    };
    items.forEach(add);
    this.#rows = shown;
    for (const [key, number] of this.#numbers) if (!shown.has(number)) this.#numbers.delete(key);
  }

  readonly exported: ExportedInterface = {
    methods: {
      GetLayout: {
        takes: 'iias',
        gives: `u${ITEM}`,
        run: (parent: number, depth: number) => [
          this.#revision,
          this.#layout(parent, this.#item(parent), depth < 0 ? 8 : depth),
        ],
      },
      GetGroupProperties: {
        takes: 'aias',
        gives: 'a(ia{sv})',
        run: (ids: number[]) => {
          const wanted = ids.length === 0 ? [0, ...this.#rows.keys()] : ids;
          const known = wanted.filter((id) => id === 0 || this.#rows.has(id));
          return [known.map((id) => [id, propertiesOf(this.#item(id))])];
        },
      },
      GetProperty: {
        takes: 'is',
        gives: 'v',
        run: (id: number, name: string) => [
          propertiesOf(this.#item(id)).get(name) ?? new Variant('s', ''),
        ],
      },
      Event: {
        takes: 'isvu',
        gives: '',
        run: (id: number, event: string) => this.#heard(id, event),
      },
      EventGroup: {
        takes: 'a(isvu)',
        gives: 'ai',
        run: (events: [number, string][]) => {
          for (const [id, event] of events) this.#heard(id, event);
          return [events.map(([id]) => id).filter((id) => !this.#rows.has(id))];
        },
      },
      AboutToShow: { takes: 'i', gives: 'b', run: () => [false] },
      AboutToShowGroup: { takes: 'ai', gives: 'aiai', run: () => [[], []] },
    },
    properties: {
      Version: { type: 'u', get: () => 3 },
      Status: { type: 's', get: () => 'normal' },
      TextDirection: { type: 's', get: () => 'ltr' },
      IconThemePath: { type: 'as', get: () => [] },
    },
  };

  #heard(id: number, event: string): readonly unknown[] {
    const item = this.#rows.get(id);
    if (event === 'clicked' && item?.action) this.#chosen(item);
    return [];
  }

  #item(id: number): MenuItem {
    return id === 0 ? { ...ROOT, children: this.#items } : (this.#rows.get(id) ?? ROOT);
  }

  #layout(id: number, item: MenuItem, depth: number): unknown[] {
    const children = depth === 0 ? [] : (item.children ?? []);
    return [
      id,
      propertiesOf(item),
      children.map(
        (child) => new Variant(ITEM, this.#layout(this.#numberOf(child.key), child, depth - 1)),
      ),
    ];
  }

  #numberOf(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(key, number);
    return number;
  }
}

function propertiesOf(item: MenuItem): Map<string, Variant> {
  if (item.separator) return new Map([['type', new Variant('s', 'separator')]]);
  const properties = new Map([
    ['label', new Variant('s', plainLabel(item.label))],
    ['enabled', new Variant('b', item.action !== undefined || item.children !== undefined)],
    ['visible', new Variant('b', true)],
  ]);
  if (item.children) properties.set('children-display', new Variant('s', 'submenu'));
  if (item.checked !== undefined) {
    properties.set('toggle-type', new Variant('s', 'checkmark'));
    properties.set('toggle-state', new Variant('i', item.checked ? 1 : 0));
  }
  return properties;
}

/** `_` marks a key to press; two of them are the letter. */
function plainLabel(label: string): string {
  return label.replaceAll('_', '__');
}
