/** What a document is, by its first bytes. */
import assert from 'node:assert/strict';
import { acceptsFormat, requireFormat, sniffFormat } from '../../src/printing/document-format.ts';
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
    };
    for (const [format, head] of Object.entries(samples)) assert.equal(sniffFormat(head), format);
    assert.equal(
      sniffFormat(Buffer.from('Gr\u00fc\u00dfe!', 'latin1')),
      'application/octet-stream',
    );
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
