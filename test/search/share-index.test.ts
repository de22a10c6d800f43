/** The index of one share: names, parts and texts of many languages, and what becomes of them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { systemClock } from '../../agent/system-clock.ts';
import type { Entry } from '../../src/model/entry.ts';
import { MARK, type SearchQuery } from '../../src/model/search.ts';
import { lookInto, snippetsIn } from '../../src/search/look.ts';
import { ShareIndex } from '../../src/search/share-index.ts';
import { termsOf } from '../../src/search/words.ts';
import { temporaryFolder } from '../support/temporary.ts';

const file = (name: string, size = 10, modified = 1000): Entry => ({
  name,
  kind: 'file',
  size,
  modified,
});
const folder = (name: string): Entry => ({ name, kind: 'folder', size: 0, modified: 1 });

describe('share index', () => {
  const place = temporaryFolder();
  let index: ShareIndex;
  let count = 0;

  beforeEach(() => {
    count += 1;
    index = new ShareIndex(join(place.path, `${count}.db`));
  });
  afterEach(() => index.close());
  after(() => place.remove());

  const find = (words: string, more: Partial<SearchQuery> = {}): string[] => {
    return lookInto(index, { words, ...more }, termsOf(words), systemClock).map(({ path }) => path);
  };
  const write = (text: string): void => {
    index.setTexts(index.toRead(100).map((one) => ({ file: one, text, content: '' })));
  };

  it('finds names by words, beginnings and parts, the nearest first', () => {
    index.setFolder('', [folder('Budget'), file('Budget 2026.xlsx'), file('old-budget.ods')]);
    index.setFolder('Budget', [file('notes.md'), file('Jahresbudget.pdf')]);
    assert.deepEqual(find('budget'), [
      'Budget',
      'Budget 2026.xlsx',
      'old-budget.ods',
      'Budget/Jahresbudget.pdf',
    ]);
    assert.deepEqual(find('bud 2026'), ['Budget 2026.xlsx']);
    // One word of its name and one of its place.
    assert.deepEqual(find('notes budget'), ['Budget/notes.md']);
    assert.deepEqual(find('nothing of that'), []);
  });

  it('finds German, French, Polish, Chinese and Japanese names', () => {
    const names = [
      'Straßenkarte Köln.pdf',
      'Reçu été.pdf',
      'Umowa Łódź.doc',
      '年度预算.xlsx',
      '東京の写真.jpg',
    ];
    index.setFolder(
      '',
      names.map((name) => file(name)),
    );
    for (const [words, name] of [
      ['strassenkarte', 0],
      ['köln', 0],
      ['koln', 0],
      ['STRASSEN', 0],
      ['recu ete', 1],
      ['łódź', 2],
      ['lodz', 2],
      ['预算', 3],
      ['年度', 3],
      ['写真', 4],
      ['東京', 4],
    ] as const)
      assert.deepEqual(find(words), [names[name]], words);
    // As macOS writes it.
    assert.deepEqual(find('Köln'.normalize('NFD')), [names[0]]);
  });

  it('finds what stands in texts, and shows where', () => {
    index.setFolder('', [file('letter.txt')]);
    write(
      `${'Lorem ipsum. '.repeat(50)}The Größe of the Zürich office is fine.${' And so on.'.repeat(50)}`,
    );
    const [hit] = lookInto(
      index,
      { words: 'grosse zurich' },
      termsOf('grosse zurich'),
      systemClock,
    );
    assert.equal(hit?.path, 'letter.txt');
    assert.ok(hit.text !== undefined);
    const [snippet = ''] = snippetsIn(index, termsOf('grosse zurich'), [hit.text]);
    const { open, close } = MARK;
    assert.match(snippet, new RegExp(`${open}Größe${close} of the ${open}Zürich${close} office`));
    assert.ok(snippet.length < 260);
    assert.deepEqual(find('"Zürich office"'), ['letter.txt']);
    assert.deepEqual(find('"office Zürich"'), []);
    assert.ok(hit.score < 0.5);
  });

  it('takes nothing that is typed for an order', () => {
    index.setFolder('', [file('a.txt')]);
    for (const words of [
      '"',
      'a" OR "b',
      'NOT a*',
      '(',
      'name:a',
      'NEAR(a b)',
      '^a',
      '{x}',
      "'; --",
    ])
      assert.doesNotThrow(() => find(words), words);
    assert.deepEqual(find('***'), []);
  });

  it('follows what changes in a folder, and forgets what goes', () => {
    index.setFolder('', [folder('a'), file('one.txt')]);
    index.setFolder('a', [folder('b')]);
    index.setFolder('a/b', [file('deep.txt')]);
    write('hello');
    assert.deepEqual(find('hello').toSorted(), ['a/b/deep.txt', 'one.txt']);
    assert.equal(index.setFolder('', [folder('a'), file('one.txt')]), false);
    // Other content: it is to be read anew, and what stood in it is found until then.
    assert.equal(index.setFolder('', [folder('a'), file('one.txt', 11)]), true);
    assert.deepEqual(
      index.toRead(9).map(({ path }) => path),
      ['one.txt'],
    );
    write('goodbye');
    assert.deepEqual(find('hello'), ['a/b/deep.txt']);
    index.setFolder('', [file('one.txt', 11)]);
    assert.deepEqual(find('deep'), []);
    assert.deepEqual(find('hello'), []);
    assert.deepEqual(index.folders(), ['']);
    assert.equal(index.size(), 1);
  });

  it('filters by kind, size and time', () => {
    index.setFolder('', [folder('x'), file('x.jpg', 5, 100), file('x.pdf', 500, 900)]);
    assert.deepEqual(find('x', { kinds: ['picture', 'folder'] }).toSorted(), ['x', 'x.jpg']);
    assert.deepEqual(find('x', { minSize: 6 }), ['x.pdf']);
    assert.deepEqual(find('x', { maxSize: 6 }), ['x.jpg']);
    assert.deepEqual(find('x', { since: 500 }), ['x.pdf']);
    assert.deepEqual(find('x', { until: 500, kinds: ['picture', 'document'] }), ['x.jpg']);
    assert.equal(find('x', { limit: 1 }).length, 1);
  });

  it('finds words that are in thousands of files, with a rank between those of others', () => {
    const names = Array.from({ length: 4000 }, (_none, at) => file(`${at}.txt`));
    index.setFolder('', names);
    index.setTexts(
      index.toRead(4000).map((one, at) => ({
        file: one,
        text: at === 17 ? 'common and rare' : 'common',
        content: '',
      })),
    );
    assert.equal(find('common').length, 50);
    assert.deepEqual(find('common rare'), ['17.txt']);
    const score = (words: string): number =>
      lookInto(index, { words }, termsOf(words), systemClock)[0]?.score ?? -1;
    assert.ok(score('common') > 0 && score('common') < score('rare'));
    assert.equal(find('common', { maxSize: 10, limit: 3 }).length, 3);
    assert.deepEqual(find('common', { minSize: 11 }), []);
  });

  it('finds parts of names after many small changes, and of what is gone nothing', () => {
    const names = Array.from({ length: 900 }, (_none, at) => file(`Wärmepumpe-${at}x.pdf`));
    for (let upTo = 1; upTo <= 900; upTo += 1) index.setFolder('', names.slice(0, upTo));
    const rows = (): number => index.db.all('SELECT first FROM lines').length;
    assert.equal(rows(), 900);
    assert.deepEqual(find('pumpe-77x'), ['Wärmepumpe-77x.pdf']);
    index.setFolder('', [...names.slice(0, 60), ...names.slice(300), file('line\nbreak.txt')]);
    index.lines.tidy();
    assert.equal(rows(), 1);
    assert.deepEqual(find('pumpe-77x'), []);
    assert.deepEqual(find('armepumpe-777'), ['Wärmepumpe-777x.pdf']);
    assert.deepEqual(find('reak ine'), ['line\nbreak.txt']);
    assert.equal(find('rmepum', { limit: 200 }).length, 200);
    assert.deepEqual(find('rmepum', { kinds: ['picture'] }), []);
    // A number is never given twice: the newest one goes, and another file comes.
    index.setFolder('', names.slice(0, 3));
    index.setFolder('', [...names.slice(0, 3), file('latecomer.txt')]);
    assert.deepEqual(find('atecom'), ['latecomer.txt']);
    assert.deepEqual(find('reak'), []);
  });

  it('gives up a file during which a process ended twice', () => {
    index.setFolder('', [file('bad.txt'), file('good.txt')]);
    const reopened = (): string[] => {
      index.close();
      index = new ShareIndex(join(place.path, `${count}.db`));
      index.giveUpBegun();
      return index.toRead(9).map(({ path }) => path);
    };
    const [bad, good] = index.toRead(2);
    assert.ok(bad && good);
    index.begin(bad);
    // Once it may have been the PC.
    assert.deepEqual(reopened(), ['bad.txt', 'good.txt']);
    index.begin(bad);
    assert.deepEqual(reopened(), ['good.txt']);
    index.begin(good);
    index.end();
    index.begin(good);
    assert.deepEqual(reopened(), ['good.txt']);
    // Until it changes.
    index.setFolder('', [file('bad.txt', 99), file('good.txt')]);
    assert.equal(index.toRead(9).length, 2);
  });
});
