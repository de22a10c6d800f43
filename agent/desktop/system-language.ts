/** The language in which this system speaks to its person. */
import { type Language, languageOf } from '../../src/desktop/words/language.ts';

/**
 * English where Hallway does not speak it. Variables first, in their order (POSIX 8.2; `LANGUAGE`
 * of GNU gettext is a list); Windows sets none of them, and there Node knows the person's locale.
 */
export function systemLanguage(
  env: Readonly<Record<string, string | undefined>>,
  system: string,
  locale: () => string = () => new Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const named = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  const plain = /^(C|POSIX)\b/i.test(named);
  // A plain locale is English whatever LANGUAGE lists.
  const listed = plain || named === '' ? [] : (env['LANGUAGE'] ?? '').split(':');
  const found = [...listed, named].map(languageOf).find((one) => one);
  if (found || plain || (named !== '' && system !== 'win32')) return found ?? 'en';
  return languageOf(locale()) ?? 'en';
}
