/** Documents that were made to do harm, or broke on their way: limits hold, and words say why. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, deflateSync } from 'node:zlib';
import { silentLog } from '../../../src/base/log.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { readRaster } from '../../../src/printing/conversion/raster/raster-reader.ts';
import { ConversionFault } from '../../../src/printing/conversion/conversion-fault.ts';
import type { InputFile } from '../../../src/printing/conversion/input-file.ts';
import type { ConversionStep } from '../../../src/printing/conversion/conversion-step.ts';
import { eventually } from '../../support/eventually.ts';
import { makePdf } from '../../support/pdf.ts';
import { seededBelow } from '../../support/seeded.ts';
import { root } from '../../support/sources.ts';
import { A4, A4_SHEETS, hasProgram, RASTER, workshop, type Workshop } from './converting.ts';
import { onePage, pdfOf, streamOf } from './odd-pdfs.ts';
import { cornerPng, pngWith } from './pictures.ts';

const DRAW: ConversionStep = {
  kind: 'pdf-to-raster',
  sheets: A4_SHEETS,
  raster: { ...RASTER, dpi: 72 },
};
const LAY_OUT: ConversionStep = { kind: 'pdf-sheets', sheets: { ...A4_SHEETS, numberUp: 2 } };
const SHOW: ConversionStep = {
  kind: 'image-to-pdf',
  format: 'image/png',
  setup: A4,
  scaling: 'auto',
  landscape: false,
};
const READ: ConversionStep = { kind: 'raster-to-pdf' };

describe('conversion of hostile documents', function () {
  this.timeout(90_000);
  let shop: Workshop;

  before(() => {
    shop = workshop();
  });
  after(() => shop.remove());

  /** The code and the words with which a document was refused; undefined if it was converted. */
  async function refusal(
    step: ConversionStep,
    document: Buffer,
    more: { silentMs?: number; wholeMs?: number } = {},
  ): Promise<{ code: string; message: string; fix: string | undefined } | undefined> {
    try {
      await shop.convert(step, document, more);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof HallwayError, String(error));
      return { code: error.code, message: error.message, fix: error.fix };
    } finally {
      // Nothing else was written anywhere near.
      assert.deepEqual(shop.leftovers(), []);
    }
  }

  it('refuses what needs a password, in words', async function () {
    if (!hasProgram('qpdf')) this.skip();
    const [open, locked] = ['open.pdf', 'locked.pdf'].map((name) =>
      join(shop.folder, '..', `${process.pid}-${name}`),
    ) as [string, string];
    writeFileSync(open, makePdf());
    spawnSync('qpdf', ['--encrypt', 'secret', 'owner', '256', '--', open, locked]);
    assert.deepEqual(await refusal(DRAW, readFileSync(locked)), {
      code: 'document.unreadable',
      message: 'The PDF is protected by a password.',
      fix: 'Open it with its password and save it without one.',
    });
  });

  it('check 28: refuses what is damaged, in words', async () => {
    const random = seededBelow(1);
    const noise = Buffer.concat([
      Buffer.from('%PDF-1.4\n'),
      Buffer.from(Array.from({ length: 5000 }, () => random(256))),
    ]);
    for (const step of [DRAW, LAY_OUT])
      assert.deepEqual(await refusal(step, noise), {
        code: 'document.unreadable',
        message: 'The PDF is damaged and cannot be read.',
        fix: 'Open it in its program and save it again, or save it as PDF.',
      });
    const cut = cornerPng(50, 50).subarray(0, 60);
    assert.equal((await refusal(SHOW, cut))?.code, 'document.unreadable');
    const halfRaster = Buffer.concat([Buffer.from('RaS2'), Buffer.alloc(900)]);
    assert.match(
      (await refusal(READ, halfRaster))?.message ?? '',
      /cannot be read. It ends too early/,
    );
  });

  it('check 28: outlives PDFs that lead round in circles', async () => {
    const circle = pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000000 >>',
    ]);
    const ownForm = onePage('/F Do', '/Resources << /XObject << /F 5 0 R >> >>', '0 0 595 842', [
      streamOf(
        '/F Do /F Do',
        '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>',
      ),
    ]);
    for (const document of [circle, ownForm])
      for (const step of [DRAW, LAY_OUT]) {
        const answer = await refusal(step, document);
        assert.ok(
          answer === undefined || answer.code.startsWith('document.'),
          JSON.stringify(answer),
        );
      }
  });

  it('check 28: ends a PDF that would draw for ever', async () => {
    const answer = await refusal(DRAW, endless(), { silentMs: 3000 });
    assert.deepEqual(answer, {
      code: 'document.too_big',
      message: 'Converting the document takes too long.',
      fix: 'Print fewer pages of it at a time, or save it as a smaller PDF.',
    });
  });

  it('leaves no converter behind when the agent is gone', async () => {
    const source = join(shop.folder, '..', `endless-${process.pid}.pdf`);
    writeFileSync(source, endless());
    const entry = join(root, 'agent', 'programs', 'converter.ts');
    const converter = spawn(process.execPath, [entry], { stdio: ['pipe', 'ignore', 'inherit'] });
    const exited = once(converter, 'exit');
    const order = { step: DRAW, source, target: `${source}.out`, fonts: [] };
    converter.stdin.write(`${JSON.stringify(order)}\n`);
    await eventually(() => existsSync(order.target), 20_000, 'it works');
    converter.stdin.destroy();
    await exited;
    for (const path of [source, order.target]) rmSync(path);
  });

  it('check 28: refuses memory beyond the limit', async () => {
    // A page of one and a half gigabytes of blanks, in a few kilobytes.
    const part = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, 0x20), {
      level: 9,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    const head = Buffer.from([0x78, 0xda]);
    const bomb = pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
      streamOf(Buffer.concat([head, ...Array<Buffer>(24).fill(part)]), '/Filter /FlateDecode'),
    ]);
    assert.ok(bomb.length < 2_000_000);
    assert.deepEqual(await refusal(DRAW, bomb), {
      code: 'document.too_big',
      message: 'The document needs too much memory to be converted.',
      fix: 'Print fewer pages of it at a time, or save it as a smaller PDF.',
    });
  });

  it('check 28: refuses pictures of absurd size before it decodes them', async () => {
    const picture = pngWith(60_000, 60_000, 2, deflateSync(Buffer.alloc(1000)));
    assert.deepEqual(await refusal(SHOW, picture), {
      code: 'document.too_big',
      message: 'The picture has 60000 × 60000 pixels: too many to be converted.',
      fix: 'Print fewer pages of it at a time, or save it as a smaller PDF.',
    });
  });

  it('check 28: reads mutated raster without a hang, a crash or more than a page in memory', async () => {
    const random = seededBelow(7);
    const raster = { ...RASTER, dpi: 36 };
    const pwg = (
      await shop.convert(
        { kind: 'pdf-to-raster', sheets: A4_SHEETS, raster },
        makePdf({ pages: 2 }),
      )
    ).bytes;
    const urf = (
      await shop.convert(
        { kind: 'pdf-to-raster', sheets: A4_SHEETS, raster: { ...raster, format: 'image/urf' } },
        makePdf({ pages: 2 }),
      )
    ).bytes;
    let refused = 0;
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Buffer.from(round % 2 === 0 ? pwg : urf);
      for (let count = random(8); count >= 0; count -= 1)
        bytes[random(random(2) === 0 ? bytes.length : 2000)] = random(256);
      const cut = random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
      try {
        let lines = 0;
        for (const page of readRaster(inMemory(cut)))
          for (const _line of page.lines())
            if ((lines += 1) > 400_000_000) throw new Error('endless');
      } catch (error) {
        assert.ok(error instanceof ConversionFault, String(error));
        assert.ok(error.kind === 'broken' || error.kind === 'limit');
        refused += 1;
      }
    }
    assert.ok(refused > 200, `${refused} refused`);
  });

  it('check 28: outlives mutated PDFs and pictures', async () => {
    const random = seededBelow(11);
    const sources: [ConversionStep, Buffer][] = [
      [DRAW, makePdf({ pages: 3 })],
      [LAY_OUT, makePdf({ pages: 3 })],
      [SHOW, cornerPng(60, 60)],
      [{ ...SHOW, format: 'image/gif' }, cornerPng(20, 20)],
    ];
    for (let round = 0; round < 16; round += 1) {
      const [step, source] = sources[round % sources.length] ?? assert.fail();
      const bytes = Buffer.from(source);
      for (let count = 0; count < 12; count += 1) bytes[random(bytes.length)] = random(256);
      const answer = await refusal(step, bytes);
      assert.ok(
        answer === undefined || answer.code.startsWith('document.'),
        JSON.stringify(answer),
      );
    }
  });

  it('check 27: gives a document no way to files, programs or the network', async () => {
    // What its converter may do is asked from inside: the code runs in the converter's place.
    const answers = await askInside();
    assert.deepEqual(answers, {
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      spawn: 'ERR_ACCESS_DENIED',
      connect: 'ERR_ACCESS_DENIED',
      names: ['LANG', 'PATH'],
    });
  });

  async function askInside(): Promise<unknown> {
    const folder = join(root, 'node_modules', '.cache', 'hallway-converter-test');
    mkdirSync(folder, { recursive: true });
    const entry = join(folder, 'inside.mjs');
    writeFileSync(entry, INSIDE);
    const made = await shop.convert(DRAW, makePdf(), { entry, log: silentLog });
    return JSON.parse(readFileSync(made.path, 'utf8'));
  }
});

