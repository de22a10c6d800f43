/**
 * Notifications as balloons of the icon; Windows 10 and later show them as its own notifications.
 * The icon has one at a time, so the others wait for their turn. Buttons it has none: a click does
 * what a click on the notification does.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import type { Choose } from '../desktop.ts';
import type { Notification, Notifier } from '../notify/notification.ts';
import type { TrayCommand, TrayNews } from './tray-window.ts';

export interface BalloonsOptions {
  tell: (command: TrayCommand) => void;
  choose: Choose;
  unshown: (notification: Notification) => void;
  clock: Clock;
}

/** Windows may not say that one is gone; it shows them for 5 s unless somebody wants them longer. */
const TURN_MS = 15_000;
const MOST_WAITING = 50;
/** Clicks on older ones are still understood. */
const MOST_KNOWN = 5;

export class Balloons implements Notifier {
  readonly #options: BalloonsOptions;
  readonly #known = new Map<number, Notification>();
  #waiting: Notification[] = [];
  #number = 0;
  /** Its number is `#number`. */
  #current: Notification | undefined;
  #turn: CancelTimer | undefined;

  constructor(options: BalloonsOptions) {
    this.#options = options;
  }

  show(notification: Notification): void {
    this.#waiting = this.#waiting.filter(({ tag }) => tag !== notification.tag);
    if (!this.#current || this.#current.tag === notification.tag) return this.#put(notification);
    this.#waiting.push(notification);
    const lost = this.#waiting.length > MOST_WAITING ? this.#waiting.shift() : undefined;
    if (lost) this.#options.unshown(lost);
  }

  withdraw(tag: string): void {
    this.#waiting = this.#waiting.filter((one) => one.tag !== tag);
    for (const [number, one] of this.#known) if (one.tag === tag) this.#known.delete(number);
    if (this.#current?.tag !== tag) return;
    this.#options.tell({ balloon: null });
    this.#next();
  }

  /** The icon told what became of one. */
  heard({ balloon, event }: Extract<TrayNews, { balloon: number }>): void {
    const notification = this.#known.get(balloon);
    const isCurrent = this.#current !== undefined && balloon === this.#number;
    if (event !== 'gone') this.#known.delete(balloon);
    if (notification && event === 'clicked') this.#options.choose(notification.action);
    if (notification && event === 'refused') this.#options.unshown(notification);
    if (isCurrent) this.#next();
  }

  /** Nobody shows them any more. */
  stop(): void {
    this.#turn?.();
    this.#turn = this.#current = undefined;
    const lost = this.#waiting;
    this.#waiting = [];
    this.#known.clear();
    for (const notification of lost) this.#options.unshown(notification);
  }

  #next(): void {
    this.#turn?.();
    this.#turn = this.#current = undefined;
    const next = this.#waiting.shift();
    if (next) this.#put(next);
  }

  #put(notification: Notification): void {
    const { tell, clock } = this.#options;
    const { title, body } = notification;
    this.#turn?.();
    this.#number += 1;
    this.#current = notification;
    this.#known.set(this.#number, notification);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    tell({ balloon: { number: this.#number, title, body } });
    this.#turn = clock.after(TURN_MS, () => this.#next());
  }
}
