/** The pages of a PDF as PWG raster or URF, one strip of one side after another. */
import type { RasterSetup, SheetSetup, StepResult } from '../conversion-step.ts';
import type { OutputFile } from '../output-file.ts';
import {
  backTransform,
  bytesPerLine,
  type RasterPage,
  type Transform,
  UPRIGHT,
} from '../raster/page-header.ts';
import { RasterWriter } from '../raster/raster-writer.ts';
import { countSides, layOut, type Matrix, type SheetSide } from '../sheet-layout.ts';
import { Dither } from './dither.ts';
import { times } from './matrix.ts';
import type { Canvas, PdfDocument } from './pdf-document.ts';
import { requirePages } from './require-pages.ts';

/** A strip of a side in memory: the whole side where it is small enough. */
const STRIP_BYTES = 40_000_000;

export function drawRaster(
  document: PdfDocument,
  out: OutputFile,
  sheets: SheetSetup,
  raster: RasterSetup,
  progress: (done: number, total: number) => void,
): StepResult {
  const pages = requirePages(document.pages, sheets.pages);
  const total = countSides(pages.length, sheets);
  const writer = new RasterWriter(out, raster.format, total);
  const painter = new Painter(document, sheets, raster, total);
  let done = 0;
  for (const side of layOut(pages, sheets, (page) => document.size(page))) {
    const back = raster.sides !== 'one-sided' && done % 2 === 1;
    const transform = back ? backTransform(raster.sides, raster.sheetBack) : UPRIGHT;
    painter.paint(side, transform, writer);
    done += 1;
    progress(done, total);
  }
  return { pages: total };
}

class Painter {
  readonly #document: PdfDocument;
  readonly #page: RasterPage;
  readonly #canvas: Canvas;
  readonly #rows: number;

  constructor(document: PdfDocument, { paper }: SheetSetup, raster: RasterSetup, total: number) {
    const { dpi, color, sides, quality, media } = raster;
    const width = Math.round((paper.width * dpi) / 72);
    const height = Math.round((paper.height * dpi) / 72);
    this.#document = document;
    this.#page = {
      width,
      height,
      dpi,
      color,
      sides,
      quality,
      media,
      paper,
      total,
      transform: UPRIGHT,
    };
    const pixel = color === 'srgb_8' ? 3 : 1;
    this.#rows = Math.max(1, Math.min(height, Math.floor(STRIP_BYTES / (width * pixel))));
    this.#canvas = document.canvas(width, this.#rows, pixel === 3 ? 'color' : 'gray');
  }

  paint(side: SheetSide, transform: Transform, writer: RasterWriter): void {
    const page = { ...this.#page, transform };
    const { width, height } = page;
    const packer = writer.page(page);
    const lines = lineMaker(page);
    for (let top = 0; top < height; top += this.#rows) {
      const rows = Math.min(this.#rows, height - top);
      this.#document.clear(this.#canvas, { width, height: this.#rows });
      const onto = toPixels(page, transform, top);
      for (const { page: index, matrix } of side.placements)
        this.#document.draw(index, this.#canvas, { width, height: rows }, times(matrix, onto));
      const pixels = this.#canvas.pixels();
      const { bytesPerLine: stride } = this.#canvas;
      for (let row = 0; row < rows; row += 1)
        packer.line(lines(pixels.subarray(row * stride, row * stride + stride)));
    }
    packer.end();
    this.#document.closePage();
  }
}

/** From points of the side, origin at its lower left, to pixels of a strip that begins at `top`. */
function toPixels({ dpi, width, height }: RasterPage, turn: Transform, top: number): Matrix {
  const scale = dpi / 72;
  const upright: Matrix = [scale, 0, 0, -scale, 0, height];
  const turned: Matrix = [
    turn.crossFeed,
    0,
    0,
    turn.feed,
    turn.crossFeed < 0 ? width : 0,
    (turn.feed < 0 ? height : 0) - top,
  ];
  return times(upright, turned);
}

/** Pixels as drawn to bytes as written; the result is used again for the next line. */
function lineMaker(page: RasterPage): (drawn: Uint8Array) => Uint8Array {
  const line = new Uint8Array(bytesPerLine(page));
  switch (page.color) {
    case 'black_8':
      return (drawn) => {
        for (let i = 0; i < line.length; i += 1) line[i] = 255 - (drawn[i] ?? 255);
        return line;
      };
    case 'black_1': {
      const dither = new Dither(page.width);
      return (drawn) => {
        dither.line(drawn, line);
        return line;
      };
    }
    default:
      return (drawn) => drawn;
  }
}
