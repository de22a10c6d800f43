/**
 * Plain text as a PDF: 10 points on 12, in columns as in a terminal. Latin letters in the font that
 * every PDF reader has; a text with others in fonts of this PC.
 */
import type { PaperSetup, StepResult } from '../conversion-step.ts';
import { ConversionFault } from '../conversion-fault.ts';
import type { InputFile } from '../input-file.ts';
import { MAX_PAGES, TEXT_BYTES } from '../limits.ts';
import type { OutputFile } from '../output-file.ts';
import { BUILT_IN_FONT, PdfWriter, type TextRun } from '../pdf/pdf-writer.ts';
import { type DirectedText, visualOrder } from './bidi.ts';
import { decodeText } from './decode-text.ts';
import { FontFinder, type FoundFont } from './fonts.ts';
import { textRows } from './text-rows.ts';

const SIZE = 10;
/** Of one column: a Courier letter is six tenths of its size wide. */
const COLUMN = 6;
const LEADING = 12;
/** From the top of a row to its baseline. */
const ASCENT = 9;
/** Fifteen millimetres, to hold and to punch. */
const EDGE = 42;
/** Shown where no font has the character. */
const MISSING = '?';

export interface TextJob {
  setup: PaperSetup;
  landscape: boolean;
}

export async function textToPdf(
  input: InputFile,
  out: OutputFile,
  { setup, landscape }: TextJob,
  fontFolders: readonly string[],
  progress: (pages: number) => void,
): Promise<StepResult> {
  const { paper, margins } = setup;
  const lies = landscape !== paper.width > paper.height;
  const page = lies ? { width: paper.height, height: paper.width } : paper;
  const edge = Math.min(
    Math.max(EDGE, margins.top, margins.right, margins.bottom, margins.left),
    Math.min(page.width, page.height) / 4,
  );
  const columns = Math.max(10, Math.floor((page.width - 2 * edge) / COLUMN));
  const perPage = Math.max(1, Math.floor((page.height - 2 * edge) / LEADING));
  const writer = new PdfWriter(out);
  const all = decodeText(input.whole(TEXT_BYTES));
  // One look for the whole text: a mixture of fonts is used only where it must be.
  const finder = BUILT_IN.test(all) ? undefined : new FontFinder(fontFolders);
  const setter = new Typesetter(writer, finder);
  let pages = 0;
  let row = perPage;
  for (const { text, breaks } of textRows(all, columns)) {
    if (breaks || row >= perPage) {
      if (pages >= MAX_PAGES)
        throw new ConversionFault('limit', `The text has more than ${MAX_PAGES} pages.`);
      await writer.page(page);
      pages += 1;
      row = 0;
      progress(pages);
    }
    setter.row(text, edge, edge + row * LEADING + ASCENT, columns * COLUMN);
    row += 1;
  }
  if (pages === 0) throw new ConversionFault('broken', 'The text is empty.');
  await writer.end();
  const { missing } = setter;
  return missing.size === 0
    ? { pages }
    : { pages, note: `No font of this PC shows ${Array.from(missing).slice(0, 5).join(' ')}.` };
}

/** What the built-in font shows: the characters of Windows-1252 (PDF 1.7 annex D). */
const BUILT_IN =
  /^[\t\n\f\r\u0020-\u007e\u00a0-\u00ff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]*$/;
/** Goes to the left by itself, so that a font's shaping turns it round. */
const TURNS =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Stands in the font of its neighbour. */
const JOINS = /[\p{Mn}\p{Me}\p{Cf}\p{Zs}\p{P}]/u;

class Typesetter {
  /** What no font has. */
  readonly missing = new Set<string>();
  readonly #writer: PdfWriter;
  readonly #finder: FontFinder | undefined;
  readonly #names = new Map<FoundFont, string>();
  readonly #known = new Map<string, FoundFont | undefined>();

  /** Without a finder the built-in font has to do for everything. */
  constructor(writer: PdfWriter, finder: FontFinder | undefined) {
    this.#writer = writer;
    this.#finder = finder;
  }

  row(text: string, left: number, baseline: number, width: number): void {
    if (text.trim() === '') return;
    if (!this.#finder) {
      const run = { text, font: BUILT_IN_FONT, size: SIZE, rightToLeft: false };
      this.#writer.text(run, left, baseline);
      return;
    }
    const { parts, fromRight } = visualOrder(text);
    let runs = parts.flatMap((part) => this.#runs(part));
    const natural = runs.reduce((sum, run) => sum + this.#writer.width(run), 0);
    // Wide glyphs of other fonts must not run over the edge.
    const factor = Math.min(1, width / natural);
    if (factor < 1) runs = runs.map((run) => ({ ...run, size: run.size * factor }));
    let x = fromRight ? left + width - natural * factor : left;
    for (const run of runs) {
      this.#writer.text(run, x, baseline);
      x += this.#writer.width(run);
    }
  }

  /** Neighbours of one font together, for letters shape each other; from the left on the paper. */
  #runs({ text, rightToLeft }: DirectedText): TextRun[] {
    const runs: TextRun[] = [];
    let last: FoundFont | undefined;
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      const font = JOINS.test(character) && last?.has(code) ? last : this.#font(character);
      const shown = font || BUILT_IN.test(character) ? character : MISSING;
      if (shown !== character) this.missing.add(character);
      const name = font ? this.#name(font) : BUILT_IN_FONT;
      const run = runs.at(-1);
      if (run?.font === name) run.text += shown;
      else runs.push({ text: shown, font: name, size: SIZE, rightToLeft });
      last = font;
    }
    return rightToLeft ? runs.reverse().map(turned) : runs;
  }

  #font(character: string): FoundFont | undefined {
    if (!this.#known.has(character))
      this.#known.set(character, this.#finder?.find(character.codePointAt(0) ?? 0));
    return this.#known.get(character);
  }

  #name(font: FoundFont): string {
    const known = this.#names.get(font);
    if (known) return known;
    const name = `font-${this.#names.size + 1}`;
    this.#writer.font(name, font.path, font.family);
    this.#names.set(font, name);
    return name;
  }
}

/** Signs without a letter among them are turned by nobody else. */
function turned(run: TextRun): TextRun {
  if (TURNS.test(run.text)) return run;
  return { ...run, text: Array.from(run.text).reverse().join('') };
}
