/** The order in which a row of text is drawn (the Unicode Bidirectional Algorithm, UAX 9). */
import bidiFactory from 'bidi-js';

/** Characters of one direction, in the order of reading. */
export interface DirectedText {
  text: string;
  rightToLeft: boolean;
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What we call of the package, whose types do not fit its module. */
interface Bidi {
  getEmbeddingLevels(text: string): { levels: Uint8Array; paragraphs: { level: number }[] };
  getReorderedIndices(text: string, embedding: { levels: Uint8Array }): number[];
  getMirroredCharactersMap(text: string, levels: Uint8Array): Map<number, string>;
}

let bidi: Bidi | undefined;

/** From left to right on the paper; `fromRight`: the row begins at the right edge. */
export function visualOrder(row: string): { parts: DirectedText[]; fromRight: boolean } {
  if (!RIGHT_TO_LEFT.test(row))
    return { parts: row === '' ? [] : [{ text: row, rightToLeft: false }], fromRight: false };
  bidi ??= (bidiFactory as unknown as () => Bidi)();
  const embedding = bidi.getEmbeddingLevels(row);
  const levels = embedding.levels;
  const order = bidi.getReorderedIndices(row, embedding);
  const mirrored = bidi.getMirroredCharactersMap(row, levels);
  const parts: DirectedText[] = [];
  let level = -1;
  for (const index of order) {
    const rightToLeft = (levels[index] ?? 0) % 2 === 1;
    const character = rightToLeft ? (mirrored.get(index) ?? row[index] ?? '') : (row[index] ?? '');
    const last = parts.at(-1);
    if (last && levels[index] === level)
      last.text = rightToLeft ? character + last.text : last.text + character;
    else parts.push({ text: character, rightToLeft });
    level = levels[index] ?? 0;
  }
  return { parts, fromRight: (embedding.paragraphs[0]?.level ?? 0) % 2 === 1 };
}
