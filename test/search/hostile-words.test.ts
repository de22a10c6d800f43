/** Whatever somebody types is a question, and never the end of an index. */
import assert from 'node:assert/strict';
import { termsOf } from '../../src/search/words.ts';
import { IndexLooks } from '../../src/search/index-looks.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('hostile words', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('check 86: find nothing, and leave the index as it is', async () => {
    const file = join(folder.path, 'index');
    new ShareIndex(file).close();
    const looks = new IndexLooks({ clock: systemClock, turn: () => Promise.resolve() });
    const hostile = [
      'abc\u0000def',
      '"abc\u0000def"',
      'a\u0000',
      'name : x',
      'x NEAR(y)',
      '"""',
      'a* OR b',
      '{a b} : c',
      '\u{1F4A9}\uD800 letters',
      `${'('.repeat(500)}x`,
      '^start',
      'x\u200By\u202Ez',
    ];
    for (const words of hostile) assert.deepEqual(await looks.look(file, { words }), [], words);
    looks.closeAll();
  });

  it('takes control characters for spaces', () => {
    const terms = termsOf('abc\u0000def\tx').map(({ text }) => text);
    assert.deepEqual(terms, ['abc', 'def', 'x']);
  });
});
