/** Light, dark or of strong contrast, as the person wants it in this browser; else as the system is. */
const KEY = 'hallway.look';
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
