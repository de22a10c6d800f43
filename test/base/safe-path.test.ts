import assert from 'node:assert/strict';
import { HallwayError } from '../../src/base/errors.ts';
import {
  checkNewName,
  MAX_NAME_BYTES,
  parseSharePath,
  sanitizeFileName,
} from '../../src/base/safe-path.ts';
import { utf8Length } from '../../src/base/utf8.ts';

const posix = { windows: false };
const windows = { windows: true };

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof HallwayError);
    return error.code;
  }
  return 'allowed';
}

describe('safe path', () => {
  it('reads the root and ordinary paths', () => {
    assert.deepEqual(parseSharePath('', posix), []);
    assert.deepEqual(parseSharePath('Invoices/2026/März 1.pdf', windows), [
      'Invoices',
      '2026',
      'März 1.pdf',
    ]);
  });

  it('refuses every way out of the share', () => {
    for (const path of ['..', '../x', 'a/../../x', 'a/..', '/etc/passwd', '//host/x', '/'])
      assert.equal(
        codeOf(() => parseSharePath(path, posix)),
        'path.outside',
        path,
      );
  });

  it('refuses what no file can be called', () => {
    const bad = ['.', './a', 'a//b', 'a/', 'a\0b', 'x\ud800', '\udc00x', 'a'.repeat(256)];
    for (const path of [...bad, 'é'.repeat(128), 'a/'.repeat(130) + 'a', 'a/'.repeat(4096) + 'a'])
      assert.equal(
        codeOf(() => parseSharePath(path, posix)),
        'path.invalid',
        path.slice(0, 20),
      );
  });

  it('takes names of 255 bytes, quotes, line breaks, emoji and backslashes on POSIX', () => {
    const names = ['a'.repeat(255), '🖨️', `"it's"`, 'two\nlines', 'back\\slash', '...', 'con', 'a.'];
    for (const name of names) assert.deepEqual(parseSharePath(name, posix), [name]);
  });

  it('refuses on Windows what names something else there', () => {
    const bad = [
      'a\\..\\b',
      'C:',
      'C:x',
      'x:stream',
      'x::$DATA',
      'CON',
      'nul.txt',
      'Com1.tar.gz',
      'LPT¹',
    ];
    for (const name of [
      ...bad,
      'AUX ',
      'x.',
      'x ',
      '.. ',
      '... ',
      'a?b',
      'a*',
      '<a>',
      '\\\\host',
      'a\nb',
    ])
      assert.equal(
        codeOf(() => parseSharePath(name, windows)),
        'path.invalid',
        name,
      );
    assert.equal(
      codeOf(() => parseSharePath('console/common.txt', windows)),
      'allowed',
    );
  });

  it('creates no name with control characters', () => {
    for (const name of ['a\nb', 'a\u001b[31m', '\u007f'])
      assert.equal(
        codeOf(() => checkNewName(name, posix)),
        'path.invalid',
      );
    for (const name of ['CON', 'what?', 'back\\slash', '💾'])
      assert.equal(
        codeOf(() => checkNewName(name, posix)),
        'allowed',
      );
    assert.equal(
      codeOf(() => checkNewName('CON', windows)),
      'path.invalid',
    );
  });

  it('makes any name safe for a download on every system, and leaves good ones alone', () => {
    const cases: [string, string][] = [
      ['Report 2026.pdf', 'Report 2026.pdf'],
      ['../../etc/passwd', '_._.._etc_passwd'],
      ['..\\..\\x.exe', '_._.._x.exe'],
      ['C:\\x', 'C__x'],
      ['CON.txt', '_CON.txt'],
      ['.bashrc', '_bashrc'],
      ['..', '_'],
      ['', 'file'],
      [' . ', '_'],
      ['evil\u202egpj.exe', 'evilgpj.exe'],
      ['a\nb\0c', 'abc'],
      ['<img onerror=x>', '_img onerror=x_'],
    ];
    for (const [name, safe] of cases) assert.equal(sanitizeFileName(name), safe, name);
  });

  it('cuts a download name to 255 bytes between characters, and keeps its extension', () => {
    const name = sanitizeFileName(`${'🖨'.repeat(200)}.pdf`);
    assert.ok(utf8Length(name) <= MAX_NAME_BYTES && name.endsWith('🖨.pdf') && name.isWellFormed());
    assert.equal(Buffer.byteLength(name), utf8Length(name));
  });

  it('gives the same name again for a name that is safe, whatever it was', () => {
    const pieces = [
      'a',
      '.',
      ' ',
      '/',
      '\\',
      'con',
      ':',
      '\u202e',
      '\n',
      'é',
      '🖨',
      '\ud800',
      'x'.repeat(90),
    ];
    let state = 7;
    for (let round = 0; round < 3000; round++) {
      let name = '';
      for (let n = 0; n < 6; n++) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        name += pieces[(state >>> 8) % pieces.length];
      }
      const safe = sanitizeFileName(name);
      assert.equal(sanitizeFileName(safe), safe, JSON.stringify(name));
      assert.equal(
        codeOf(() => parseSharePath(safe, windows)),
        'allowed',
        JSON.stringify(name),
      );
    }
  });
});
