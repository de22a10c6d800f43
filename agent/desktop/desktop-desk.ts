/**
 * Keeps the desktop of the person in step with the agent: the icon, its menu and notifications
 * follow what the parts announce, and what is chosen there is done here. At rest it does nothing.
 */
import type { Topic } from '../../src/api/events.ts';
import type { CancelTimer, Clock } from '../../src/base/clock.ts';
import { HallwayError } from '../../src/base/errors.ts';
import type { Lifecycle } from '../../src/base/lifecycle.ts';
import type { Log } from '../../src/base/log.ts';
import type { Desktop, DesktopEars } from '../../src/desktop/desktop.ts';
import type { DesktopAction } from '../../src/desktop/facts.ts';
import { NewsDesk } from '../../src/desktop/notify/news-desk.ts';
import { type Language, languageOf } from '../../src/desktop/words/language.ts';
import { say } from '../../src/desktop/words/say.ts';
import { trayView } from '../../src/desktop/tray/tray-view.ts';
import type { DesktopState } from '../../src/model/desktop.ts';
import type { Drive } from '../../src/model/drive.ts';
import type { Settings } from '../../src/store/settings.ts';
import type { Office } from '../office.ts';
import type { Autostart } from '../platform/startup/autostart.ts';
import { gatherFacts, SHOWN_TOPICS } from './gather-facts.ts';
import { Outlets, type Pages, tellPages } from './outlets.ts';

export interface DesktopDeskOptions {
  /** Undefined where the agent was started without. */
  makeDesktop: ((ears: DesktopEars) => Desktop | undefined) | undefined;
  office: () => Promise<Office>;
  device: () => string;
  settings: Settings;
  /** Whether a dashboard is before the person's eyes. */
  inView: () => boolean;
  /** Dashboards whose browsers show notifications. */
  pages: Pages;
  /** Opens a page of the dashboard; false where no browser can be opened. */
  open: (page: string) => Promise<boolean>;
  stop: () => void;
  /** Undefined where this system has no way that Hallway knows. */
  autostart: Autostart | undefined;
  changed: (topics: readonly Topic[]) => void;
  /** Of the system. */
  systemLanguage: () => Language;
  clock: Clock;
  log: Log;
}

export type DesktopChange = Partial<Pick<DesktopState, 'paused' | 'quiet' | 'language'>> & {
  startup?: boolean | undefined;
};

const GATHER_MS = 300;
const OFFER_MS = 2 * 3_600_000;
/** A dashboard that is loaded anew is back within this time. */
const BACK_MS = 60_000;
/** How long a panel has to show the icon before a first start opens a window instead. */
const PANEL_MS = 5000;
/** Setting: the person does not want to be disturbed. */
export const QUIET = 'desktop.quiet';
/** Setting: the language that was chosen. */
const LANGUAGE = 'desktop.language';
const SEEN = 'desktop.seen';

export class DesktopDesk implements Lifecycle {
  readonly #options: DesktopDeskOptions;
  #desktop: Desktop | undefined;
  #news: NewsDesk | undefined;
  #drives: readonly Drive[] = [];
  #drivesDue = true;
  #running = false;
  #looking = false;
  #due = false;
  #timers: CancelTimer[] = [];
  #gathering: CancelTimer | undefined;
  /** Nobody shows notifications, but may again soon: what comes and ends meanwhile waits. */
  #absence: CancelTimer | undefined;

  constructor(options: DesktopDeskOptions) {
    this.#options = options;
  }

