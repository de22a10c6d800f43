/**
 * The words of the dashboard in the person's language. The English text of a message is its name;
 * the other languages are tables beside this file, loaded only where they are wanted, and before
 * anything is shown: a change of language loads the page anew.
 */
import { configureLocalization, msg } from '@lit/localize';

/** As each calls itself. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  zh: '简体中文',
} as const;
export type Language = keyof typeof LANGUAGES;

type Table = Readonly<Record<string, string>>;
const KEY = 'hallway.language';
const FOREIGN: Readonly<Record<string, () => Promise<{ default: Table }>>> = {
  de: () => import('./de.json', { with: { type: 'json' } }),
  fr: () => import('./fr.json', { with: { type: 'json' } }),
  es: () => import('./es.json', { with: { type: 'json' } }),
  zh: () => import('./zh.json', { with: { type: 'json' } }),
};

const { setLocale } = configureLocalization({
  sourceLocale: 'en',
  targetLocales: Object.keys(FOREIGN),
  loadLocale: async (language) => ({ templates: (await FOREIGN[language]?.())?.default ?? {} }),
});

function known(code: string | null | undefined): Language | undefined {
  const language = code?.toLowerCase().split('-')[0] ?? '';
  return Object.hasOwn(LANGUAGES, language) ? (language as Language) : undefined;
}

/** As it was chosen in this browser; undefined: as the browser is. */
export function chosenLanguage(): Language | undefined {
  try {
    return known(localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}

/** `undefined`: as the browser is. Loads the page anew. */
export function chooseLanguage(language: Language | undefined): void {
  try {
    if (language === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, language);
  } catch {
    // Some browsers keep nothing.
  }
  location.reload();
}

function wantedLanguage(): Language {
  return chosenLanguage() ?? navigator.languages.map(known).find((one) => one) ?? 'en';
}

/** Dates, numbers and sizes as this person writes them: `en-GB`, where the browser says so. */
export const formatLocale: string =
  navigator.languages.find((one) => known(one) === wantedLanguage()) ?? wantedLanguage();

/** Before anything else is loaded. In English where the words of the language cannot be had. */
export async function speak(): Promise<void> {
  const language = wantedLanguage();
  const { documentElement } = document;
  try {
    await setLocale(language);
    documentElement.lang = language;
  } catch {
    documentElement.lang = 'en';
  }
  documentElement.dir = directionOf(documentElement.lang);
}

/** Scripts that are written from right to left, of languages that people have on PCs. */
const RIGHT_TO_LEFT = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  const { script } = new Intl.Locale(language).maximize();
  return RIGHT_TO_LEFT.has(script ?? '') ? 'rtl' : 'ltr';
}

/** One message in the person's language; `{0}` and on stand for the values. */
export function phrase(english: string, ...values: readonly (string | number)[]): string {
  const words = msg(english, { id: english });
  return values.length === 0
    ? words
    : words.replace(/\{(\d)\}/g, (_all, place: string) => String(values[Number(place)] ?? ''));
}

/** A table of messages, however deep, in the person's language. */
export function translated<T>(table: T): T {
  return each(table) as T;
}

function each(value: unknown): unknown {
  if (typeof value === 'string') return phrase(value);
  if (Array.isArray(value)) return value.map(each);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one)]));
}
