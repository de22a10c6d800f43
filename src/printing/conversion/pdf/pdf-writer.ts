/** Makes a PDF of text and pictures, page after page, into a file. Lengths are points. */
import { setImmediate } from 'node:timers/promises';
import Document from 'pdfkit';
import { ConversionFault } from '../conversion-fault.ts';
import type { OutputFile } from '../output-file.ts';
import { type Transform, UPRIGHT } from '../raster/page-header.ts';
import type { PageSize } from '../sheet-layout.ts';

/** One of the fonts that every reader of PDF has (PDF 1.7 section 9.6.2.2). */
export const BUILT_IN_FONT = 'Courier';

/** Part of a line; `size` of its font in points. */
export interface TextRun {
  text: string;
  /** A name from `font`, or `BUILT_IN_FONT`. */
  font: string;
  size: number;
  /** Drawn from its right end. */
  rightToLeft: boolean;
}

export class PdfWriter {
  readonly #document: Document;
  readonly #ended: Promise<void>;
  #failure: unknown;

  constructor(out: OutputFile) {
    const document = new Document({
      autoFirstPage: false,
      compress: true,
      margin: 0,
      info: { Producer: 'Hallway', Creator: 'Hallway' },
    });
    document.on('data', (bytes) => {
      try {
        if (this.#failure === undefined) out.write(bytes);
      } catch (error) {
        this.#failure = error;
      }
    });
    this.#document = document;
    this.#ended = new Promise((resolve, reject) => {
      document.on('end', resolve);
      document.on('error', reject);
    });
  }

  /** Resolves when what was drawn before is in the file. */
  async page({ width, height }: PageSize): Promise<void> {
    this.#document.addPage({ size: [width, height], margin: 0 });
    await setImmediate();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** A font file under a name; `family` picks one of a collection. */
  font(name: string, path: string, family: string | undefined): void {
    this.#document.registerFont(name, path, family);
  }

  width(run: TextRun): number {
    return this.#document.font(run.font).fontSize(run.size).widthOfString(run.text, shaping(run));
  }

  /** `baseline` from the upper edge of the page. */
  text(run: TextRun, left: number, baseline: number): void {
    this.#document
      .font(run.font)
      .fontSize(run.size)
      .text(run.text, left, baseline, {
        lineBreak: false,
        baseline: 'alphabetic',
        ...shaping(run),
      });
  }

  /**
   * A JPEG or a PNG, drawn from its other end where `turn` says so; a JPEG goes in as it is, turned
   * as it says itself.
   */
  image(
    bytes: Uint8Array,
    left: number,
    top: number,
    { width, height }: PageSize,
    turn: Transform = UPRIGHT,
  ): void {
    const { crossFeed, feed } = turn;
    try {
      this.#document.save();
      this.#document.transform(
        crossFeed,
        0,
        0,
        feed,
        crossFeed < 0 ? 2 * left + width : 0,
        feed < 0 ? 2 * top + height : 0,
      );
      this.#document.image(bytes, left, top, { width, height });
      this.#document.restore();
    } catch (error) {
      throw new ConversionFault('broken', 'The picture is damaged and cannot be read.', error);
    }
  }

  async end(): Promise<void> {
    this.#document.end();
    await this.#ended;
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Word by word is quicker, but puts words that go to the left in the wrong order. */
function shaping({ rightToLeft }: TextRun): { features?: string[] } {
  return rightToLeft ? { features: [] } : {};
}
