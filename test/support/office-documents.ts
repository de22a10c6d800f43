/** Small documents of office programs, made in code. */
import { crc32, deflateRawSync } from 'node:zlib';

/** A zip file; entries are packed where that is asked for. */
export function zip(
  entries: readonly (readonly [string, string | Buffer])[],
  packed = false,
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entries) {
    const bytes = Buffer.from(content);
    const data = packed ? deflateRawSync(bytes, { level: 9 }) : bytes;
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(packed ? 8 : 0, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), data]);
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(offset, 12);
    directory.push(
      Buffer.concat([
        Buffer.from('PK\u0001\u0002'),
        Buffer.from([20, 0]),
        head,
        tail.subarray(2),
        Buffer.from(name),
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end]);
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const RELATIONS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
  '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';

/** A letter for a word processor with one page for each text. */
export function docx(pages: readonly string[]): Buffer {
  const paragraphs = pages
    .map((text, index) => {
      const before = index === 0 ? '' : '<w:r><w:br w:type="page"/></w:r>';
      return `<w:p>${before}<w:r><w:t>${text}</w:t></w:r></w:p>`;
    })
    .join('');
  return zip([
    ['[Content_Types].xml', TYPES],
    ['_rels/.rels', RELATIONS],
    ['word/document.xml', wordDocument(paragraphs)],
  ]);
}

export function wordDocument(body: string): string {
  return (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">' +
    `<w:body>${body}</w:body></w:document>`
  );
}

/** A few kilobytes that become hundreds of megabytes of paragraphs. */
export function docxBomb(): Buffer {
  const body = '<w:p><w:r><w:t>a</w:t></w:r></w:p>'.repeat(6_000_000);
  return zip(
    [
      ['[Content_Types].xml', TYPES],
      ['_rels/.rels', RELATIONS],
      ['word/document.xml', wordDocument(body)],
    ],
    true,
  );
}
