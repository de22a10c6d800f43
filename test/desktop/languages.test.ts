/** Icon, menu and notifications speak the person's language, whole and with the right plurals. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { lanPage } from '../../agent/http/lan-page.ts';
import { systemLanguage } from '../../agent/desktop/system-language.ts';
import { type DesktopNotice, NO_FACTS } from '../../src/desktop/facts.ts';
import { NewsDesk } from '../../src/desktop/notify/news-desk.ts';
import type { Notification } from '../../src/desktop/notify/notification.ts';
import { trayView } from '../../src/desktop/tray/tray-view.ts';
import { english, type Message } from '../../src/desktop/words/english.ts';
import { acceptedLanguage, LANGUAGES, languageOf } from '../../src/desktop/words/language.ts';
import { noticeText } from '../../src/desktop/words/notice-words.ts';
import { say, TABLES } from '../../src/desktop/words/say.ts';
import { NoticeKind } from '../../src/model/notice.ts';
import { TROUBLES } from '../../src/model/printer-trouble.ts';
import { ManualClock } from '../support/temporary.ts';

const GERMAN = { ...NO_FACTS, workgroup: 'Büro', language: 'de' as const };
const forms = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const places = (text: string): string[] => [...new Set(text.match(/\{\d\}/g))].sort();
const notice = (kind: string, text: string, about?: DesktopNotice['about']): DesktopNotice => ({
  id: 1,
  kind,
  text,
  page: '/printers',
  read: false,
  over: false,
  about,
});

describe('desktop: languages', () => {
  it('are those of the dashboard', () => {
    const tables = readdirSync(new URL('../../dashboard/locale/', import.meta.url));
    const foreign = tables.filter((name) => name.endsWith('.json'));
    assert.deepEqual(
      foreign.map((name) => name.slice(0, 2)).sort(),
      [...LANGUAGES].sort().filter((one) => one !== 'en'),
    );
  });

  for (const language of LANGUAGES)
    it(`have every message, with its values and plural forms: ${language}`, () => {
      const table = TABLES[language];
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      assert.deepEqual(Object.keys(table).sort(), Object.keys(english).sort());
      for (const [key, message] of Object.entries(table)) {
        const original: Message = english[key as keyof typeof english];
        assert.equal(typeof message, typeof original, key);
        const wanted = places(forms(original).join(' '));
        for (const form of forms(message)) {
          assert.ok(form.trim() !== '', key);
          // “A document” needs no number; what is said of a thing names it in every form.
          const must = typeof message === 'string' ? wanted : wanted.filter((at) => at !== '{0}');
          assert.ok(
            must.every((at) => places(form).includes(at)),
            `${key}: ${form}`,
          );
          assert.ok(
            places(form).every((at) => wanted.includes(at)),
            `${key}: ${form}`,
          );
        }
        if (typeof message === 'string') continue;
        assert.deepEqual(Object.keys(message).sort(), [...pluralCategories].sort(), key);
        assert.ok(places(message.other).includes('{0}'), key);
      }
    });

  it('have a word for each kind of notice and each trouble of a printer', () => {
    for (const { const: kind } of NoticeKind.anyOf) assert.ok(Object.hasOwn(english, kind), kind);
    for (const [reason, text] of TROUBLES)
      assert.equal((english as Record<string, Message>)[reason], text);
  });

  it('count as each language does, and write numbers so', () => {
    const online = (count: number) => LANGUAGES.map((one) => say(one, 'online', count));
    assert.deepEqual(online(1), [
      '1 PC online',
      '1 PC online',
      '1 PC en ligne',
      '1 PC en línea',
      '1 台电脑在线',
    ]);
    assert.equal(say('de', 'printing', 1), 'ein Dokument wird gedruckt');
    assert.equal(say('de', 'printing', 1234), '1.234 Dokumente werden gedruckt');
    // None is one in French, and a million has a form of its own.
    assert.equal(say('fr', 'more', 0), 'et 0 autre');
    assert.match(say('fr', 'printing', 1_000_000), /de documents$/);
    assert.match(say('es', 'online', 2_000_000), /de PC en línea$/);
  });

  it('put in what others wrote as it is', () => {
    assert.equal(say('de', 'joins', '{0} $& {1}'), '{0} $& {1} möchte beitreten…');
  });

  it('are told by the system as it writes locales', () => {
    assert.deepEqual(['de-AT', 'de_DE.UTF-8', 'fr', 'ZH_hans', 'nl', 'C', ''].map(languageOf), [
      'de',
      'de',
      'fr',
      'zh',
      undefined,
      undefined,
      undefined,
    ]);
    const linux = (env: Record<string, string>) => systemLanguage(env, 'linux', () => 'es-ES');
    assert.equal(linux({ LANG: 'de_DE.UTF-8' }), 'de');
    assert.equal(linux({ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'fr_FR' }), 'fr');
    assert.equal(linux({ LANG: 'de_DE.UTF-8', LC_ALL: 'C.UTF-8', LANGUAGE: 'de' }), 'en');
    assert.equal(linux({ LANG: 'nl_NL.UTF-8', LANGUAGE: 'nl:fr:de' }), 'fr');
    assert.equal(linux({ LANG: 'nl_NL.UTF-8' }), 'en');
    assert.equal(linux({}), 'es');
    assert.equal(
      systemLanguage({}, 'win32', () => 'zh-CN'),
      'zh',
    );
    assert.equal(
      systemLanguage({}, 'win32', () => 'nl-NL'),
      'en',
    );
  });
});

describe('the page of opened printers', () => {
  it('speaks the language of who looks, and shows names as text', () => {
    for (const [header, language] of [
      ['de-CH,de;q=0.9,en;q=0.8', 'de'],
      ['nl, fr;q=0.3, es;q=0.7', 'es'],
      ['*', 'en'],
      ['de;q=0', 'en'],
      [undefined, 'en'],
      [',;q=,'.repeat(5000), 'en'],
    ] as const)
      assert.equal(acceptedLanguage(header), language);
    const page = lanPage('de', '<b>{1}', { printers: [] });
    assert.match(page, /<html lang="de">/);
    assert.match(page, /<h1>Drucker an &#60;b&#62;\{1\}<\/h1>/);
    assert.match(page, /weder App noch Treiber/);
  });
});

describe('desktop: in German', () => {
  it('icon and menu', () => {
    const colleagues = ['Änne', 'Zoë'].map((name) => ({ id: name, name, online: true }));
    const { tooltip, menu } = trayView({ ...GERMAN, colleagues });
    assert.equal(tooltip, 'Hallway: alles in Ordnung in „Büro“');
    assert.deepEqual(
      menu.filter(({ separator }) => !separator).map(({ label }) => label),
      [
        'Hallway öffnen',
        'Alles in Ordnung in „Büro“',
        '2 PCs online',
        'Drucken…',
        'Freigaben anhalten',
        'Nicht stören',
        'Hallway beenden',
      ],
    );
    const requests = [1, 2, 3].map((id) => ({ id: `${id}`, name: 'Nora' }));
    assert.equal(
      trayView({ ...GERMAN, requests }).tooltip,
      'Hallway: Nora möchte beitreten… (und 2 weitere)',
    );
  });

  it('notifications, and in another language from one moment to the next', () => {
    const shown: Notification[] = [];
    const clock = new ManualClock();
    const desk = new NewsDesk({
      notifier: { show: (one) => void shown.push(one), withdraw: () => {} },
      inView: () => false,
      clock,
    });
    desk.take(GERMAN);
    const about = { document: 'Brief', printer: 'Laser' };
    const printed = notice('job-done', '“Brief” for “Laser” is printed.', about);
    const requests = [{ id: 'r', name: 'Nora' }];
    desk.take({ ...GERMAN, requests, notices: [printed] });
    assert.deepEqual(
      shown.map(({ title, body, buttons }) => [title, body, ...buttons.map(({ label }) => label)]),
      [
        [
          'Jemand möchte beitreten',
          'Der PC „Nora“ hat den richtigen Code eingegeben und wartet auf Ihr Ja.',
          'Ansehen',
          'Ablehnen',
        ],
        ['Gedruckt', '„Brief“ für „Laser“ ist gedruckt.'],
      ],
    );
    const many = Array.from({ length: 10 }, (_, id) => ({ ...printed, id: id + 10 }));
    desk.take({ ...GERMAN, language: 'fr', notices: many });
    assert.equal(shown.at(-1)?.body, '« Brief » pour « Laser » est imprimé.');
    clock.advance(60_000);
    assert.equal(shown.at(-1)?.body, 'Il s’est passé encore 7 choses.');
    desk.stop();
  });

  it('what notices say of documents and printers, and what printers said as it came', () => {
    const about = { document: 'Brief', printer: 'Laser' };
    const said = (kind: string, text: string, of: DesktopNotice['about'] = about) =>
      noticeText('de', notice(kind, text, of));
    assert.equal(
      said('job-failed', '“Brief” for “Laser” was not printed. Out of staples.'),
      '„Brief“ für „Laser“ wurde nicht gedruckt. Out of staples.',
    );
    assert.equal(
      said(
        'job-question',
        'A document “Private document” for “Laser” may have been printed or not.',
      ),
      'Ein Dokument „Vertrauliches Dokument“ für „Laser“ wurde vielleicht gedruckt, vielleicht nicht.',
    );
    assert.equal(
      said('printer-trouble', 'Out of paper: “Laser”.', {
        printer: 'Laser',
        trouble: 'media-empty',
      }),
      'Kein Papier: „Laser“.',
    );
    // Of what is not known any more it says what was kept.
    for (const unknown of [undefined, { printer: 'Laser', trouble: 'toString' }])
      assert.equal(
        said('printer-trouble', 'Out of paper: “Old”.', unknown),
        'Out of paper: “Old”.',
      );
  });
});
