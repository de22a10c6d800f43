/** The demo's samples and the page that hands a browser its sign-in. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onePagePdf, writeSamples } from '../../agent/cli/demo/samples.ts';
import { openCommand, redirectPage } from '../../agent/platform/browser.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('cli: demo', () => {
  it('makes PDFs whose cross references hold', () => {
    const text = onePagePdf(['A (b) \\ c']).toString('latin1');
    const table = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
    assert.ok(text.slice(table).startsWith('xref\n'));
    const offsets = Array.from(text.matchAll(/^(\d{10}) 00000 n $/gm), (match) => Number(match[1]));
    assert.equal(offsets.length, 5);
    offsets.forEach((offset, index) =>
      assert.ok(text.slice(offset).startsWith(`${index + 1} 0 obj`)),
    );
  });

  it('furnishes a folder once and leaves what is there', () => {
    const folder = temporaryFolder();
    try {
      const { shares, printed } = writeSamples(folder.path, 'Anna');
      assert.deepEqual(shares.map((share) => share.access).sort(), ['read', 'write']);
      assert.deepEqual(readdirSync(printed), []);
      const own = join(folder.path, 'Documents', 'Welcome.txt');
      writeFileSync(own, 'mine');
      writeSamples(folder.path, 'Anna');
      assert.equal(readFileSync(own, 'utf8'), 'mine');
    } finally {
      folder.remove();
    }
  });

  it('leads a browser on without telling who sent it, and runs nothing from the address', () => {
    const page = redirectPage('http://127.0.0.1:1/#t="><script>alert(1)</script>');
    assert.match(page, /no-referrer/);
    assert.doesNotMatch(page, /<script>/);
    assert.deepEqual(openCommand('file:///x', 'darwin'), ['open', ['file:///x']]);
    assert.equal(openCommand('file:///x', 'win32')[0], 'rundll32');
  });
});
