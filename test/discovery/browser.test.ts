/** The browser asks early, then ever more rarely, and never for what it knows. */
import assert from 'node:assert/strict';
import { Emitter } from '../../src/base/emitter.ts';
import { silentLog } from '../../src/base/log.ts';
import { Browser } from '../../src/discovery/browser.ts';
import { Links } from '../../src/discovery/links.ts';
import type { DnsRecord, PointerRecord, Question } from '../../src/discovery/dns-record.ts';
import type { LinkEvents, MulticastLink } from '../../src/discovery/multicast.ts';
import { ManualClock } from '../support/temporary.ts';

const TYPES = ['_a._tcp', '_b._tcp'];

interface Asked {
  at: number;
  questions: readonly Question[];
  known: readonly PointerRecord[];
}

class OneLink extends Links {
  link: MulticastLink | undefined;
  override open(): MulticastLink[] {
    return this.link ? [this.link] : [];
  }
}

function setUp(): {
  clock: ManualClock;
  browser: Browser;
  asked: Asked[];
  hear: (records: readonly DnsRecord[]) => void;
  overhear: (types: readonly string[], known: readonly PointerRecord[]) => void;
} {
  const clock = new ManualClock(0);
  const links = new OneLink({ clock, log: silentLog });
  const asked: Asked[] = [];
  const events = new Emitter<LinkEvents>();
  const link = {
    events,
    reach: (address: string) => address,
    query: (questions: readonly Question[], known: readonly PointerRecord[]) =>
      questions.length > 0 && asked.push({ at: clock.monotonic(), questions, known }),
  } as unknown as MulticastLink;
  links.link = link;
  const browser = new Browser({ types: TYPES, links, clock, random: () => 0.5 });
  browser.start();
  links.events.emit('up', link);
  const hear = (records: readonly DnsRecord[]): void =>
    events.emit('response', { records, from: '10.0.0.7' });
  const overhear = (types: readonly string[], known: readonly PointerRecord[]): void => {
    const questions = types.map((type) => ({ name: `${type}.local`, type: 'PTR' as const }));
    events.emit('query', { questions, known, claims: [], from: '10.0.0.8' });
  };
  return { clock, browser, asked, hear, overhear };
}

function service(label: string, type = '_a._tcp'): DnsRecord[] {
  const name = `${label}.${type}.local`;
  return [
    { type: 'PTR', name: `${type}.local`, ttl: 28_800, target: name },
    { type: 'SRV', name, ttl: 120, target: 'h.local', port: 80 },
    { type: 'TXT', name, ttl: 4500, items: [] },
  ];
}

describe('discovery: browser', () => {
  it('asks at 0, 0.3, 1 and 3 s, and at rest every ten minutes', () => {
    const { clock, asked, browser } = setUp();
    clock.advance(999);
    assert.deepEqual(
      asked.map(({ at }) => at),
      [0, 300],
    );
    asked.length = 0;
    clock.advance(60_000);
    const start = asked[0]?.at ?? 0;
    assert.deepEqual(
      asked.map(({ at }) => at - start),
      [0, 300, 1000, 3000, 13_000, 43_000],
      'a link that came up starts the questions anew',
    );
    clock.advance(3600_000);
    asked.length = 0;
    clock.advance(3600_000);
    assert.equal(asked.length, 6);
    browser.stop();
    clock.advance(3600_000);
    assert.equal(asked.length, 6);
  });

  it('tells what it knows, and asks everybody when it looks anew', () => {
    const { clock, asked, browser, hear } = setUp();
    clock.advance(20_000);
    hear(service('one'));
    asked.length = 0;
    browser.recheck();
    clock.advance(100);
    assert.deepEqual(
      asked[0]?.known.map(({ target }) => target),
      ['one._a._tcp.local'],
    );
    for (let i = 0; i < 60; i++) hear(service(`x${i}`, '_b._tcp'));
    asked.length = 0;
    clock.advance(10_000);
    assert.equal(asked[0]?.questions.length, 2);
    assert.equal(asked[0]?.known.length, 61);
    asked.length = 0;
    browser.refresh();
    clock.advance(1020);
    assert.deepEqual(asked[0]?.known, []);
    browser.stop();
  });

  it('at rest leaves a question to the PC that just asked it, unless that knows more', () => {
    const { clock, asked, browser, overhear } = setUp();
    clock.advance(3600_000);
    const every = (minutes: number, known: readonly PointerRecord[]): void => {
      for (let i = 0; i < 60 / minutes; i++) {
        clock.advance(minutes * 60_000);
        overhear(TYPES, known);
      }
    };
    every(2, []);
    asked.length = 0;
    every(2, []);
    assert.equal(asked.length, 0);
    const target = 'unknown._a._tcp.local';
    every(2, [{ type: 'PTR', name: '_a._tcp.local', ttl: 9000, target }]);
    assert.ok(asked.length >= 5, `${asked.length} times`);
    asked.length = 0;
    overhear(TYPES, []);
    browser.refresh();
    clock.advance(1100);
    assert.ok(asked.length > 0, 'who looks anew asks in any case');
    browser.stop();
  });

  it('leaves a question to another PC on its own link alone, and not in the first seconds', () => {
    const { clock, asked, browser, overhear } = setUp();
    clock.advance(1000);
    asked.length = 0;
    const start = clock.monotonic();
    for (let i = 0; i < 60; i++) {
      overhear(TYPES, []);
      clock.advance(1000);
    }
    assert.ok(asked.length > 0 && asked.every(({ at }) => at - start < 4000));
    browser.stop();
  });

  it('asks three times for the details of a service that came without', () => {
    const { clock, asked, browser, hear } = setUp();
    clock.advance(60_000);
    asked.length = 0;
    hear(service('bare').slice(0, 1));
    clock.advance(8000);
    const details = asked.filter(({ questions }) => questions[0]?.type === 'SRV');
    assert.deepEqual(
      details.map(({ at }) => at - 60_000),
      [100, 1100, 4100],
    );
    browser.stop();
  });

  it('looks at most once a second, however often it is asked to', () => {
    const { clock, asked, browser } = setUp();
    clock.advance(60_000);
    asked.length = 0;
    for (let i = 0; i < 40; i++) {
      browser.recheck();
      clock.advance(50);
    }
    assert.ok(asked.length <= 3, `${asked.length} questions in 2 s`);
    browser.stop();
  });
});
