/** Pages of the Node program that nobody uses are let go of, and nothing else is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mappedFrom, releasePages, UnusedPages } from '../../agent/life/unused-pages.ts';
import { silentLog } from '../../src/base/log.ts';
import { ManualClock } from '../support/temporary.ts';

const PROGRAM = '/usr/lib/hallway/bin/node';

const mapping = (head: string, anonymous = 0, swap = 0): string =>
  `${head}\nSize: 4280 kB\nRss: 4280 kB\nAnonymous: ${String(anonymous).padStart(10)} kB\n` +
  `Swap: ${String(swap).padStart(18)} kB\nVmFlags: rd mr\n`;

describe('platform: unused pages', () => {
  it('are those of the program that hold what stands in its file', () => {
    const smaps = [
      mapping(`00400000-0082e000 r--p 00000000 fe:00 131 ${PROGRAM}`),
      mapping(`0082e000-03489000 r-xp 0042e000 fe:00 131                ${PROGRAM}`),
      // Addresses that the loader filled in stand here, and in no file.
      mapping(`072a7000-072b0000 r--p 06ea7000 fe:00 131                ${PROGRAM}`, 36),
      mapping(`072b0000-072b5000 r--p 06eb0000 fe:00 131                ${PROGRAM}`, 0, 20),
      mapping(`072b5000-07308000 rw-p 06eb5000 fe:00 131                ${PROGRAM}`),
      mapping('07308000-07361000 rw-p 00000000 00:00 0'),
      // A copy of its code that V8 made, and may take away.
      mapping(`7e0000000000-7e0000215000 r-xp 00e00000 fe:00 131                ${PROGRAM}`),
      mapping('7f0000000000-7f0000001000 r-xp 00000000 fe:00 9 /usr/lib/libc.so.6'),
      mapping(`7f0000002000-7f0000003000 r--s 00000000 fe:00 131 ${PROGRAM}`),
      mapping('7f0000004000-7f0000005000 r--p 00000000 00:00 0'),
      mapping(`7f0000006000-7f0000007000 r--p 00000000 fe:00 132 ${PROGRAM} (deleted)`),
    ].join('');
    assert.deepEqual(mappedFrom(smaps, PROGRAM), [
      [0x400000n, 0x82e000n],
      [0x82e000n, 0x3489000n],
    ]);
  });

  it('take less of the memory afterwards, and the program runs on', async function () {
    if (process.platform !== 'linux') this.skip();
    const mapped = (): number =>
      Number(/RssFile:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
    const before = mapped();
    await releasePages();
    const after = mapped();
    assert.ok(after < before - 10_000, `${before} KiB of files were mapped, now ${after}`);
    const { parse } = await import('node:querystring');
    assert.deepEqual({ ...parse('a=1') }, { a: '1' });
  });

  it('are looked for after the start and again later, until it ends', async function () {
    if (process.platform !== 'linux') this.skip();
    const clock = new ManualClock();
    let times = 0;
    const release = (): Promise<void> => Promise.resolve(void (times += 1));
    const pages = new UnusedPages({ clock, log: silentLog, release });
    pages.start();
    assert.equal(times, 0);
    clock.advance(15_000);
    assert.equal(times, 1);
    clock.advance(60_000);
    assert.equal(times, 2);
    pages.stop();
    clock.advance(24 * 3_600_000);
    assert.equal(times, 2);
  });

  it('are left alone for good where the system cannot do it', async function () {
    if (process.platform !== 'linux') this.skip();
    const clock = new ManualClock();
    let times = 0;
    const release = (): Promise<void> => {
      times += 1;
      return Promise.reject(new Error('no such function'));
    };
    const pages = new UnusedPages({ clock, log: silentLog, release });
    pages.start();
    clock.advance(15_000);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(24 * 3_600_000);
    assert.equal(times, 1);
  });
});
