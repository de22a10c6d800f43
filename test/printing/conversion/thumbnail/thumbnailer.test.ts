/** Small pictures: of everything that has one, and a hostile file costs only itself. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { thumbnailProcess } from '../../../../agent/files/thumbnails.ts';
import { systemClock } from '../../../../agent/system-clock.ts';
import { HallwayError } from '../../../../src/base/errors.ts';
import { silentLog } from '../../../../src/base/log.ts';
import { DECODED_FORMATS } from '../../../../src/printing/conversion/image/decoder.ts';
import { readImageHeader } from '../../../../src/printing/conversion/image/image-header.ts';
import {
  THUMBNAIL_FORMATS,
  type ThumbnailProcess,
} from '../../../../src/printing/conversion/thumbnail/thumbnail-process.ts';
import { eventually } from '../../../support/eventually.ts';
import { makePdf } from '../../../support/pdf.ts';
import { cornerPng, pngWith } from '../pictures.ts';

const never = new AbortController().signal;

describe('thumbnailer', function () {
  this.timeout(60_000);
  const open: ThumbnailProcess[] = [];
  const start = (timeMs?: number): ThumbnailProcess => {
    const made = thumbnailProcess({ clock: systemClock, log: silentLog, timeMs });
    open.push(made);
    return made;
  };
  let maker: ThumbnailProcess;
  before(() => {
    maker = start();
  });
  after(() => open.forEach((one) => one.stop()));

  const of = (bytes: Uint8Array, format: string, edge = 64, signal = never): Promise<Buffer> =>
    maker.make({ format, edge }, async () => Readable.from([Buffer.from(bytes)]), signal);
  const refused = async (making: Promise<unknown>): Promise<string> =>
    making.then(
      () => 'made',
      (error: unknown) => (error instanceof HallwayError ? error.code : String(error)),
    );

  it('knows what its decoders know', () => {
    assert.deepEqual([...THUMBNAIL_FORMATS].sort(), ['application/pdf', ...DECODED_FORMATS].sort());
  });

  it('makes pictures and pages small, in their shape, and leaves small ones as they are', async () => {
    const wide = readImageHeader(await of(cornerPng(400, 200), 'image/png'));
    assert.deepEqual([wide?.kind, wide?.width, wide?.height], ['jpeg', 64, 32]);
    const tiny = readImageHeader(await of(cornerPng(10, 20), 'image/png'));
    assert.deepEqual([tiny?.width, tiny?.height], [10, 20]);
    const page = readImageHeader(await of(makePdf({ pages: 3 }), 'application/pdf', 320));
    assert.equal(page?.kind, 'png');
    assert.equal(Math.max(page?.width ?? 0, page?.height ?? 0), 320);
  });

  it('check 55: refuses what is broken, swells or hangs, and makes the others meanwhile', async () => {
    const bomb = pngWith(30_000, 30_000, 2, deflateSync(Buffer.alloc(1_000_000)));
    const asked = [
      of(randomBytes(5000), 'image/png'),
      of(randomBytes(5000), 'image/heic'),
      of(Buffer.from('%PDF-1.4 no more'), 'application/pdf'),
      of(bomb, 'image/png'),
      of(Buffer.from('<svg onload="x()"/>'), 'image/jpeg'),
      of(cornerPng(40, 40), 'image/svg+xml'),
    ];
    const good = of(cornerPng(99, 99), 'image/png');
    const codes = await Promise.all(asked.map(refused));
    const expected = codes.map((code) =>
      ['document.unreadable', 'document.too_big', 'agent.internal'].includes(code),
    );
    assert.deepEqual(
      expected,
      codes.map(() => true),
      codes.join(' '),
    );
    assert.equal(readImageHeader(await good)?.width, 64);
  });

  it('check 55: gives a picture up that takes too long', async () => {
    maker = start(1);
    assert.equal(await refused(of(cornerPng(50, 50), 'image/png')), 'document.too_big');
    maker = open[0] as ThumbnailProcess;
  });

  it('check 55: has no way to files, programs or the network', () => {
    const { pid } = maker;
    assert.ok(pid);
    if (process.platform !== 'linux') return;
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    assert.ok(words.includes('--permission'));
    assert.deepEqual(
      words.filter((word) => /^--allow-(?!fs-read|worker)/.test(word)),
      [],
    );
  });

  it('goes on after its process was killed, and ends when nobody wants anything', async () => {
    const { pid = 0 } = maker;
    process.kill(pid, 'SIGKILL');
    await eventually(() => maker.pid !== pid, 5000, 'the end is noticed');
    assert.ok((await of(cornerPng(50, 50), 'image/png')).length > 0);
    maker.stop();
    await eventually(() => maker.pid === undefined, 5000, 'it has ended');
    assert.equal(await refused(of(cornerPng(50, 50), 'image/png')), 'request.cancelled');
  });

  it('makes nothing for whoever is gone', async () => {
    maker = start();
    const gone = AbortSignal.abort();
    assert.equal(await refused(of(cornerPng(9, 9), 'image/png', 64, gone)), 'request.cancelled');
    assert.equal(maker.pid, undefined);
  });
});
