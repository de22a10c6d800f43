/** The dashboard by keyboard alone. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** The element that has the focus, through all shadow roots. */
const FOCUSED = `(() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return one;
})()`;

/** More than any page has. */
const MOST_PRESSES = 120;

/** What the element with the focus is called. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const one = ${FOCUSED};
    const named = one?.getAttribute('aria-label') || one?.labels?.[0]?.innerText;
    return (one?.innerText?.trim() || named || one?.placeholder || '').trim();
  })()`);
}

/** Presses Tab until the element that has the focus is called `name`, or begins so. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (focused.startsWith(name)) return;
    passed.push(focused.split('\n')[0] ?? '');
  }
  assert.fail(`Tab never reached “${name}”, but ${passed.join(' · ')}`);
}

/** Goes there and presses Enter. */
export async function press(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** Goes to a field and writes into it, in place of what is there. */
export async function write(page: Page, name: string, words: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(words);
}

/** Presses an arrow in a list until the entry called `name` has the focus. */
export async function arrowTo(page: Page, name: string, key = 'ArrowDown'): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    if ((await focusedName(page)).startsWith(name)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never reached “${name}”`);
}
