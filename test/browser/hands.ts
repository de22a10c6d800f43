/** What a person does with the dashboard, by keyboard alone or by mouse. */
import type { Locator, Page } from 'playwright-core';
import { arrowTo, press, tabTo, write } from './keys.ts';

export interface Hand {
  readonly page: Page;
  /** A button, a link or what unfolds more, that is called so or begins so. */
  press(name: string): Promise<void>;
  tick(name: string): Promise<void>;
  /** In place of what is in the field. */
  write(field: string, words: string): Promise<void>;
  /** A file in a list; `first` is the list's first entry. */
  select(name: string, first: string): Promise<void>;
  /** What is selected. */
  remove(): Promise<void>;
  search(words: string): Promise<void>;
}

export const HANDS = {
  keyboard: (page: Page): Hand => ({
    page,
    press: (name) => press(page, name),
    async tick(name) {
      await tabTo(page, name);
      await page.keyboard.press('Space');
    },
    write: (field, words) => write(page, field, words),
    async select(name, first) {
      await tabTo(page, first);
      await arrowTo(page, name);
      await page.keyboard.press('Space');
    },
    remove: () => page.keyboard.press('Delete'),
    async search(words) {
      await page.keyboard.press('/');
      await page.locator('main input[type=search]:focus').waitFor();
      await page.keyboard.type(words);
    },
  }),
  mouse: (page: Page): Hand => ({
    page,
    press: (name) => shown(page, name).then((one) => one.click()),
    tick: (name) => page.getByLabel(name).filter({ visible: true }).first().click(),
    async write(field, words) {
      await page.getByRole('textbox', { name: field }).filter({ visible: true }).first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(words);
    },
    async select(name) {
      await page.getByRole('button', { name }).hover();
      await page.getByRole('checkbox', { name: `Select ${name}` }).click();
    },
    remove: () => page.getByRole('button', { name: 'Delete', exact: true }).click(),
    async search(words) {
      await (await shown(page, 'Search')).click();
      await page.locator('main input[type=search]').click();
      await page.keyboard.type(words);
    },
  }),
} as const;

const EXACT_MS = 1500;

/** One that is called exactly so goes before one that begins so. */
async function shown(page: Page, name: string): Promise<Locator> {
  const named = (text: RegExp): Locator =>
    page
      .getByRole('button', { name: text })
      .or(page.getByRole('link', { name: text }))
      .or(page.locator('summary', { hasText: text }))
      .filter({ visible: true })
      .first();
  const start = `^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  const exact = named(new RegExp(`${start}\\s*$`));
  return exact.waitFor({ timeout: EXACT_MS }).then(
    () => exact,
    () => named(new RegExp(start)),
  );
}
