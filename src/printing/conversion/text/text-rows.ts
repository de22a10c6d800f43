/** Plain text as rows of a grid of columns: tabs, page breaks, wide characters, long lines. */

/** A line of the text, or a part of it that fits into the columns. */
export interface TextRow {
  text: string;
  /** It begins a new page. */
  breaks: boolean;
}

const TAB = 8;
/** East Asian wide and full-width characters (UAX 11), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
/** Marks that stand on the character before, and what shows nothing. */
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}]/u;
/** What nobody can print; tab, line feed and form feed were dealt with. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufeff]/gu;

/** Columns that one character takes. */
function columnsOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NARROW.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** The rows in order, in at most `columns`. */
export function* textRows(text: string, columns: number): Generator<TextRow> {
  const pages = text.replace(/\r\n?/g, '\n').split('\f');
  for (const [index, page] of pages.entries()) {
    // The end of a line or page begins no empty one.
    const lines = page.split('\n');
    if (lines.length > 1 && lines.at(-1) === '') lines.pop();
    if (index === pages.length - 1 && index > 0 && page === '') return;
    let breaks = index > 0;
    for (const line of lines) {
      for (const part of wrapped(expandTabs(line.replace(CONTROLS, '')), columns)) {
        yield { text: part, breaks };
        breaks = false;
      }
    }
  }
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  let column = 0;
  for (const character of line) {
    if (character === '\t') {
      const spaces = TAB - (column % TAB);
      out += ' '.repeat(spaces);
      column += spaces;
    } else {
      out += character;
      column += columnsOf(character);
    }
  }
  return out;
}

/** Breaks at the last space if there is one in the second half, else anywhere. */
function* wrapped(line: string, columns: number): Generator<string> {
  if (line.length <= columns / 2) {
    yield line;
    return;
  }
  let start = 0;
  let space = -1;
  let column = 0;
  let spaceColumn = 0;
  let at = 0;
  for (const character of line) {
    const wide = columnsOf(character);
    if (column + wide > columns && at > start) {
      const atSpace = space > start && spaceColumn > columns / 2;
      const end = atSpace ? space : at;
      yield line.slice(start, end);
      start = atSpace ? space + 1 : at;
      column = atSpace ? column - spaceColumn - 1 : 0;
      space = -1;
    }
    if (character === ' ') [space, spaceColumn] = [at, column];
    column += wide;
    at += character.length;
  }
  yield line.slice(start);
}
