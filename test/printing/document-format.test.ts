/** What a document is, by its first bytes. */
import assert from 'node:assert/strict';
import { acceptsFormat, requireFormat, sniffFormat } from '../../src/printing/document-format.ts';
import { docx, zip } from '../support/office-documents.ts';
import { makePdf } from '../support/pdf.ts';

describe('document format', () => {
  it('is told by the first bytes', () => {
    const samples: Record<string, Buffer> = {
      'application/pdf': makePdf(),
      'application/postscript': Buffer.from('%!PS-Adobe-3.0'),
      'image/jpeg': Buffer.from('ffd8ffe0', 'hex'),
      'image/png': Buffer.from('89504e470d0a1a0a', 'hex'),
      'image/pwg-raster': Buffer.from('RaS2PwgRaster'),
      'image/urf': Buffer.from('UNIRAST\0'),
      'text/plain': Buffer.from('Größe\t1\n').subarray(0, 7),
      'application/octet-stream': Buffer.from('\u001b%-12345X@PJL'),
      'image/gif': Buffer.from('GIF89a'),
      'image/tiff': Buffer.from('II*\0\u0008'),
      'image/webp': Buffer.from('RIFF\0\0\0\0WEBPVP8 '),
      'image/bmp': Buffer.concat([Buffer.from('BM'), Buffer.alloc(40)]),
      'image/heic': Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic'),
      'image/avif': Buffer.from('\0\0\0\u0018ftypmif1\0\0\0\0mif1avif'),
      'application/rtf': Buffer.from('{\\rtf1 '),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document': docx(['Letter']),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': zip([
        ['_rels/.rels', ''],
        ['xl/workbook.xml', ''],
      ]),
      'application/vnd.oasis.opendocument.text': zip([
        ['mimetype', 'application/vnd.oasis.opendocument.text'],
      ]),
    };
    for (const [format, head] of Object.entries(samples)) assert.equal(sniffFormat(head), format);
    assert.equal(
      sniffFormat(Buffer.from('Gr\u00fc\u00dfe!', 'latin1')),
      'application/octet-stream',
    );
    assert.equal(sniffFormat(zip([['a.txt', 'a']])), 'application/octet-stream');
    assert.equal(sniffFormat(Buffer.from('fffe4100', 'hex')), 'text/plain');
    assert.equal(sniffFormat(Buffer.alloc(0)), 'application/octet-stream');
  });

  it('is left to a printer that takes anything', () => {
    assert.ok(acceptsFormat(['application/octet-stream'], 'image/png'));
    assert.ok(acceptsFormat([], 'image/png'));
    assert.ok(!acceptsFormat(['application/pdf'], 'image/png'));
  });

  it('is refused with what the printer takes', () => {
    const printer = { name: 'Laser', formats: ['application/pdf', 'image/urf'] };
    assert.throws(() => requireFormat(printer, 'image/png'), {
      code: 'printer.format',
      fix: 'It takes application/pdf, image/urf.',
    });
  });
});
