/**
 * Decides what becomes a notification: what is new since the last look, once, and not without end.
 * What is over, or was read in the dashboard, is taken back.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { displayName, displayText } from '../../base/text.ts';
import type { DesktopFacts, DesktopNotice, DesktopTalk } from '../facts.ts';
import type { Language } from '../words/language.ts';
import { noticeText, noticeTitle } from '../words/notice-words.ts';
import { say } from '../words/say.ts';
import type { Notification, Notifier } from './notification.ts';

export interface NewsDeskOptions {
  notifier: Notifier;
  /** The dashboard is before the person's eyes, and tells the same. */
  inView: () => boolean;
  clock: Clock;
}

/** More than this within the time is told as one number. */
const MOST = 5;
const TIME_MS = 60_000;
/** Kinds of notices that wait for somebody. */
const WAITING = new Set(['printer-trouble', 'job-question', 'file-offer']);

export class NewsDesk {
  readonly #options: NewsDeskOptions;
  readonly #shown = new Set<string>();
  /** Tags that were there at the last look; undefined before the first. */
  #known: ReadonlySet<string> | undefined;
  #times: number[] = [];
  #untold = 0;
  #language: Language = 'en';
  #timer: CancelTimer | undefined;

  constructor(options: NewsDeskOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  take(facts: DesktopFacts): void {
    this.#language = facts.language;
    const current = this.#notifications(facts);
    const tags = new Set(current.map(({ tag }) => tag));
    for (const tag of this.#shown)
      if (!tags.has(tag)) {
        this.#shown.delete(tag);
        this.#options.notifier.withdraw(tag);
      }
    const known = this.#known;
    const fresh = current.filter(({ tag }) => known && !known.has(tag));
    this.#known = tags;
    if (facts.quiet || this.#options.inView()) return;
    for (const notification of fresh) this.#tell(notification);
  }

  /** Everything that is worth one now, told or not. */
  #notifications({ language, requests, drives, notices, talk }: DesktopFacts): Notification[] {
    return [
      ...talk.map(talkNotification),
      ...requests.map(({ id, name }) => requestNotification(language, id, name)),
      ...drives.map(({ id, label }) => driveNotification(language, id, label)),
      ...notices
        .filter(({ read, over }) => !over && !read)
        .reverse()
        .map((notice) => noticeNotification(language, notice)),
    ];
  }

  #tell(notification: Notification): void {
    const { notifier, clock } = this.#options;
    const now = clock.monotonic();
    this.#times = this.#times.filter((at) => now - at < TIME_MS);
    if (this.#times.length < MOST) {
      this.#times.push(now);
      this.#shown.add(notification.tag);
      notifier.show(notification);
      return;
    }
    this.#untold += 1;
    this.#timer ??= clock.after(TIME_MS, () => this.#tellRest());
  }

  #tellRest(): void {
    this.#timer = undefined;
    const count = this.#untold;
    this.#untold = 0;
    if (count === 0 || this.#options.inView()) return;
    this.#options.notifier.show({
      tag: 'rest',
      title: 'Hallway',
      body: say(this.#language, 'rest', count),
      waits: false,
      action: { do: 'open', page: '/' },
      buttons: [],
    });
  }
}

function requestNotification(language: Language, request: string, name: string): Notification {
  const called = displayName(name, say(language, 'somePc'));
  return {
    tag: `request ${request}`,
    title: say(language, 'joinTitle'),
    body: say(language, 'joinBody', called),
    waits: true,
    action: { do: 'open', page: '/people' },
    // Letting somebody in wants a look at who it is: there is no button for yes.
    buttons: [
      { label: say(language, 'look'), action: { do: 'open', page: '/people' } },
      { label: say(language, 'refuse'), action: { do: 'decide', request, admit: false } },
    ],
  };
}

function talkNotification({ tag, title, body, page, waits }: DesktopTalk): Notification {
  return {
    tag,
    title: displayText(title, 100, 'Hallway'),
    body: displayText(body, 300),
    waits,
    action: { do: 'open', page },
    buttons: [],
  };
}

function driveNotification(language: Language, drive: string, label: string): Notification {
  const called = displayText(label, 63, say(language, 'someDrive'));
  return {
    tag: `drive ${drive}`,
    title: say(language, 'driveTitle', called),
    body: say(language, 'driveBody'),
    waits: false,
    action: { do: 'open', page: '/settings' },
    buttons: [
      { label: say(language, 'driveYes'), action: { do: 'offer', drive } },
      { label: say(language, 'driveMore'), action: { do: 'open', page: '/settings' } },
    ],
  };
}

function noticeNotification(language: Language, notice: DesktopNotice): Notification {
  const { id, kind, page } = notice;
  return {
    tag: `notice ${id}`,
    title: noticeTitle(language, notice),
    body: noticeText(language, notice),
    waits: WAITING.has(kind),
    action: { do: 'open', page },
    buttons: [],
  };
}
