/**
 * Where notifications go: to the system where it shows them, else to a dashboard whose browser does.
 * To one of them only, so that nobody is told the same thing twice.
 */
import type { NotificationEvent } from '../../src/api/events.ts';
import type { Desktop } from '../../src/desktop/desktop.ts';
import type { Notification, Notifier } from '../../src/desktop/notify/notification.ts';

export interface Pages {
  /** Whether any dashboard's browser shows notifications. */
  notifies(): boolean;
  tell(event: NotificationEvent): void;
}

export class Outlets implements Notifier {
  readonly #pages: Pages;
  readonly #desktop: Pick<Desktop, 'notifies' | 'show' | 'withdraw'> | undefined;

  constructor(pages: Pages, desktop: Pick<Desktop, 'notifies' | 'show' | 'withdraw'> | undefined) {
    this.#pages = pages;
    this.#desktop = desktop;
  }

  show(notification: Notification): void {
    if (this.#desktop?.notifies() === true) return this.#desktop.show(notification);
    tellPages(this.#pages, notification);
  }

  withdraw(tag: string): void {
    this.#desktop?.withdraw(tag);
    this.#pages.tell({ notification: { tag, over: true } });
  }
}

export function tellPages(pages: Pages, notification: Notification): void {
  const { tag, title, body, waits, action } = notification;
  // Buttons need a service worker: a click opens the page where one decides.
  const page = action.do === 'open' ? action.page : '/';
  pages.tell({ notification: { tag, title, body, waits, page } });
}
