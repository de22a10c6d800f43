/**
 * Judged by CUPS's own ipptool from another PC of the LAN, one without Hallway: a printer that its
 * owner opened is an IPP Everywhere printer there, with and without TLS. How much of it is asked
 * differs: see `ipptool-lan.test.ts` here and in `test/slow`.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { skipWithoutLab } from '../../lan/availability.ts';
import { LabOffice } from '../../scenario/lab-office.ts';
import { eventually } from '../../support/eventually.ts';
import { makePdf } from '../../support/pdf.ts';
import { layOutSamples, SUITES } from '../loopback/sample-documents.ts';

export type Scheme = 'ipp' | 'ipps';

/** Suites, and how many of their tests must pass (the rest is skipped; none may fail). */
export const LAN_SUITES = {
  'ipp-1.1': 40,
  'ipp-2.0': 41,
  'ipp-everywhere': 144,
  'create-job': 2,
  'print-job-media-col': 1,
} as const;
export type LanSuite = keyof typeof LAN_SUITES;

/** The tests of a `describe`: each suite that `asked` names, in that order. */
export function judgeOnLan(this: Mocha.Suite, asked: readonly (readonly [Scheme, LanSuite])[]) {
  this.timeout(180_000);
  let office: LabOffice;
  let prints: string;
  let samples: string;
  let uris: Record<Scheme, string>;
  const pdf = makePdf({ pages: 3, text: 'From a stranger' });

  before(async function () {
    skipWithoutLab(this);
    if (!existsSync('/usr/bin/ipptool') || !existsSync(join(SUITES, 'ipp-everywhere.test'))) {
      console.log('      skipped: cups-ipp-utils is not installed');
      this.skip();
    }
    office = await LabOffice.create(3);
    samples = join(office.folder, 'samples');
    prints = join(office.folder, 'prints');
    for (const folder of [samples, prints]) mkdirSync(folder);
    layOutSamples(samples);
    writeFileSync(join(samples, 'stranger.pdf'), pdf);
    const owner = office.pc(1);
    await owner.start();
    const { id } = await owner.call(api.addPrinter, {
      body: { uri: `file://${prints}`, name: 'Prints' },
    });
    assert.deepEqual((await owner.call(api.getLanPrinting, {})).printers, []);
    await owner.call(api.setPrinterOpened, { params: { id }, body: { opened: true } });
    const facts = await owner.call(api.getLanPrinting, {});
    assert.equal(facts.ready, true, facts.message);
    const [opened] = facts.printers;
    const at = (scheme: string): string =>
      opened?.uris.find((uri) => uri.startsWith(`${scheme}://${office.lab.address(1)}:`)) ?? '';
    uris = { ipp: at('ipp'), ipps: at('ipps') };
  });
  after(() => office?.destroy());

  async function judge(uri: string, suite: string, file = 'document-a4.pdf') {
    // Without an end of its own it asks for ever where a printer stays busy.
    const argv = [
      'timeout',
      '150',
      'ipptool',
      '-tI',
      '-R',
      '-T',
      '30',
      '-f',
      join(samples, file),
      uri,
    ];
    // Two guests: all suites twice are more jobs than one may print in an hour.
    const guest = uri.startsWith('ipps:') ? 3 : 2;
    const ended = await office.lab.pc(guest).exec([...argv, join(samples, `${suite}.test`)], {
      // Where CUPS remembers certificates.
      env: { HOME: office.folder },
    });
    const said = ended.stdout + ended.stderr;
    // Its exit code can be 0 with failures.
    const count = (verdict: string): number => said.split(`[${verdict}]`).length - 1;
    return { pass: count('PASS'), fail: count('FAIL'), skip: count('SKIP'), said };
  }

  for (const [index, [scheme, suite]] of asked.entries())
    it(`passes ${suite} over ${scheme} (${index + 1} of ${asked.length})`, async () => {
      const { pass, fail, skip, said } = await judge(uris[scheme], suite);
      process.stdout.write(`      ${suite}: ${pass} passed, ${fail} failed, ${skip} skipped\n`);
      assert.equal(fail, 0, said);
      const least = LAN_SUITES[suite];
      assert.ok(pass >= least, `${pass} of at least ${least} passed\n${said}`);
    });

  it('prints the same bytes, plain, gzip and deflate, over both', async () => {
    for (const uri of Object.values(uris))
      for (const suite of ['print-job', 'print-job-gzip', 'print-job-deflate']) {
        const { pass, fail, said } = await judge(uri, suite, 'stranger.pdf');
        assert.ok(pass === 1 && fail === 0, said);
      }
    const same = (): number =>
      readdirSync(prints).filter((name) => readFileSync(join(prints, name)).equals(pdf)).length;
    await eventually(() => same() === 6, 15_000, 'the documents arrive');
  });
}
