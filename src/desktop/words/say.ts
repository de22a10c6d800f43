/** One message of the desktop in a language. */
import { chinese } from './chinese.ts';
import { english, type Forms, type MessageKey, type Table } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import type { Language } from './language.ts';
import { spanish } from './spanish.ts';

export const TABLES: Readonly<Record<Language, Table>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  zh: chinese,
};

interface Grammar {
  plurals: Intl.PluralRules;
  numbers: Intl.NumberFormat;
}

const grammars = new Map<Language, Grammar>();

/** Made once for each language that is spoken: it costs a while. */
function grammarOf(language: Language): Grammar {
  let grammar = grammars.get(language);
  if (!grammar) {
    grammar = {
      plurals: new Intl.PluralRules(language),
      numbers: new Intl.NumberFormat(language),
    };
    grammars.set(language, grammar);
  }
  return grammar;
}

/** Values are put in as they are, so they must be clean; of messages that count the first is a number. */
export function say(
  language: Language,
  key: MessageKey,
  ...values: readonly (string | number)[]
): string {
  const message = TABLES[language][key];
  const { plurals, numbers } = grammarOf(language);
  const form = typeof message === 'string' ? message : formOf(message, plurals, values[0]);
  return form.replace(/\{(\d)\}/g, (_all, place: string) => {
    const value = values[Number(place)] ?? '';
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

function formOf(forms: Forms, plurals: Intl.PluralRules, count: string | number | undefined) {
  return forms[plurals.select(Number(count))] ?? forms.other;
}

export function isMessage(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}
