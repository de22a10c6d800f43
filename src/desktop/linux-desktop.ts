/** Icon and notifications of a Linux desktop, over one connection to the session's bus. */
import type { Desktop, DesktopOptions } from './desktop.ts';
import { sessionBusSocket } from './dbus/address.ts';
import { SessionBus } from './dbus/session-bus.ts';
import { LinuxNotifier } from './notify/linux-notifier.ts';
import type { Notification } from './notify/notification.ts';
import { LinuxTray } from './tray/linux-tray.ts';
import type { TrayView } from './tray/tray-view.ts';

export class LinuxDesktop implements Desktop {
  readonly #tray: LinuxTray;
  readonly #notifier: LinuxNotifier;
  readonly #bus: SessionBus;

  constructor({ env, user, clock, log, ...ears }: DesktopOptions) {
    this.#tray = new LinuxTray(ears.choose);
    this.#notifier = new LinuxNotifier(ears);
    this.#bus = new SessionBus({
      socket: sessionBusSocket(env),
      user,
      enter: async (bus) => {
        await this.#notifier.enter(bus);
        await this.#tray.enter(bus);
      },
      clock,
      log,
    });
  }

  start(): Promise<void> {
    return this.#bus.start();
  }

  stop(): void {
    this.#bus.stop();
    this.#tray.stop();
  }

  hosted(): boolean {
    return this.#tray.hosted();
  }

  notifies(): boolean {
    return this.#notifier.notifies();
  }

  view(view: TrayView): void {
    this.#tray.show(view);
  }

  show(notification: Notification): void {
    this.#notifier.show(notification);
  }

  withdraw(tag: string): void {
    this.#notifier.withdraw(tag);
  }
}
