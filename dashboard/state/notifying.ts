/** Notifications of the browser: what the agent says is shown, and taken back; a click opens its page. */
import type { NotificationEvent } from '../../src/api/events.ts';
import { chooseNotified, mayNotify } from './appearance.ts';
import { router } from './router.ts';

export type Notifying = 'on' | 'off' | 'refused' | 'unknown';

const shown = new Map<string, Notification>();

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
    shown.get(tag)?.close();
    shown.delete(tag);
    return;
  }
  const { title, body, waits, page } = told;
  const one = new Notification(title, { tag, body, requireInteraction: waits, icon: '/icon.svg' });
  shown.set(tag, one);
  one.addEventListener('close', () => {
    if (shown.get(tag) === one) shown.delete(tag);
  });
  one.addEventListener('click', () => {
    one.close();
    window.focus();
    router.go(page);
  });
}
