/** The languages of what the agent itself says; the dashboard has the same. */

export const LANGUAGES = ['en', 'de', 'fr', 'es', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * The language of a locale as systems write them: `de-AT`, `de_AT.UTF-8`, `zh_Hans`. Undefined where
 * Hallway does not speak it, and for `C` and `POSIX`.
 */
export function languageOf(locale: string | undefined): Language | undefined {
  const code = locale?.toLowerCase().split(/[-_.@]/)[0];
  return LANGUAGES.find((language) => language === code);
}

/** More than people list. */
const MOST_LISTED = 20;

/** The best of an `Accept-Language` (RFC 9110 section 12.5.4); English where none is ours. */
export function acceptedLanguage(header: string | undefined): Language {
  const listed = (header ?? '').split(',', MOST_LISTED).map((range) => {
    const [tag = '', ...rest] = range.trim().split(';');
    const weight = /^\s*q=([\d.]+)\s*$/.exec(rest.at(-1) ?? '')?.[1];
    return { language: languageOf(tag.trim()), weight: weight === undefined ? 1 : Number(weight) };
  });
  const [best] = listed
    .filter(({ language, weight }) => language && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best?.language ?? 'en';
}
