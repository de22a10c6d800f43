/** PDFs as they come: turned, cut, protected, damaged, and made to do harm. */

/** A PDF of these objects, the first its catalog. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const put = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  objects.forEach((object, index) => {
    offsets.push(length);
    put(Buffer.from(`${index + 1} 0 obj\n`));
    put(Buffer.isBuffer(object) ? object : Buffer.from(object, 'latin1'));
    put(Buffer.from('\nendobj\n'));
  });
  const start = length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  put(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

export function streamOf(content: string | Buffer, dictionary = ''): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${dictionary} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

/** One page with this content; `page` is added to its dictionary. */
export function onePage(
  content: string | Buffer,
  page = '',
  box = '0 0 595 842',
  more: readonly (string | Buffer)[] = [],
): Buffer {
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R ${page} >>`,
    streamOf(content),
    ...more,
  ]);
}

/** Marks of different size in three corners of what its CropBox leaves, turned by `rotate`. */
export function turnedPdf(rotate: number): Buffer {
  const marks =
    '0 g 120 220 60 60 re f 300 220 20 100 re f 130 480 90 15 re f 110 210 290 300 re S';
  return onePage(marks, `/Rotate ${rotate} /CropBox [100 200 420 520]`, '0 0 595 842');
}
