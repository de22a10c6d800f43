/** Documents that programs of the system convert: LibreOffice and Ghostscript, where they are. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { docx, docxBomb } from '../../support/office-documents.ts';
import { hasProgram, workshop, type Workshop } from './converting.ts';
import { pdfFacts, pdfText } from './judges.ts';

describe('conversion by programs of the system', function () {
  this.timeout(150_000);
  let shop: Workshop;

  before(() => {
    shop = workshop();
  });
  after(() => shop.remove());

  describe('LibreOffice', () => {
    before(function () {
      if (hasProgram('soffice')) return;
      console.log('      skipped: LibreOffice is not installed');
      this.skip();
    });

    it('prints a letter', async () => {
      const letter = docx(['Sehr geehrte Größe', 'Second page']);
      const made = await shop.convert({ kind: 'office-to-pdf', ending: 'docx' }, letter);
      assert.equal(pdfFacts(made.path).pages, 2);
      assert.match(pdfText(made.path, 1), /Sehr geehrte Größe/);
      assert.match(pdfText(made.path, 2), /Second page/);
      assert.deepEqual(shop.leftovers(), []);
    });

    it('is ended when a document takes too long, with all that it started', async () => {
      const step = { kind: 'office-to-pdf', ending: 'docx' } as const;
      await assert.rejects(shop.convert(step, docxBomb(), { wholeMs: 4000 }), {
        code: 'document.too_big',
        message: 'Converting the document takes too long.',
      });
      assert.deepEqual(shop.leftovers(), []);
    });

    it('is ended when the job is cancelled', async () => {
      const abort = new AbortController();
      const running = shop.convert(
        { kind: 'office-to-pdf', ending: 'docx' },
        docx(['Never printed']),
        { signal: abort.signal },
      );
      setTimeout(() => abort.abort(), 300);
      await assert.rejects(running, { code: 'request.cancelled' });
      assert.deepEqual(shop.leftovers(), []);
    });
  });

  it('check 27: reaches no network, and sees nothing of this person', async function () {
    if (spawnSync('unshare', ['--user', '--map-current-user', '--net', 'true']).status !== 0) {
      console.log('      skipped: this system makes no namespaces');
      this.skip();
    }
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // Stands for a program that a document got the better of.
    const program = join(shop.folder, '..', `taken-over-${process.pid}`);
    const script = `#!/bin/bash
for word in "$@"; do case $word in -sOutputFile=*) exec > "\${word#*=}" ;; esac; done
(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null && echo connected || echo cut off
echo "home $HOME"; env
`;
    writeFileSync(program, script, { mode: 0o755 });
    assert.match(spawnSync(program, { encoding: 'utf8' }).stdout, /^connected\n/);
    const made = await shop.convert({ kind: 'postscript-to-pdf' }, Buffer.from('%!'), {
      tools: () => ({ ghostscript: program }),
    });
    server.close();
    rmSync(program);
    const said = made.bytes.toString();
    assert.ok(said.startsWith(`cut off\nhome ${shop.folder}`), said);
    assert.doesNotMatch(said, /^(?:USER|SSH|DBUS|DISPLAY)/m);
  });

  describe('Ghostscript', () => {
    before(function () {
      if (hasProgram('gs')) return;
      console.log('      skipped: Ghostscript is not installed');
      this.skip();
    });

    const convert = (program: string, more = {}) =>
      shop.convert({ kind: 'postscript-to-pdf' }, Buffer.from(`%!PS-Adobe-3.0\n${program}`), more);

    it('prints PostScript', async () => {
      const made = await convert(
        '/Helvetica 20 selectfont 72 72 moveto (Script) show showpage showpage',
      );
      assert.equal(pdfFacts(made.path).pages, 2);
      assert.match(pdfText(made.path, 1), /Script/);
    });

    it('ends a program that never ends, and one that reads what it must not', async () => {
      await assert.rejects(convert('{} loop', { wholeMs: 3000 }), { code: 'document.too_big' });
      const spy =
        '(/etc/passwd) (r) file 200 string readline pop 72 72 moveto /Helvetica 9 selectfont show showpage';
      const outcome = await convert(spy).then(
        ({ path }) => pdfText(path, 1),
        () => 'refused',
      );
      assert.doesNotMatch(outcome, /root/);
    });
  });
});
