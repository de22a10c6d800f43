/** Rich Text Format 1.9.1: control words out, characters in; what people do not read is passed over. */
import { MAX_TEXT, type TextExtractor } from './text-extractor.ts';

/** Groups that hold fonts, colours, pictures and the like. */
const UNSEEN = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'listtable',
  'listoverridetable',
  'info',
  'pict',
  'object',
  'themedata',
  'datastore',
  'latentstyles',
  'rsidtbl',
  'generator',
]);
const BREAKS = new Set(['par', 'line', 'tab', 'cell', 'row', 'page', 'sect']);
const BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 1000;

const TOKEN =
  /\\'([0-9a-f]{2})|\\([a-z]{1,32})(-?\d{1,10})? ?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/giy;

export const richText: TextExtractor = {
  endings: ['rtf'],
  maxBytes: BYTES,
  extract: async ({ read }) => rtfText((await read(BYTES)).toString('latin1')),
};

export function rtfText(rtf: string): string {
  if (!rtf.startsWith('{\\rtf')) throw new Error('This is no rich text.');
  const groups: { unseen: boolean; skip: number }[] = [];
  let now = { unseen: false, skip: 1 };
  let left = 0;
  let text = '';
  const say = (characters: string): void => {
    for (const character of characters) {
      // What stands behind a Unicode character is for readers that know none.
      if (left > 0) left -= 1;
      else if (!now.unseen) text += character;
    }
  };
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(rtf); found && text.length < MAX_TEXT; found = TOKEN.exec(rtf)) {
    const [, hex, word, number, symbol, brace, plain] = found;
    if (brace === '{') {
      if (groups.length >= MAX_DEPTH) throw new Error('This is nested too deeply.');
      groups.push({ ...now });
    } else if (brace === '}') now = groups.pop() ?? now;
    else if (hex) say(WINDOWS.decode(Buffer.from(hex, 'hex')));
    else if (plain) say(plain);
    else if (symbol === '*') now.unseen = true;
    else if (symbol === '~') say('\u00a0');
    else if (symbol && '\\{}'.includes(symbol)) say(symbol);
    else if (word === 'u' && number) {
      left = 0;
      say(String.fromCharCode(Number(number) & 0xffff));
      left = now.skip;
    } else if (word === 'uc') now.skip = Math.min(10, Math.max(0, Number(number ?? 1)));
    else if (word && UNSEEN.has(word)) now.unseen = true;
    else if (word && BREAKS.has(word)) say('\n');
  }
  return text;
}

const WINDOWS = new TextDecoder('windows-1252');
