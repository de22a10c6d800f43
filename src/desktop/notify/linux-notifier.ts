/**
 * Notifications of Linux desktops: org.freedesktop.Notifications, version 1.2 of the Desktop
 * Notifications Specification. The body is markup where the server says so: what others wrote is
 * escaped.
 */
import { drawMark } from '../../base/mark.ts';
import type { Bus } from '../dbus/bus.ts';
import { Variant } from '../dbus/value-writer.ts';
import type { DesktopEars } from '../desktop.ts';
import type { Notification, Notifier } from './notification.ts';

const NAME = 'org.freedesktop.Notifications';
const TARGET = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };
const ICON = 48;
const MOST_OPEN = 50;

export type NotifierBus = Pick<Bus, 'on' | 'call' | 'listen' | 'hasOwner' | 'startsFor'>;

interface Open {
  number: number;
  notification: Notification;
}

export class LinuxNotifier implements Notifier {
  readonly #ears: DesktopEars;
  readonly #open = new Map<string, Open>();
  /** Not shown yet, and not over. */
  readonly #due = new Map<string, Notification>();
  #bus: NotifierBus | undefined;
  /** Somebody shows notifications, or would be started for it. */
  #there = false;
  #capabilities: ReadonlySet<unknown> | undefined;
  /** One after the other, so that what is withdrawn was shown before. */
  #work: Promise<void> = Promise.resolve();

  constructor(ears: DesktopEars) {
    this.#ears = ears;
  }

  /** On a new connection to the session's bus. */
  async enter(bus: NotifierBus): Promise<void> {
    this.#bus = bus;
    this.#forget();
    bus.on('closed', () => {
      if (this.#bus !== bus) return;
      this.#bus = undefined;
      this.#isThere(false);
    });
    bus.on('signal', ({ interface: face, member, body }) => {
      if (face === NAME) this.#heard(String(member), Number(body[0]), String(body[1]));
      else if (member === 'NameOwnerChanged' && body[0] === NAME) {
        this.#forget();
        void this.#look(bus);
      }
    });
    const rule = { sender: NAME, interface: NAME };
    await bus.listen({ ...rule, member: 'ActionInvoked' });
    await bus.listen({ ...rule, member: 'NotificationClosed' });
    const daemon = 'org.freedesktop.DBus';
    const member = 'NameOwnerChanged';
    await bus.listen({ sender: daemon, interface: daemon, member, argument: NAME });
    await this.#look(bus);
  }

  /** False also where showing one failed, until another program shows them. */
  notifies(): boolean {
    return this.#there;
  }

  /** Never rejects: a bus that does not answer shows nothing. */
  async #look(bus: NotifierBus): Promise<void> {
    let there = false;
    try {
      there = (await bus.hasOwner(NAME)) || (await bus.startsFor(NAME));
    } catch {
      // It is gone; the next one is asked anew.
    }
    if (this.#bus === bus) this.#isThere(there);
  }

  #isThere(there: boolean): void {
    if (this.#there === there) return;
    this.#there = there;
    this.#ears.notifiesChanged();
  }

  /** What cannot be shown is handed on, unless it is over by then. */
  show(notification: Notification): void {
    const { tag } = notification;
    this.#due.set(tag, notification);
    this.#work = this.#work.then(async () => {
      const isShown = await this.#tryToShow(notification);
      if (this.#due.get(tag) !== notification) return;
      this.#due.delete(tag);
      if (!isShown) this.#ears.unshown(notification);
    });
  }

  /** Whoever did not show the last one is not waited for again. */
  async #tryToShow(notification: Notification): Promise<boolean> {
    const bus = this.#bus;
    if (!bus || !this.#there) return false;
    try {
      await this.#show(bus, notification);
      return true;
    } catch {
      if (this.#bus === bus) this.#isThere(false);
      return false;
    }
  }

  withdraw(tag: string): void {
    this.#due.delete(tag);
    this.#do(async (bus) => {
      const open = this.#open.get(tag);
      this.#open.delete(tag);
      if (open) await bus.call(TARGET, 'CloseNotification', 'u', open.number);
    });
  }

  /** Whoever showed them is another now. */
  #forget(): void {
    this.#open.clear();
    this.#capabilities = undefined;
  }

  /** A desktop without notifications is no fault. */
  #do(run: (bus: NotifierBus) => Promise<void>): void {
    this.#work = this.#work.then(() => this.#bus && run(this.#bus)).catch(() => {});
  }

  async #show(bus: NotifierBus, notification: Notification): Promise<void> {
    const { tag, title, body, waits, buttons } = notification;
    if (this.#capabilities === undefined) {
      const [list] = await bus.call(TARGET, 'GetCapabilities');
      this.#capabilities = new Set(list as readonly unknown[]);
    }
    const can = (capability: string): boolean => this.#capabilities?.has(capability) === true;
    const offered = buttons.flatMap(({ label }, index) => [`button-${index}`, label]);
    const hints: [string, Variant][] = [
      ['urgency', new Variant('y', 1)],
      ['desktop-entry', new Variant('s', 'hallway')],
      ['image-data', image()],
    ];
    const [number] = await bus.call(
      TARGET,
      'Notify',
      'susssasa{sv}i',
      'Hallway',
      this.#open.get(tag)?.number ?? 0,
      '',
      title,
      can('body-markup') ? escaped(body) : body,
      can('actions') ? ['default', 'Open', ...offered] : [],
      new Map(hints),
      waits ? 0 : -1,
    );
    this.#open.set(tag, { number: Number(number), notification });
    const oldest = this.#open.keys().next().value;
    if (this.#open.size > MOST_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }

  #heard(member: string, number: number, key: string): void {
    const found = Array.from(this.#open).find(([, open]) => open.number === number);
    if (!found) return;
    const [tag, { notification }] = found;
    this.#open.delete(tag);
    if (member !== 'ActionInvoked') return;
    const button = /^button-(\d)$/.exec(key)?.[1];
    const action =
      button === undefined ? notification.action : notification.buttons[Number(button)]?.action;
    if (action) this.#ears.choose(action);
    this.#do(async (bus) => void (await bus.call(TARGET, 'CloseNotification', 'u', number)));
  }
}

function image(): Variant {
  return new Variant('(iiibiiay)', [ICON, ICON, ICON * 4, true, 8, 4, drawMark(ICON)]);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
