/**
 * What a notice says in the person's language. Notices are kept in English; the sentence with which
 * one begins is ours and is said anew, what follows was said by a printer or by another PC.
 */
import { displayText } from '../../base/text.ts';
import type { DesktopNotice } from '../facts.ts';
import type { MessageKey } from './english.ts';
import type { Language } from './language.ts';
import { isMessage, say } from './say.ts';

const SENTENCES: Readonly<Record<string, readonly MessageKey[]>> = {
  'job-done': ['printed'],
  'job-failed': ['notPrinted'],
  'job-question': ['asksMine', 'asksOther'],
  'job-waits': ['waits'],
};

export function noticeTitle(language: Language, { kind }: DesktopNotice): string {
  return isMessage(kind) ? say(language, kind) : 'Hallway';
}

export function noticeText(language: Language, notice: DesktopNotice): string {
  const text = displayText(notice.text, 600);
  if (language === 'en' || !notice.about) return text;
  for (const sentence of sentences(notice.kind, notice.about)) {
    const begins = sentence('en');
    if (text.startsWith(begins)) return sentence(language) + text.slice(begins.length);
  }
  return text;
}

type Sentence = (language: Language) => string;

function sentences(kind: string, about: NonNullable<DesktopNotice['about']>): Sentence[] {
  const printer = displayText(about.printer, 63);
  const { trouble } = about;
  if (trouble !== undefined)
    return isMessage(trouble)
      ? [(language) => say(language, 'trouble', say(language, trouble), printer)]
      : [];
  const name = displayText(about.document, 120, 'Document');
  const named: Sentence[] = [
    (language) => say(language, 'document', name, printer),
    (language) => say(language, 'document', say(language, 'privateDocument'), printer),
  ];
  return (SENTENCES[kind] ?? []).flatMap((key) =>
    named.map(
      (document): Sentence =>
        (language) =>
          say(language, key, document(language)),
    ),
  );
}
