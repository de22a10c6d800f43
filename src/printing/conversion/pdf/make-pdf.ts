/** A PDF made of the pages of another: some of them, several copies, or laid out on sheets. */
import type { PageRange, SheetSetup, StepResult } from '../conversion-step.ts';
import type { OutputFile } from '../output-file.ts';
import { countSides, layOut } from '../sheet-layout.ts';
import type { PageForm, PdfDocument } from './pdf-document.ts';
import type { Pdfium } from './pdfium.ts';
import { requirePages } from './require-pages.ts';

interface PagesWanted {
  pages?: readonly PageRange[] | undefined;
  copies?: number | undefined;
  twoSided: boolean;
}

/** The pages stay as they are, whatever paper they are for. */
export function pickPages(
  pdfium: Pdfium,
  source: PdfDocument,
  out: OutputFile,
  wanted: PagesWanted,
): StepResult {
  const pages = requirePages(source.pages, wanted.pages);
  const copies = wanted.copies ?? 1;
  const made = pdfium.create();
  for (let copy = 1; copy <= copies; copy += 1) {
    made.import(source, pages);
    // The next copy begins on a sheet of its own.
    if (wanted.twoSided && pages.length % 2 === 1 && copy < copies)
      made.addPage(source.size(pages.at(-1) ?? 0)).end();
  }
  made.save(out);
  return { pages: made.pages };
}

/** Every side becomes a page of the paper's size. */
export function makeSheets(
  pdfium: Pdfium,
  source: PdfDocument,
  out: OutputFile,
  sheets: SheetSetup,
  progress: (done: number, total: number) => void,
): StepResult {
  const pages = requirePages(source.pages, sheets.pages);
  const total = countSides(pages.length, sheets);
  const made = pdfium.create();
  const forms = new Map<number, PageForm>();
  const formOf = (page: number): PageForm => {
    const form = forms.get(page) ?? source.form(page, made);
    forms.set(page, form);
    return form;
  };
  let done = 0;
  for (const { placements } of layOut(pages, sheets, (page) => source.size(page))) {
    const sheet = made.addPage(sheets.paper);
    for (const { page, matrix } of placements) sheet.place(formOf(page), matrix);
    sheet.end();
    done += 1;
    progress(done, total);
  }
  made.save(out);
  return { pages: total };
}
