/** What the agent says is said in the person's language, and a name is never taken for a sentence. */
import assert from 'node:assert/strict';
import { Sentences, type SentenceTable } from '../../dashboard/words/sentences.ts';
import { read } from '../support/sources.ts';
import { sentencesOf, textsBelow } from '../support/sentences.ts';

const LANGUAGES = ['de', 'fr', 'es', 'zh'] as const;
const tables = new Map(
  LANGUAGES.map((language) => [
    language,
    JSON.parse(read(`dashboard/locale/agent/${language}.json`)) as SentenceTable,
  ]),
);
const german = new Sentences(tables.get('de') ?? {});
const chinese = new Sentences(tables.get('zh') ?? {});
/** Lists of names are put together by words of their own. */
const LISTS = new Set(['{0} and {1}', '{0} or {1}']);
/** What is filled in there is a pronoun, which other languages do without. */
const PRONOUNS = new Set([
  '{0} could not open a connection to this PC (TCP port {1}): a firewall keeps {2} out.',
  '{0} cannot find this PC by {1}, though the connection works: the network drops its announcements (multicast).',
]);

/** Whose sentences people meet in the dashboard. One that is new there is to be put in the tables. */
const MET = [
  'src/base/errors.ts',
  'src/base/safe-path.ts',
  'src/doctor/blocker.ts',
  'src/doctor/checks/agent.ts',
  'src/doctor/checks/firewall.ts',
  'src/doctor/checks/resources.ts',
  'src/model/printer-reasons.ts',
  'src/printing/job-desk.ts',
  'src/printing/job-pin.ts',
  'src/printing/job-view.ts',
  'src/printing/print-notices.ts',
  'src/printing/printer-registry.ts',
  'src/printing/printer-rows.ts',
  'src/printing/sent-keeper.ts',
  'src/shares/file-error.ts',
  'src/shares/share-rules.ts',
  'src/shares/guarded-file-system.ts',
  'src/shares/drives/drive-error.ts',
  'src/shares/drives/drive-desk.ts',
  'src/transfer/manners/hold.ts',
  'src/transfer/keeping/keep-place.ts',
  'src/transfer/sending/receipt-run.ts',
  'src/workgroup/pairing/pairing-refusal.ts',
  'agent/files/file-news.ts',
  'agent/files/gift-words.ts',
  'agent/members/joining.ts',
];

describe('sentences of the agent', () => {
  it('are the same in each language, and each is said by the agent', () => {
    const said = textsBelow(['src', 'agent']);
    const english = Object.keys(tables.get('de') ?? {}).sort();
    assert.ok(english.length > 600);
    assert.deepEqual(
      english.filter((text) => !said.has(text) && !LISTS.has(text)),
      [],
      'no source says this any more',
    );
    for (const [language, table] of tables) {
      assert.deepEqual(Object.keys(table).sort(), english, language);
      for (const [text, words] of Object.entries(table)) {
        assert.notEqual(words.trim(), '', `${language}: ${text}`);
        const places = (of: string): string[] => Array.from(new Set(of.match(/\{\d\}/g))).sort();
        if (!PRONOUNS.has(text))
          assert.deepEqual(places(words), places(text), `${language}: ${text}`);
      }
    }
  });

  it('are all there of what people meet most', () => {
    const known = tables.get('de') ?? {};
    for (const file of MET) {
      const missing = sentencesOf(read(file)).filter((text) => !Object.hasOwn(known, text));
      assert.deepEqual(missing, [], file);
    }
  });

  const inGerman = (text: string, words: string): void => assert.equal(german.said(text), words);

  it('keep what is filled in', () => {
    inGerman(
      '“Offer Müller.pdf” for “Laser, first floor” is printed.',
      '„Offer Müller.pdf“ für „Laser, first floor“ ist gedruckt.',
    );
    inGerman(
      'Somebody changed “a.txt” in “Docs” of Anna before you. Your version is kept as “a (new).txt”.',
      'Jemand hat „a.txt“ in „Docs“ von Anna vor Ihnen geändert. Ihre Fassung ist als „a (new).txt“ aufgehoben.',
    );
    inGerman(
      'On Ben: Run `sudo ufw allow 1/tcp`.',
      'Auf Ben: Führen Sie `sudo ufw allow 1/tcp` aus.',
    );
  });

  it('are said one after the other, as many as there are', () => {
    inGerman(
      '“x” for “y” still waits. Waits until Ben is online. It could be printed on Laser or Ink.',
      '„x“ für „y“ wartet noch. Wartet, bis Ben online ist. Es könnte auf Laser oder Ink gedruckt werden.',
    );
    inGerman(
      'eth0 (10.0.0.2): Used: wired. lo (127.0.0.1): Skipped: it leads to this PC alone.',
      'eth0 (10.0.0.2): Benutzt: Kabel. lo (127.0.0.1): Ausgelassen: führt nur zu diesem PC.',
    );
    inGerman(
      'Error 7 of the engine. Put paper in.',
      'Error 7 of the engine. Legen Sie Papier ein.',
    );
    assert.equal(
      chinese.said('There is no such printer. Try again later.'),
      '没有这台打印机。请稍后重试。',
    );
  });

  it('are left as they came where they are not known', () => {
    for (const text of [
      '',
      'x',
      'Something new at the door.',
      'The answer has many parts.',
      '€ 5 at 3.',
    ])
      inGerman(text, text);
    const long = 'Put paper in. '.repeat(1000);
    inGerman(long, long);
  });

  it('never say a name anew', () => {
    inGerman(
      '“Paper jam” for “Research and Development” is printed.',
      '„Paper jam“ für „Research and Development“ ist gedruckt.',
    );
    inGerman('“A. B” for “C. D” is printed.', '„A. B“ für „C. D“ ist gedruckt.');
    const forged = '“x” for “y” is printed.” for “z” was not printed.';
    assert.ok(german.said(forged).includes('z'));
    const markup = '<img src=x onerror=alert(1)>';
    assert.ok(german.said(`There is already a share called “${markup}”.`).includes(markup));
    inGerman('{0} {1}', '{0} {1}');
    inGerman('“{1}{0}” for “$&” is printed.', '„{1}{0}“ für „$&“ ist gedruckt.');
  });

  it('are found in a time that does not grow with what somebody calls his files', () => {
    const before = process.cpuUsage();
    for (const part of ['. ', '” for “', ' at ', ' and ', ': ', '“', ' ('])
      german.said(part.repeat(2000 / part.length).slice(0, 2000));
    const { user } = process.cpuUsage(before);
    assert.ok(user < 2_000_000, `${user} µs`);
  });

  it('stay English where very many would have to be tried, and are tried once alone', () => {
    const many = 'q and q or q at q has '.repeat(4);
    const hostile = `On x (y): ${many}z “${'a. '.repeat(39)}” z.....`;
    assert.ok(hostile.length < 300);
    inGerman(hostile, hostile);
    assert.ok(german.tries > 1000 && german.tries <= 50_000, `${german.tries}`);
    inGerman('Put paper in.', 'Legen Sie Papier ein.');
    const tries = german.tries;
    assert.ok(tries < 1000);
    inGerman(hostile, hostile);
    assert.equal(german.tries, tries);
  });
});
