/** Printers are looked at as often as something may happen there, and not at all while nobody cares. */
import assert from 'node:assert/strict';
import type { Printer } from '../../src/model/printer.ts';
import { PrinterWatch } from '../../src/printing/printer-watch.ts';
import { ManualClock } from '../support/temporary.ts';

type Seen = Pick<Printer, 'state' | 'reasons' | 'jobs'>;

const idle: Seen = { state: 'idle', reasons: [], jobs: 0 };

describe('watching printers', () => {
  let clock: ManualClock;
  let watch: PrinterWatch;
  let looks: string[];
  let now: Record<string, Seen | undefined>;

  beforeEach(() => {
    clock = new ManualClock();
    looks = [];
    now = { laser: idle, label: idle };
    watch = new PrinterWatch(clock, (ids, mood) => {
      for (const id of ids) {
        looks.push(`${id} ${mood}`);
        watch.saw(id, now[id]);
      }
      return Promise.resolve();
    });
  });
  afterEach(() => watch.stop());

  /** Looks at the laser in so many milliseconds. */
  const during = (ms: number): number => {
    looks = [];
    for (let passed = 0; passed < ms; passed += 250) clock.advance(250);
    return looks.filter((look) => look.startsWith('laser')).length;
  };

  it('looks at none while none is watched', () => {
    watch.attend('laser');
    assert.equal(during(600_000), 0);
    watch.only(['laser']);
    assert.ok(during(600_000) > 0);
    watch.only([]);
    assert.equal(during(600_000), 0);
  });

  it('looks once a minute while nothing happens, toner low or not', () => {
    now['laser'] = { ...idle, reasons: ['toner-low-warning', 'media-low-report'] };
    watch.only(['laser', 'label']);
    assert.equal(during(600_000), 10);
    assert.deepEqual(looks.slice(0, 2), ['laser calm', 'label calm']);
  });

  it('looks within a second when a job comes, and every two seconds while it is there', () => {
    watch.only(['laser', 'label']);
    watch.attend('laser');
    now['laser'] = { ...idle, state: 'processing', jobs: 1 };
    assert.equal(during(1000), 1);
    assert.ok(during(60_000) >= 30);
    assert.equal(looks.filter((look) => look.startsWith('label')).length, 1);
    now['laser'] = idle;
    during(20_000);
    assert.ok(during(120_000) <= 2);
  });

  it('looks every few seconds while paper is out, so that it clears by itself', () => {
    watch.only(['laser']);
    now['laser'] = { ...idle, reasons: ['media-empty-error'] };
    during(60_000);
    const looked = during(60_000);
    assert.ok(looked >= 6 && looked <= 12, String(looked));
    now['laser'] = idle;
    during(10_000);
    assert.equal(during(120_000), 2);
  });

  it('looks soon for a printer that is away, and then ever less often', () => {
    watch.only(['laser']);
    now['laser'] = undefined;
    during(60_000);
    const first = during(60_000);
    during(300_000);
    const later = during(300_000);
    assert.ok(first >= 2, String(first));
    assert.ok(later <= 6, String(later));
  });
});
