/** The text of a PDF, for whoever looks for words. */
import { Pdfium } from './pdfium.ts';

let pdfium: Promise<Pdfium> | undefined;

/** At most `max` characters. Throws a `ConversionFault` where it is damaged or protected. */
export async function pdfText(bytes: Buffer, max: number): Promise<string> {
  const document = (await (pdfium ??= Pdfium.load())).open({
    size: bytes.length,
    read: (into, offset, position, length) =>
      bytes.copy(into, offset, position, length === undefined ? undefined : position + length),
  });
  try {
    let text = '';
    for (let page = 0; page < document.pages && text.length < max; page += 1)
      text += `${document.text(page, max - text.length)}\n`;
    return text;
  } finally {
    document.close();
  }
}
