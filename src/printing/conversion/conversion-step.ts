/** A conversion as data: what is done to a document, step by step, each from one file to the next. */
import type { RasterColor, RasterQuality, RasterSides, SheetBack } from './raster/page-header.ts';
import type { RasterFormat } from './raster/raster-writer.ts';

/** First and last page, from 1. */
export type PageRange = readonly [number, number];

export type Scaling = 'auto' | 'auto-fit' | 'fill' | 'fit' | 'none';

/** Paper and what may be printed of it, in points. */
export interface PaperSetup {
  paper: { width: number; height: number };
  margins: { top: number; right: number; bottom: number; left: number };
}

export interface SheetSetup extends PaperSetup {
  /** Absent: all. */
  pages?: readonly PageRange[] | undefined;
  numberUp?: number | undefined;
  scaling: Scaling;
  /** Copies that the printer does not make, one after another. */
  copies?: number | undefined;
  twoSided: boolean;
}

export interface RasterSetup {
  format: RasterFormat;
  dpi: number;
  color: RasterColor;
  sides: RasterSides;
  sheetBack: SheetBack;
  quality: RasterQuality;
  /** PWG name of the paper. */
  media: string;
}

export type ConversionStep =
  /** A picture as a PDF of one page on this paper (or several, of a TIFF). */
  | {
      kind: 'image-to-pdf';
      format: string;
      setup: PaperSetup;
      scaling: Scaling;
      landscape: boolean;
    }
  | { kind: 'text-to-pdf'; setup: PaperSetup; landscape: boolean }
  /** PWG raster or URF as a PDF of pictures. */
  | { kind: 'raster-to-pdf' }
  /** A document of an office program, by LibreOffice. */
  | { kind: 'office-to-pdf'; ending: string }
  /** PostScript, by Ghostscript. */
  | { kind: 'postscript-to-pdf' }
  /** Some pages of a PDF, or several copies, as they are. */
  | {
      kind: 'pdf-pages';
      pages?: readonly PageRange[] | undefined;
      copies?: number | undefined;
      twoSided: boolean;
    }
  /** Nothing is made: how many pages there are. */
  | { kind: 'count-pages'; of: 'pdf' | 'raster' }
  /** The pages of a PDF laid out on this paper. */
  | { kind: 'pdf-sheets'; sheets: SheetSetup }
  | { kind: 'pdf-to-raster'; sheets: SheetSetup; raster: RasterSetup };

/** What a step tells of itself. */
export interface StepResult {
  /** Pages, or sides of sheets, of what it made; null: it does not know. */
  pages: number | null;
  /** For the person, where something is not quite as it was: a font that is missing. */
  note?: string | undefined;
  /** The most memory that its process had, where that is known. */
  peakBytes?: number | undefined;
}
