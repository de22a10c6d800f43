/**
 * The icon of Linux desktops: a StatusNotifierItem (KDE's and freedesktop's specification) with a
 * menu over `com.canonical.dbusmenu`. It registers whenever a panel that shows such icons appears.
 */
import { drawMark, type MarkDot } from '../../base/mark.ts';
import type { Bus } from '../dbus/bus.ts';
import type { Message } from '../dbus/message.ts';
import { DbusMenu, MENU_INTERFACE } from './dbus-menu.ts';
import type { Choose } from '../desktop.ts';
import type { Glance, TrayView } from './tray-view.ts';

const ITEM = 'org.kde.StatusNotifierItem';
const ITEM_PATH = '/StatusNotifierItem';
const MENU_PATH = '/MenuBar';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
/** Panels are of these heights; others scale. */
const SIZES = [22, 32, 48];

export class LinuxTray {
  readonly #choose: Choose;
  readonly #menu: DbusMenu;
  #bus: Bus | undefined;
  #hosted = false;
  #view: TrayView = { glance: 'ok', tooltip: 'Hallway', menu: [] };

  constructor(choose: Choose) {
    this.#choose = choose;
    this.#menu = new DbusMenu(({ action }) => {
      if (action) choose(action);
    });
  }

  stop(): void {
    this.#bus = undefined;
    this.#hosted = false;
  }

  hosted(): boolean {
    return this.#hosted;
  }

  /** On a new connection to the session's bus. */
  async enter(bus: Bus): Promise<void> {
    this.#bus = bus;
    bus.on('closed', () => {
      if (this.#bus === bus) this.stop();
    });
    bus.export(ITEM_PATH, { [ITEM]: this.#exported() });
    bus.export(MENU_PATH, { [MENU_INTERFACE]: this.#menu.exported });
    bus.on('signal', (signal) => this.#heard(bus, signal));
    const member = 'NameOwnerChanged';
    await bus.listen({ sender: BUS, interface: BUS, member, argument: WATCHER });
    await bus.listen({
      sender: WATCHER,
      interface: WATCHER,
      member: 'StatusNotifierHostRegistered',
    });
    await this.#register(bus);
  }

  show(view: TrayView): void {
    const before = this.#view;
    this.#view = view;
    if (JSON.stringify(before.menu) !== JSON.stringify(view.menu)) {
      this.#menu.show(view.menu);
      const { revision } = this.#menu;
      this.#bus?.signal(MENU_PATH, MENU_INTERFACE, 'LayoutUpdated', 'ui', revision, 0);
    }
    if (before.tooltip !== view.tooltip) this.#bus?.signal(ITEM_PATH, ITEM, 'NewToolTip');
    if (before.glance === view.glance) return;
    this.#bus?.signal(ITEM_PATH, ITEM, 'NewIcon');
    this.#bus?.signal(ITEM_PATH, ITEM, 'NewAttentionIcon');
    this.#bus?.signal(ITEM_PATH, ITEM, 'NewStatus', 's', statusOf(view.glance));
  }

  #heard(bus: Bus, { member, body, sender }: Message): void {
    if (member === 'NameOwnerChanged' && sender === BUS && body[0] === WATCHER) {
      this.#hosted = false;
      if (body[2] !== '') void this.#register(bus);
    } else if (member === 'StatusNotifierHostRegistered' && !this.#hosted) void this.#register(bus);
  }

  async #register(bus: Bus): Promise<void> {
    const watcher = { destination: WATCHER, path: WATCHER_PATH, interface: WATCHER };
    try {
      await bus.call(watcher, 'RegisterStatusNotifierItem', 's', bus.name);
      const properties = { ...watcher, interface: 'org.freedesktop.DBus.Properties' };
      const name = 'IsStatusNotifierHostRegistered';
      const [hosted] = await bus.call(properties, 'Get', 'ss', WATCHER, name);
      this.#hosted = hosted === true && this.#bus === bus;
    } catch {
      // Nobody shows icons here; who begins to is heard of.
      this.#hosted = false;
    }
  }

  #exported(): Parameters<Bus['export']>[1][string] {
    const open = (): readonly unknown[] => {
      this.#choose({ do: 'open', page: '/' });
      return [];
    };
    const nothing = (): readonly unknown[] => [];
    const text = (value: string) => ({ type: 's', get: () => value });
    return {
      methods: {
        Activate: { takes: 'ii', gives: '', run: open },
        SecondaryActivate: { takes: 'ii', gives: '', run: open },
        ContextMenu: { takes: 'ii', gives: '', run: nothing },
        Scroll: { takes: 'is', gives: '', run: nothing },
      },
      properties: {
        Category: text('SystemServices'),
        Id: text('hallway'),
        Title: text('Hallway'),
        Status: { type: 's', get: () => statusOf(this.#view.glance) },
        WindowId: { type: 'i', get: () => 0 },
        IconName: text(''),
        IconThemePath: text(''),
        IconPixmap: { type: 'a(iiay)', get: () => pixmaps(this.#view.glance) },
        OverlayIconName: text(''),
        OverlayIconPixmap: { type: 'a(iiay)', get: () => [] },
        AttentionIconName: text(''),
        AttentionIconPixmap: { type: 'a(iiay)', get: () => pixmaps('attention') },
        AttentionMovieName: text(''),
        ToolTip: {
          type: '(sa(iiay)ss)',
          get: () => ['', [], 'Hallway', plainMarkup(this.#view.tooltip)],
        },
        ItemIsMenu: { type: 'b', get: () => false },
        Menu: { type: 'o', get: () => MENU_PATH },
      },
    };
  }
}

function statusOf(glance: Glance): string {
  return glance === 'attention' ? 'NeedsAttention' : 'Active';
}

/** ARGB in network order, as the specification has it. */
function pixmaps(glance: Glance): [number, number, Uint8Array][] {
  const dot: MarkDot | undefined = glance === 'ok' ? undefined : glance;
  return SIZES.map((size) => {
    const pixels = drawMark(size, { dot });
    for (let at = 0; at < pixels.length; at += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
      pixels.set([alpha, red, green, blue], at);
    }
    return [size, size, pixels];
  });
}

/** The text of a tooltip is markup. */
function plainMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
