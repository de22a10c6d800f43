/** Sample folders for the demo: what an office has, small and made here. */
import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Samples {
  readonly shares: readonly { path: string; share: string; access: 'read' | 'write' }[];
  /** Where the virtual printer puts its PDFs. */
  readonly printed: string;
}

/** Fills `folder` for one person; files that are there already stay as they are. */
export function writeSamples(folder: string, name: string): Samples {
  const documents = join(folder, 'Documents');
  const exchange = join(folder, 'Exchange');
  const printed = join(folder, 'Printed');
  for (const path of [join(documents, 'Invoices'), exchange, printed])
    mkdirSync(path, { recursive: true });
  const files: [string, string | Buffer][] = [
    ['Welcome.txt', `This folder is on ${name}'s PC. Copy a file out of it, or print one.\n`],
    ['Opening hours.txt', 'Monday to Thursday 8:00 to 17:00\nFriday 8:00 to 14:00\n'],
    ['Customers.csv', customers()],
    ['Floor plan.svg', floorPlan(name)],
    [join('Invoices', 'Invoice 2041.pdf'), onePagePdf(['Invoice 2041', `From ${name}`, '42.00'])],
    [join('Invoices', 'Invoice 2042.pdf'), onePagePdf(['Invoice 2042', `From ${name}`, '17.50'])],
  ];
  for (const [path, content] of files)
    if (!existsSync(join(documents, path))) writeFileSync(join(documents, path), content);
  const note = join(exchange, 'Put files here.txt');
  if (!existsSync(note))
    writeFileSync(note, 'Everybody in the office may write into this folder.\n');
  return {
    shares: [
      { path: documents, share: `${name}'s documents`, access: 'read' },
      { path: exchange, share: `${name}'s exchange`, access: 'write' },
    ],
    printed,
  };
}

function customers(): string {
  const towns = ['Riverside', 'Hillview', 'Oldport', 'Newbridge'];
  const rows = Array.from({ length: 40 }, (_none, index) => {
    const number = 1001 + index;
    return `${number},Customer ${index + 1},${towns[index % towns.length]},${(index * 37) % 900}.00`;
  });
  return ['number,name,town,turnover', ...rows, ''].join('\r\n');
}

function floorPlan(name: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120" font-family="sans-serif">
  <rect x="5" y="5" width="230" height="110" fill="#fff" stroke="#333" stroke-width="3"/>
  <path d="M80 5v70M160 5v70M5 75h45M75 75h90M190 75h45" stroke="#333" stroke-width="2"/>
  <text x="42" y="45" font-size="12" text-anchor="middle">${name}</text>
  <text x="120" y="45" font-size="12" text-anchor="middle">Printer</text>
  <text x="198" y="45" font-size="12" text-anchor="middle">Meeting</text>
  <text x="120" y="100" font-size="12" text-anchor="middle">Hallway</text>
</svg>
`;
}

/** A one-page A4 PDF 1.4 with lines of plain ASCII text (ISO 32000-1 section 7.5). */
export function onePagePdf(lines: readonly string[]): Buffer {
  const escaped = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`);
  const content = `BT /F1 24 Tf 32 TL 72 740 Td ${escaped.join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ' +
      '/Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