/** A pattern of a million tiles for each point. */
function endless(): Buffer {
  return onePage(
    '/Pattern cs /P scn 0 0 595 842 re f',
    '/Resources << /Pattern << /P 5 0 R >> >>',
    '0 0 595 842',
    [
      streamOf(
        '0 0 1 1 re f '.repeat(20_000),
        '/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 2 /BBox [0 0 900 900] /XStep 0.002 /YStep 0.002 /Resources << >>',
      ),
    ],
  );
}

const INSIDE = `
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
const [line] = await once(createInterface(process.stdin), 'line');
const { target } = JSON.parse(line);
const why = (run) => { try { run(); return 'allowed'; } catch (error) { return error.code; } };
const answers = {
  read: why(() => readFileSync('/etc/passwd')),
  write: why(() => writeFileSync(target + '-more', '')),
  spawn: why(() => spawnSync('true')),
  connect: await new Promise((resolve) => {
    try {
      connect(9, '127.0.0.1').on('error', (error) => resolve(error.code)).on('connect', () => resolve('allowed'));
    } catch (error) { resolve(error.code); }
  }),
  names: Object.keys(process.env).sort(),
};
writeFileSync(target, JSON.stringify(answers));
process.stdin.destroy();
process.stdout.write(JSON.stringify({ kind: 'result', result: { pages: 1 } }) + '\\n');
`;

function inMemory(bytes: Buffer): InputFile {
  return {
    size: bytes.length,
    read: (into: Buffer, offset: number, position: number) =>
      bytes.copy(into, offset, position, Math.min(bytes.length, position + into.length - offset)),
  } as unknown as InputFile;
}
