/** Whether this browser shows notifications of Hallway: the person asked for it, and lets it. */

/** Event of the window: that has changed. */
export const ALLOWED = 'hallway-notify';
export const KEY = 'hallway.notify';

export function mayNotify(): boolean {
  try {
    return localStorage.getItem(KEY) !== null && Notification.permission === 'granted';
  } catch {
    // Some browsers keep nothing, others know no notifications.
    return false;
  }
}
