/**
 * Decides what becomes a notification: what is new since the last look, once, and not without end.
 * What is over, or was read in the dashboard, is taken back.
 */
import type { CancelTimer, Clock } from '../../base/clock.ts';
import { displayName, displayText } from '../../base/text.ts';
import type { DesktopFacts, DesktopNotice, DesktopTalk } from '../facts.ts';
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

const TITLES: Readonly<Record<string, string>> = {
  'job-done': 'Printed',
  'job-failed': 'Not printed',
  'job-question': 'Was it printed?',
  'job-waits': 'Still waiting to be printed',
  'printer-trouble': 'A printer needs you',
  'file-conflict': 'Two versions of a file',
  'file-offer': 'A colleague gives you something',
};

export class NewsDesk {
  readonly #options: NewsDeskOptions;
  readonly #shown = new Set<string>();
  /** Tags that were there at the last look; undefined before the first. */
  #known: ReadonlySet<string> | undefined;
  #times: number[] = [];
  #untold = 0;
  #timer: CancelTimer | undefined;

  constructor(options: NewsDeskOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  take(facts: DesktopFacts): void {
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
  #notifications({ requests, drives, notices, talk }: DesktopFacts): Notification[] {
    return [
      ...talk.map(talkNotification),
      ...requests.map(({ id, name }) => requestNotification(id, displayName(name, 'A PC'))),
      ...drives.map(({ id, label }) => driveNotification(id, displayText(label, 63, 'A drive'))),
      ...notices
        .filter(({ read, over }) => !over && !read)
        .reverse()
        .map(noticeNotification),
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
      body: count === 1 ? 'One more thing happened.' : `${count} more things happened.`,
      waits: false,
      action: { do: 'open', page: '/' },
      buttons: [],
    });
  }
}

function requestNotification(request: string, name: string): Notification {
  return {
    tag: `request ${request}`,
    title: 'Somebody wants to join',
    body: `The PC “${name}” typed the right code and waits for your yes.`,
    waits: true,
    action: { do: 'open', page: '/people' },
    // Letting somebody in wants a look at who it is: there is no button for yes.
    buttons: [
      { label: 'Look', action: { do: 'open', page: '/people' } },
      { label: 'Refuse', action: { do: 'decide', request, admit: false } },
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

function driveNotification(drive: string, label: string): Notification {
  return {
    tag: `drive ${drive}`,
    title: `“${label}” is in this PC`,
    body: 'Share it with your colleagues for two hours? They could read what is on it.',
    waits: false,
    action: { do: 'open', page: '/settings' },
    buttons: [
      { label: 'Share for two hours', action: { do: 'offer', drive } },
      { label: 'More choices', action: { do: 'open', page: '/settings' } },
    ],
  };
}

function noticeNotification({ id, kind, text, page }: DesktopNotice): Notification {
  return {
    tag: `notice ${id}`,
    title: TITLES[kind] ?? 'Hallway',
    body: displayText(text, 600),
    waits: WAITING.has(kind),
    action: { do: 'open', page },
    buttons: [],
  };
}