  start(): void {
    const { makeDesktop, settings, clock, pages, inView, changed } = this.#options;
    this.#running = true;
    const desktop = makeDesktop?.({
      choose: (action) => void this.#choose(action),
      unshown: (notification) => {
        if (!inView()) tellPages(pages, notification);
      },
      notifiesChanged: () => this.#running && changed(['desktop']),
    });
    if (!desktop) return;
    this.#desktop = desktop;
    this.#followNews();
    void Promise.resolve(desktop.start()).then(() => this.#look());
    if (settings.get(SEEN) === undefined)
      this.#timers.push(clock.after(PANEL_MS, () => void this.#firstWindow()));
  }

  stop(): void {
    this.#running = false;
    for (const cancel of this.#timers) cancel();
    this.#gathering?.();
    this.#forgetNews();
    void this.#desktop?.stop();
    this.#timers = [];
    this.#desktop = this.#gathering = undefined;
  }

  /** A dashboard shows notifications from now on, or none does any more. */
  pagesChanged(): void {
    if (!this.#running) return;
    this.#followNews();
    if (!this.#desktop && this.#news) void this.#look();
    this.#options.changed(['desktop']);
  }

  /** Where somebody shows them. What was there before is old, unless nobody did for a moment alone. */
  #followNews(): void {
    const { pages, inView, clock } = this.#options;
    const desktop = this.#desktop;
    if (desktop || pages.notifies()) {
      this.#absence?.();
      this.#absence = undefined;
      this.#news ??= new NewsDesk({ notifier: new Outlets(pages, desktop), inView, clock });
    } else if (this.#news) this.#absence ??= clock.after(BACK_MS, () => this.#forgetNews());
  }

  #forgetNews(): void {
    this.#absence?.();
    this.#news?.stop();
    this.#news = this.#absence = undefined;
  }

  /** Something that the desktop shows may be another now. */
  heed(topics: readonly Topic[]): void {
    if (!this.#news || !topics.some((topic) => SHOWN_TOPICS.has(topic))) return;
    if (topics.includes('drives')) this.#drivesDue = true;
    if (this.#absence) return;
    this.#gathering ??= this.#options.clock.after(GATHER_MS, () => {
      this.#gathering = undefined;
      void this.#look();
    });
  }

  /** Whether the icon is shown. */
  hosted(): boolean {
    return this.#desktop?.hosted() === true;
  }

  async state(): Promise<DesktopState> {
    const office = await this.#options.office();
    const tray = this.#desktop ? (this.#desktop.hosted() ? 'shown' : 'none') : 'off';
    const startup = this.#options.autostart?.isOn() ?? null;
    const language = this.#chosen() ?? null;
    const { pages } = this.#options;
    const notifies = this.#desktop?.notifies() ? 'system' : pages.notifies() ? 'browser' : 'none';
    const { paused } = office.shares.gate;
    return { paused, quiet: this.#quiet(), startup, language, tray, notifies };
  }

  async set({ paused, quiet, startup, language }: DesktopChange): Promise<void> {
    if (startup !== undefined) this.#startWithSession(startup);
    if (paused !== undefined) (await this.#options.office()).shares.gate.pause(paused);
    if (quiet !== undefined) this.#options.settings.set(QUIET, quiet ? 'yes' : undefined);
    if (language !== undefined) this.#options.settings.set(LANGUAGE, language ?? undefined);
    this.#options.changed(['desktop']);
  }

  #startWithSession(on: boolean): void {
    const { autostart } = this.#options;
    if (!autostart)
      throw new HallwayError('request.conflict', 'Hallway cannot set this on this system.', {
        fix: 'Add Hallway to the programs that this system starts for you.',
      });
    autostart.set(on);
  }

  #quiet(): boolean {
    return this.#options.settings.get(QUIET) !== undefined;
  }

  #chosen(): Language | undefined {
    return languageOf(this.#options.settings.get(LANGUAGE));
  }

  #language(): Language {
    return this.#chosen() ?? this.#options.systemLanguage();
  }

  /** One at a time, and again if something changed meanwhile. */
  async #look(): Promise<void> {
    this.#due = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#due && this.#news) {
        this.#due = false;
        await this.#show();
      }
    } catch (error) {
      this.#options.log.warn({ error }, 'the desktop could not be told');
    } finally {
      this.#looking = false;
    }
  }

  async #show(): Promise<void> {
    const { office, device } = this.#options;
    const now = await office();
    if (this.#drivesDue) {
      this.#drivesDue = false;
      this.#drives = await now.drives.list();
    }
    const [quiet, language] = [this.#quiet(), this.#language()];
    const facts = gatherFacts(now, this.#drives, { device: device(), quiet, language });
    this.#desktop?.view(trayView(facts));
    if (!this.#absence) this.#news?.take(facts);
  }

  async #choose(action: DesktopAction): Promise<void> {
    try {
      await this.#do(action);
    } catch (error) {
      this.#options.log.warn({ error, action: action.do }, 'a choice on the desktop failed');
      const known = error instanceof HallwayError;
      const words = known
        ? [error.message, error.fix].filter(Boolean).join(' ')
        : say(this.#language(), 'failedWhy');
      this.#desktop?.show({
        tag: 'failed',
        title: say(this.#language(), 'failed'),
        body: words,
        waits: false,
        action: { do: 'open', page: '/' },
        buttons: [],
      });
    }
  }

  async #do(action: DesktopAction): Promise<void> {
    switch (action.do) {
      case 'open':
        await this.#options.open(action.page);
        return;
      case 'pause':
        return this.set({ paused: action.on });
      case 'quiet':
        return this.set({ quiet: action.on });
      case 'offer':
        return this.#offer(action.drive);
      case 'decide':
        return (await this.#options.office()).pairing.decide(action.request, action.admit);
      default:
        return this.#options.stop();
    }
  }

  async #offer(id: string): Promise<void> {
    const { drives, shares } = await this.#options.office();
    const { share } = await drives.decide({ id, choice: 'once' });
    if (share !== null) shares.change(share, { until: this.#options.clock.now() + OFFER_MS });
  }

  /** Where no panel shows the icon, a person who starts Hallway for the first time still sees it. */
  async #firstWindow(): Promise<void> {
    const { settings, open, log } = this.#options;
    try {
      const shown = this.hosted() || (await open('/'));
      if (shown) settings.set(SEEN, 'yes');
    } catch (error) {
      log.warn({ error }, 'the first window could not be opened');
    }
  }
}
