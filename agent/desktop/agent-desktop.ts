/** Hallway on this PC's desktop: the icon with its menu, and notifications. */
import type { Topic } from '../../src/api/events.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { DesktopState } from '../../src/model/desktop.ts';
import type { Settings } from '../../src/store/settings.ts';
import { systemAutostart } from '../platform/startup/autostart.ts';
import { openBrowser } from '../platform/browser.ts';
import type { Reception } from '../members/reception.ts';
import type { Sessions } from '../sessions.ts';
import { DesktopDesk, type DesktopChange } from './desktop-desk.ts';
import type { Pages } from './outlets.ts';
import { systemLanguage } from './system-language.ts';
import { hasDisplay, systemDesktop } from './system-desktop.ts';

export interface AgentDesktopOptions {
  home: string;
  /** False: neither icon nor notifications. */
  shown: boolean;
  reception: Reception;
  device: () => string;
  sessions: Sessions;
  settings: Settings;
  /** The dashboard, `http://127.0.0.1:PORT`. */
  dashboard: () => string;
  inView: () => boolean;
  pages: Pages;
  changed: (topics: readonly Topic[]) => void;
  stop: () => void;
  clock: Clock;
  log: Log;
}

export class AgentDesktop implements Lifecycle {
  readonly #options: AgentDesktopOptions;
  readonly #desk: DesktopDesk;

  constructor(options: AgentDesktopOptions) {
    this.#options = options;
    const { reception, shown, clock, log } = options;
    const user = process.getuid?.() ?? 0;
    this.#desk = new DesktopDesk({
      ...options,
      autostart: systemAutostart(options.home, process.env, process.platform),
      makeDesktop: shown
        ? (ears) => systemDesktop({ ...ears, env: process.env, user, clock, log })
        : undefined,
      systemLanguage: () => systemLanguage(process.env, process.platform),
      office: () => reception.office(),
      open: (page) => this.open(page),
    });
  }

  start(): void {
    this.#desk.start();
  }

  stop(): void {
    this.#desk.stop();
  }

  heed(topics: readonly Topic[]): void {
    this.#desk.heed(topics);
  }

  pagesChanged(): void {
    this.#desk.pagesChanged();
  }

  /** Opens a page of the dashboard, signed in; in a window of its own where there is no icon. */
  async open(page: string): Promise<boolean> {
    const { sessions, dashboard, home } = this.#options;
    if (!hasDisplay(process.env)) return false;
    const url = `${dashboard()}${page}#t=${sessions.handOver()}`;
    return openBrowser(url, home, { window: !this.#desk.hosted() });
  }

  async state(): Promise<DesktopState> {
    return this.#desk.state();
  }

  async set(change: DesktopChange): Promise<void> {
    await this.#desk.set(change);
  }

  topics(): { desktop: () => Promise<DesktopState> } {
    return { desktop: () => this.state() };
  }
}
