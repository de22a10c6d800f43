/** Icon and notifications of Windows. The icon lives in a thread, which this one tells and hears. */
import type { Desktop, DesktopOptions } from './desktop.ts';
import type { Notification } from './notify/notification.ts';
import type { TrayView } from './tray/tray-view.ts';
import { Balloons } from './windows/balloons.ts';
import type { TrayCommand, TrayNews } from './windows/tray-window.ts';

/** The thread of the icon; what it was told before it ran waits for it. */
export interface TrayThread {
  tell(command: TrayCommand): void;
}

export interface TrayThreadEars {
  heard: (news: TrayNews) => void;
  /** It ended; with an error where nobody asked it to. */
  ended: (error?: unknown) => void;
}

export interface WindowsDesktopOptions extends Omit<DesktopOptions, 'env' | 'user'> {
  /** Rejects where this system has no such thing. */
  startThread: (ears: TrayThreadEars) => Promise<TrayThread>;
}

export class WindowsDesktop implements Desktop {
  readonly #options: WindowsDesktopOptions;
  readonly #balloons: Balloons;
  #thread: TrayThread | undefined;
  #running = false;
  #shown = false;
  #view: TrayView | undefined;

  constructor(options: WindowsDesktopOptions) {
    this.#options = options;
    this.#balloons = new Balloons({ ...options, tell: (command) => this.#thread?.tell(command) });
  }

  /** Never rejects: a PC without an icon has its dashboard. */
  async start(): Promise<void> {
    const { startThread, log } = this.#options;
    this.#running = true;
    const failed = (error: unknown): void => {
      log.warn({ error }, 'the icon beside the clock could not be shown');
      this.#thread = undefined;
      this.#isShown(false);
    };
    try {
      const thread = await startThread({
        heard: (news) => this.#heard(news),
        ended: (error) => error !== undefined && this.#running && failed(error),
      });
      if (!this.#running) return thread.tell('end');
      this.#thread = thread;
      if (this.#view) thread.tell({ view: this.#view });
    } catch (error) {
      failed(error);
    }
  }

  stop(): void {
    this.#running = this.#shown = false;
    this.#thread?.tell('end');
    this.#thread = undefined;
    this.#balloons.stop();
  }

  hosted(): boolean {
    return this.#shown;
  }

  notifies(): boolean {
    return this.#shown;
  }

  view(view: TrayView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.#thread?.tell({ view });
  }

  show(notification: Notification): void {
    if (this.#shown) this.#balloons.show(notification);
    else this.#options.unshown(notification);
  }

  withdraw(tag: string): void {
    this.#balloons.withdraw(tag);
  }

  #heard(news: TrayNews): void {
    const { choose, log } = this.#options;
    if (!this.#running) return;
    if ('shown' in news) this.#isShown(news.shown);
    else if ('chose' in news) choose(news.chose);
    else if ('balloon' in news) this.#balloons.heard(news);
    else log.warn({ error: news.fault }, 'the icon beside the clock failed at something');
  }

  #isShown(shown: boolean): void {
    if (this.#shown === shown) return;
    this.#shown = shown;
    if (!shown) this.#balloons.stop();
    this.#options.notifiesChanged();
  }
}
