/**
 * The fonts of this PC, for what the built-in one cannot show: found by their files, the fit ones
 * first, opened only when a character asks for one.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { openSync } from 'fontkit';

export interface FoundFont {
  path: string;
  /** Which one of a collection. */
  family: string | undefined;
  /** True if it has a glyph for it. */
  has: (codePoint: number) => boolean;
}

const FONT_FILE = /\.(?:ttf|otf|ttc|otc)$/i;
const MAX_FILES = 8000;
const MAX_DEPTH = 5;
/** Opened for one document at most. */
const MAX_OPENED = 150;
/** A row of text is in one weight; pictures of glyphs cannot be printed. */
const UNFIT =
  /bold|italic|oblique|black|heavy|light|thin|medium|condensed|narrow|emoji|symbol|math|music|color|icon|dingbat|wingding|webding|-(?:b|i|bi)\./i;

/** What is known to be there on some system, monospaced ones first; then everything plain. */
const PREFERRED = [
  /^dejavusansmono\./i,
  /^liberationmono-regular/i,
  /^notosansmono-regular/i,
  /^(?:consola|cour|menlo|sfnsmono)\./i,
  /^(?:courier new|andale mono)\./i,
  /^(?:notosans(?:mono)?cjk|droidsansfallback|wqy|msgothic|simsun|msyh|malgun|yugoth|pingfang|hiragino sans gb|applesdgothicneo)/i,
  /^(?:dejavusans|notosans-regular|notosansarabic|notonaskharabic-regular|notosanshebrew|segoeui|tahoma|arial|arial unicode|geezapro)\b/i,
  /^noto(?:sans|serif)[a-z]*-regular/i,
  /regular/i,
];

export class FontFinder {
  readonly #folders: readonly string[];
  #files: string[] | undefined;
  readonly #opened: FoundFont[] = [];
  #next = 0;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** The fittest font that has the character; undefined where no font of this PC has it. */
  find(codePoint: number): FoundFont | undefined {
    const known = this.#opened.find((font) => font.has(codePoint));
    if (known) return known;
    this.#files ??= sorted(this.#folders.flatMap((folder) => fontFiles(folder)));
    while (this.#next < this.#files.length && this.#opened.length < MAX_OPENED) {
      const opened = openFonts(this.#files[this.#next] ?? '');
      this.#next += 1;
      this.#opened.push(...opened);
      const found = opened.find((font) => font.has(codePoint));
      if (found) return found;
    }
    return undefined;
  }
}

function sorted(files: readonly string[]): string[] {
  const rank = (file: string): number => {
    const index = PREFERRED.findIndex((pattern) => pattern.test(basename(file)));
    return index < 0 ? PREFERRED.length : index;
  };
  return files
    .filter((file) => !UNFIT.test(basename(file)))
    .map((file) => ({ file, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank || a.file.localeCompare(b.file))
    .map(({ file }) => file);
}

function fontFiles(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (found.length >= MAX_FILES) return;
        const path = join(folder, entry.name);
        if (entry.isDirectory() && depth < MAX_DEPTH) visit(path, depth + 1);
        else if (FONT_FILE.test(entry.name)) found.push(path);
      }
    } catch {
      // A folder that this system has not.
    }
  };
  visit(root, 0);
  return found;
}

/** The font of a file, or the first of a collection; nothing where it cannot be read. */
function openFonts(path: string): FoundFont[] {
  try {
    const opened = openSync(path);
    const first = 'fonts' in opened ? opened.fonts[0] : opened;
    if (!first) return [];
    const family = 'fonts' in opened ? first.postscriptName : undefined;
    return [{ path, family, has: (codePoint) => first.hasGlyphForCodePoint(codePoint) }];
  } catch {
    return [];
  }
}
