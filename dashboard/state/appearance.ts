/**
 * What the person wants of this browser: light, dark or of strong contrast, else as the system is;
 * whether it shows notifications, and whether a call rings.
 */
const KEY = 'hallway.look';
const NOTIFIED = 'hallway.notify';
const SILENT = 'hallway.silent';
export const LOOKS = ['system', 'light', 'dark', 'contrast'] as const;
export type Look = (typeof LOOKS)[number];

export function chosenLook(): Look {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Some browsers keep nothing.
  }
  return LOOKS.find((look) => look === kept) ?? 'system';
}

/** Shown at once, and from now on. */
export function chooseLook(look: Look): void {
  try {
    localStorage.setItem(KEY, look);
  } catch {
    // Then it holds for this tab.
  }
  showLook(look);
}

export function showLook(look = chosenLook()): void {
  if (look === 'system') delete document.documentElement.dataset['look'];
  else document.documentElement.dataset['look'] = look;
}

/** The person asked for it, and the browser lets it. */
export function mayNotify(): boolean {
  try {
    return localStorage.getItem(NOTIFIED) !== null && Notification.permission === 'granted';
  } catch {
    // Some browsers keep nothing, others know no notifications.
    return false;
  }
}

export function chooseNotified(on: boolean): void {
  mark(NOTIFIED, on);
}

export function maySound(): boolean {
  try {
    return localStorage.getItem(SILENT) === null;
  } catch {
    return true;
  }
}

export function chooseSounds(on: boolean): void {
  mark(SILENT, !on);
}

function mark(key: string, on: boolean): void {
  if (on) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
}
