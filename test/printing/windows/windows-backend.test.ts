/**
 * Printers of Windows, by samples of what its PowerShell answers: none of this ever ran on Windows.
 * What strangers write is a value on standard input and never a part of a command.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inflateSync } from 'node:zlib';
import { asciiJson, scriptRunner } from '../../../agent/platform/windows/powershell-script.ts';
import { isLoopbackPrinter } from '../../../src/printing/ipp/server/printer-path.ts';
import type { Submission } from '../../../src/printing/printer-backend.ts';
import * as scripts from '../../../src/printing/windows/scripts.ts';
import type { RunScript } from '../../../src/printing/windows/spooler.ts';
import { WindowsBackend } from '../../../src/printing/windows/windows-backend.ts';
import { ManualClock, temporaryFolder } from '../../support/temporary.ts';
import { tinyRaster } from '../loopback/sample-documents.ts';

const LASER = {
  Name: 'HP LaserJet Büro',
  Driver: 'HP Universal Printing PCL 6',
  Port: 'IP_192.168.1.20',
  Comment: '',
  Location: 'Corridor',
  Status: 0x10 | 0x20000,
  Jobs: 2,
  Color: false,
  Duplex: true,
  Copies: 9999,
  Papers: [
    { Kind: 1, Width: 850, Height: 1100 },
    { Kind: 9, Width: 827, Height: 1169 },
    { Kind: 11, Width: 583, Height: 827 },
    { Kind: 256, Width: 400, Height: 123 },
  ],
  Sources: [
    { Kind: 15, Name: 'Automatically Select' },
    { Kind: 260, Name: ' Tray 2' },
  ],
  Paper: 9,
};
const OWN = {
  ...LASER,
  Name: 'Ben’s',
  Comment: `Hallway ipp://127.0.0.1:1/ipp/print/${'a'.repeat(16)}`,
};
const HOSTILE = `x'; Remove-Item C:\\ -Recurse; "$(calc)"\u2019 [hw-other]`;

describe('printers of Windows', () => {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  let asked: { script: string; input: Record<string, unknown> }[];
  let jobs: unknown[];
  let pictures: Buffer[];
  let backend: WindowsBackend;

  beforeEach(() => {
    asked = [];
    jobs = [];
    pictures = [];
    const answers = new Map<string, () => unknown>([
      [scripts.LIST_PRINTERS, () => [LASER, OWN, { Name: 7 }]],
      [scripts.GLANCE_PRINTERS, () => [{ Name: LASER.Name, Status: 0x400, Jobs: 1 }]],
      [scripts.LIST_JOBS, () => jobs],
      [scripts.PRINT_PAGES, () => ({ Id: 12 })],
      [scripts.REMOVE_JOB, () => ({ Done: true })],
    ]);
    const run: RunScript = (script, input) => {
      const order = input as Record<string, unknown>;
      asked.push({ script, input: order });
      if (Array.isArray(order['pages']))
        pictures = order['pages'].map((path) => readFileSync(path as string));
      return Promise.resolve(`\ufeff${JSON.stringify(answers.get(script)?.())}\r\n`);
    };
    const isOwn = (_port: string, comment: string): boolean =>
      isLoopbackPrinter(comment.replace('Hallway ', ''));
    backend = new WindowsBackend({ run, folder: join(folder.path, 'pages'), clock, isOwn });
  });
  after(() => folder.remove());

  const submission = (more: Partial<Submission> = {}): Submission => ({
    document: () => Readable.from([tinyRaster(300)]),
    bytes: 1,
    name: 'Letter',
    format: 'image/pwg-raster',
    options: {},
    tag: 'hw-abc',
    onHandover: async () => {},
    ...more,
  });
  const { signal } = new AbortController();

  it('lists them with what their drivers tell, and not those that lead back here', async () => {
    const [laser, ...more] = await backend.list();
    assert.deepEqual(more, []);
    assert.equal(laser?.name, LASER.Name);
    assert.equal(laser.state, 'stopped');
    assert.deepEqual(laser.reasons, ['media-empty-error', 'toner-low-warning']);
    assert.deepEqual(laser.media, ['iso_a4_210x297mm', 'na_letter_8.5x11in', 'iso_a5_148x210mm']);
    assert.deepEqual(laser.offers.sources, ['automatically-select', 'tray-2']);
    assert.equal(laser.offers.maxCopies, 999);
    assert.equal(laser.duplex, true);
    assert.deepEqual(laser.formats, ['image/pwg-raster']);
  });

  it('sees states for less', async () => {
    const moments = await backend.glance([LASER.Name, 'gone']);
    assert.deepEqual([...moments.keys()], [LASER.Name]);
    assert.equal(moments.get(LASER.Name)?.state, 'processing');
  });

  it('draws pages with the options that were chosen, and wipes them', async () => {
    const options = {
      copies: 2,
      sides: 'two-sided-short-edge' as const,
      color: 'monochrome' as const,
      media: 'iso_a5_148x210mm',
      source: 'tray-2',
    };
    let handed: string | null | undefined;
    const given = submission({
      options,
      name: HOSTILE,
      onHandover: async (job) => void (handed = job),
    });
    assert.equal(await backend.submit(LASER.Name, given, signal), '12');
    assert.equal(handed, null);
    const order = asked.find(({ script }) => script === scripts.PRINT_PAGES)?.input;
    const { pages: _pages, ...rest } = order ?? {};
    assert.deepEqual(rest, {
      printer: LASER.Name,
      name: `${HOSTILE} [hw-abc]`,
      copies: 2,
      duplex: 3,
      color: false,
      paper: 11,
      source: 260,
    });
    const [png] = pictures;
    assert.equal(pictures.length, 1);
    assert.equal(png?.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [8, 1]);
    const data = png.indexOf('IDAT') + 4;
    const pixels = inflateSync(png.subarray(data, data + png.readUInt32BE(data - 8)));
    assert.deepEqual(pixels, Buffer.from([0, ...Array.from({ length: 8 }, () => 0xff)]));
    assert.deepEqual(readdirSync(join(folder.path, 'pages')), []);
  });

  it('asks with fixed texts, whatever strangers wrote', async () => {
    jobs = [{ Id: 12, Document: `${HOSTILE} [hw-abc]`, Status: 0, Pages: 0 }];
    await backend.submit(LASER.Name, submission({ name: HOSTILE }), signal);
    await backend.find(LASER.Name, 'hw-abc', null);
    await backend.cancel(LASER.Name, '12');
    const known: readonly string[] = Object.values(scripts);
    for (const { script } of asked) assert.ok(known.includes(script));
    assert.ok(asked.some(({ script, input }) => script === scripts.REMOVE_JOB && input['tag'] === '[hw-abc]')); // biome-ignore format: one thought
  });

  it('follows a job by its tag, and takes one that is gone for done', async () => {
    const states: [number, string, string[]][] = [
      [0x8, 'processing', []],
      [0x10 | 0x40, 'processing-stopped', ['printer-stopped', 'media-empty-error']],
      [0x1, 'pending-held', ['job-held-by-system']],
      [0x80, 'completed', []],
      [0x104, 'canceled', ['job-canceled-by-user']],
    ];
    for (const [Status, state, reasons] of states) {
      clock.advance(5000);
      jobs = [
        { Id: 12, Document: 'Other [hw-abc] [hw-xyz]', Status: 0, Pages: 0 },
        { Id: 12, Document: 'Letter [hw-abc]', Status, Pages: 3 },
      ];
      const seen = await backend.state(LASER.Name, '12', 'hw-abc');
      assert.deepEqual([seen.state, seen.reasons, seen.pages], [state, reasons, 3]);
    }
    assert.deepEqual(await backend.find(LASER.Name, 'hw-abc', null), {
      kind: 'received',
      backendJob: '12',
    });
    jobs = [{ Id: 12, Document: 'Another [hw-xyz]', Status: 0, Pages: 0 }];
    assert.deepEqual(await backend.find(LASER.Name, 'hw-abc', null), { kind: 'none' });
    assert.equal((await backend.state(LASER.Name, '12', 'hw-abc')).state, 'completed');
  });

  it('refuses what is no raster, and options that the driver lacks, before a page is drawn', async () => {
    const document = (): Readable => Readable.from([Buffer.from('%PDF-1.4')]);
    await assert.rejects(backend.submit(LASER.Name, submission({ document }), signal), {
      code: 'printer.format',
    });
    await assert.rejects(
      backend.submit(LASER.Name, submission({ options: { media: 'iso_a0_841x1189mm' } }), signal),
      { code: 'request.invalid' },
    );
    await assert.rejects(backend.submit('gone', submission(), signal), {
      code: 'printer.not_found',
    });
    assert.ok(asked.every(({ script }) => script !== scripts.PRINT_PAGES));
  });

  it('hands values over on standard input, in plain ASCII', async () => {
    const echo =
      'let s="";process.stdin.on("data",d=>s+=d).on("end",()=>console.log(JSON.stringify({s,argv:process.argv.slice(1)})))';
    const run = scriptRunner([process.execPath, '-e']);
    const input = { name: `${HOSTILE}\u202e\u0000ä` };
    const { s, argv } = JSON.parse(await run(echo, input)) as { s: string; argv: string[] };
    assert.deepEqual(argv, []);
    assert.equal(s, asciiJson(input));
    assert.match(s, /^[\x20-\x7e]*$/);
    assert.deepEqual(JSON.parse(s), input);
    await assert.rejects(run('console.error("no such printer");process.exit(1)', {}), {
      code: 'printer.rejected',
    });
    await assert.rejects(scriptRunner(['/nowhere/powershell.exe'])('', {}), {
      code: 'printer.no_backend',
    });
  });
});
