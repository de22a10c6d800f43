/**
 * Letters by mail as programs save them (RFC 5322, MIME: RFC 2045 to 2047): who wrote to whom about
 * what, the text, and the names of what was attached.
 */
import PostalMime, { type Address } from 'postal-mime';
import { seenInHtml } from './markup-text.ts';
import type { TextExtractor } from './text-extractor.ts';

/** What comes later are attachments, whose text is not looked for. */
const BYTES = 8 * 1024 * 1024;
const MAX_HEADERS = 256 * 1024;
const MAX_DEPTH = 32;

const HEADERS = new Set(['from', 'to', 'subject', 'date', 'received', 'content-type']);

export const mailText: TextExtractor = {
  endings: ['eml', 'mht', 'mhtml'],
  maxBytes: Number.POSITIVE_INFINITY,
  extract: async ({ read }) => {
    const mail = await PostalMime.parse(await read(BYTES), {
      maxNestingDepth: MAX_DEPTH,
      maxHeadersSize: MAX_HEADERS,
    });
    if (!mail.headers.some(({ key }) => HEADERS.has(key))) throw new Error('This is no mail.');
    const people = [mail.from, ...(mail.to ?? []), ...(mail.cc ?? [])].flatMap(named);
    const attached = mail.attachments.map(({ filename }) => filename ?? '');
    const text = mail.text ?? (mail.html === undefined ? '' : seenInHtml(mail.html));
    const lines = [mail.subject, people.join(', '), mail.date?.slice(0, 10), text, ...attached];
    return lines.filter(Boolean).join('\n').trim();
  },
};

function named(address: Address | undefined): string[] {
  if (!address) return [];
  if (address.group) return [address.name, ...address.group.flatMap(named)];
  return [`${address.name} ${address.address}`.trim()];
}
