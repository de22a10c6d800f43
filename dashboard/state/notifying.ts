/**
 * Notifications of the browser: what the agent says is shown, and taken back; a click opens its page.
 * They outlive the page that showed them, which may be loaded anew.
 */
import type { NotificationEvent } from '../../src/api/events.ts';
import { chooseNotified, mayNotify } from './appearance.ts';
import { router } from './router.ts';

export type Notifying = 'on' | 'off' | 'refused' | 'unknown';

const shown = new Map<string, Notification>();
/** Tags of what this tab showed and did not take back, the latest last. */
const KEPT = 'hallway.shown';
const MOST_KEPT = 50;

/** `refused`: by this browser; `unknown`: it has none. */
export function notifying(): Notifying {
  if (!('Notification' in globalThis)) return 'unknown';
  if (Notification.permission === 'denied') return 'refused';
  return mayNotify() ? 'on' : 'off';
}

/** At a press of a button alone: the browser asks the person. */
export async function notify(on: boolean): Promise<void> {
  chooseNotified(on && (await Notification.requestPermission()) === 'granted');
  // The window is looked at; whoever tells the agent so tells it this too.
  window.dispatchEvent(new Event('focus'));
}

export function show({ notification: told }: NotificationEvent): void {
  const { tag } = told;
  if ('over' in told) {
    takeBack(tag);
    return;
  }
  const { title, body, waits, page } = told;
  const one = new Notification(title, { tag, body, requireInteraction: waits, icon: '/icon.svg' });
  shown.set(tag, one);
  keep([...kept().filter((other) => other !== tag), tag]);
  one.addEventListener('close', () => {
    if (shown.get(tag) === one) forget(tag);
  });
  one.addEventListener('click', () => {
    one.close();
    window.focus();
    router.go(page);
  });
}

function takeBack(tag: string): void {
  const one = shown.get(tag);
  const isOfBefore = !one && kept().includes(tag) && mayNotify();
  forget(tag);
  one?.close();
  if (!isOfBefore) return;
  // Nothing leads to what the page showed before it was loaded anew, but another one takes its place.
  const other = new Notification('Hallway', { tag, silent: true });
  other.addEventListener('show', () => other.close());
}

function forget(tag: string): void {
  shown.delete(tag);
  keep(kept().filter((other) => other !== tag));
}

function kept(): readonly string[] {
  return (sessionStorage.getItem(KEPT) ?? '').split('\n').filter(Boolean);
}

function keep(tags: readonly string[]): void {
  sessionStorage.setItem(KEPT, tags.slice(-MOST_KEPT).join('\n'));
}
