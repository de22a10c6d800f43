/** A PDF as offices print them: text, a table, a curve and a photograph on each page. */
import { deflateSync } from 'node:zlib';
import { pdfOf, streamOf } from '../printing/conversion/odd-pdfs.ts';

const WORDS =
  'the office orders paper and toner for every printer on this floor before the end of each month'.split(
    ' ',
  );

export function officePdf(pages: number): Buffer {
  const first = 5;
  const kids = Array.from({ length: pages }, (_page, index) => `${first + index * 2} 0 R`).join(
    ' ',
  );
  const objects: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    photograph(600, 400),
  ];
  for (let page = 0; page < pages; page += 1)
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${first + page * 2 + 1} 0 R ` +
        '/Resources << /Font << /F 3 0 R >> /XObject << /P 4 0 R >> >> >>',
      streamOf(content(page)),
    );
  return pdfOf(objects);
}

function content(page: number): string {
  const lines = Array.from({ length: 40 }, (_line, line) => {
    const words = Array.from(
      { length: 14 },
      (_word, word) => WORDS[(page * 7 + line * 5 + word * 3) % WORDS.length],
    );
    return `1 0 0 1 50 ${780 - line * 12} Tm (${words.join(' ')}) Tj`;
  });
  const cells = Array.from({ length: 6 }, (_row, row) => `50 ${240 - row * 20} 240 20 re S`);
  const curve = Array.from(
    { length: 60 },
    (_point, x) => `${310 + x * 4} ${180 + Math.sin((x + page) / 5) * 60} l`,
  );
  return `BT /F 10 Tf ${lines.join(' ')} ET 0.5 w ${cells.join(' ')} 0.8 0.1 0.1 RG 2 w 310 180 m ${curve.join(' ')} S q 240 0 0 80 310 20 cm /P Do Q`;
}

function photograph(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 7 + (at >> 9) * 13) & 0xff;
  return streamOf(
    deflateSync(pixels),
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode`,
  );
}
