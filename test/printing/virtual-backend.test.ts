/** A folder as a printer: whole files under safe names. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { VirtualBackend } from '../../src/printing/virtual-backend.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('virtual printer', () => {
  const folder = temporaryFolder();
  const backend = new VirtualBackend();
  const { signal } = new AbortController();
  let count = 0;
  let key: string;

  beforeEach(() => {
    count += 1;
    key = join(folder.path, String(count));
  });
  after(() => folder.remove());

  const print = (
    name: string,
    {
      format = 'application/pdf',
      tag = 'hw-x',
      onHandover = async (_file: string | null) => {},
    } = {},
  ) => {
    const document = () => Readable.from([Buffer.from('content')]);
    return backend.submit(
      key,
      { document, bytes: 7, name, format, options: {}, tag, onHandover },
      signal,
    );
  };

  it('writes each document under a name of its own', async () => {
    await Promise.all([print('Letter.pdf'), print('Letter', { tag: 'hw-y' })]);
    await print('Scan', { format: 'image/jpeg' });
    await print('Thing', { format: 'application/octet-stream' });
    const files = ['Letter (2).pdf', 'Letter.pdf', 'Scan.jpg', 'Thing'];
    assert.deepEqual(readdirSync(key).sort(), files);
    assert.equal(readFileSync(join(key, 'Letter.pdf'), 'utf8'), 'content');
  });

  it('makes hostile names harmless', async () => {
    const names = [
      '../../etc/passwd',
      '..',
      '.bashrc',
      'CON',
      'a\u202egpj.exe',
      'x'.repeat(500),
      ' \n ',
    ];
    for (const name of names) await print(name);
    assert.deepEqual(readdirSync(folder.path).includes('etc'), false);
    for (const file of readdirSync(key))
      assert.match(file, /^[a-zA-Z_][\w ()-]*[\w)]?(\.exe)?\.pdf$/);
    assert.equal(readdirSync(key).length, names.length);
  });

  it('fits long names of any script into a file name, and counts them up', async () => {
    const name = '\u5831'.repeat(200);
    const printed = [await print(name), await print(name), await print('\u{1F5A8}'.repeat(100))];
    assert.deepEqual(readdirSync(key).sort(), [...printed].sort());
    for (const file of printed) assert.ok(Buffer.byteLength(file) <= 255 && file.endsWith('.pdf'));
    assert.match(printed[1] ?? '', /^\u5831{80} \(2\)\.pdf$/u);
    assert.equal(await print('a.b. ', { format: 'application/octet-stream' }), 'a.b');
    assert.equal(await print('Conin$'), '_Conin$.pdf');
  });

  it('tells after a crash what was printed', async () => {
    const file = await print('Letter');
    assert.equal((await backend.find(key, 'hw-x', file)).kind, 'received');
    assert.equal((await backend.find(key, 'hw-z', null)).kind, 'none');
    assert.equal((await backend.find(key, 'hw-z', 'Gone.pdf')).kind, 'none');
    writeFileSync(join(key, '.hw-z.part'), 'half');
    writeFileSync(join(key, 'Next.pdf'), '');
    assert.equal((await backend.find(key, 'hw-z', 'Next.pdf')).kind, 'empty');
  });

  it('leaves nothing of a job that is stopped at the hand-over', async () => {
    const onHandover = () => Promise.reject(new Error('stopped'));
    await assert.rejects(print('Letter', { onHandover }));
    assert.deepEqual(readdirSync(key), []);
  });

  it('is stopped while its folder is missing', async () => {
    assert.equal((await backend.status(key)).state, 'stopped');
    mkdirSync(key);
    assert.equal((await backend.status(key)).state, 'idle');
  });
});
