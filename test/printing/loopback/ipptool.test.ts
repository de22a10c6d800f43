/**
 * Judged by CUPS's own ipptool: a printer of the workgroup is an IPP Everywhere printer (PWG 5100.14)
 * on this PC's loopback, and what is printed to it comes out elsewhere.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../../../src/api/local.ts';
import { eventually, joinAll, useAgents, type TestAgent } from '../../support/agents.ts';
import { runToEnd } from '../../support/finished.ts';
import { makePdf } from '../../support/pdf.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { layOutSamples, SUITES } from './sample-documents.ts';

describe('loopback printers, judged by ipptool', function () {
  this.timeout(300_000);
  const agents = useAgents();
  const folder = temporaryFolder();
  const samples = join(folder.path, 'samples');
  const prints = join(folder.path, 'prints');
  const pdf = makePdf({ pages: 3, text: 'Loopback' });
  let anna: TestAgent;
  let ben: TestAgent;
  let annaUri: string;
  let benUri: string;

  before(async function () {
    if (!existsSync('/usr/bin/ipptool') || !existsSync(join(SUITES, 'ipp-everywhere.test')))
      this.skip();
    mkdirSync(samples);
    layOutSamples(samples);
    writeFileSync(join(samples, 'loopback.pdf'), pdf);
    anna = await agents.start({ name: 'Anna' });
    ben = await agents.start({ name: 'Ben' });
    await joinAll([anna, ben]);
    mkdirSync(prints);
    const body = { uri: `file://${prints}`, name: 'Prints' };
    const { id } = await anna.call(api.addPrinter, { body });
    annaUri = await localUri(anna, id);
    benUri = await localUri(ben, id);
  });

  after(() => folder.remove());

  function localUri(agent: TestAgent, id: string): Promise<string> {
    return eventually(
      async () =>
        (await agent.call(api.listPrinters, {})).find((printer) => printer.id === id)?.localUri,
      10_000,
      `${agent.name} has the printer`,
    );
  }

  interface Verdict {
    pass: number;
    fail: number;
    skip: number;
    said: string;
  }

  async function judge(uri: string, suite: string, file = 'document-a4.pdf'): Promise<Verdict> {
    const argv = ['ipptool', '-tI', '-R', '-T', '30', '-f', join(samples, file), uri];
    const ended = await runToEnd([...argv, join(samples, `${suite}.test`)], { timeoutMs: 280_000 });
    const said = ended.stdout + ended.stderr;
    // Its exit code can be 0 with failures.
    const count = (verdict: string): number => said.split(`[${verdict}]`).length - 1;
    return { pass: count('PASS'), fail: count('FAIL'), skip: count('SKIP'), said };
  }

  /** What ippeveprinter passes itself, or more (`docs/decisions/loopback-printers.md`). */
  const suites: readonly [string, number][] = [
    ['ipp-1.1', 40],
    ['ipp-2.0', 41],
    ['ipp-everywhere', 144],
    ['create-job', 2],
    ['print-job-hold', 2],
    ['print-job-media-col', 1],
    ['identify-printer', 1],
    ['create-printer-subscription', 1],
    ['get-subscriptions', 1],
  ];
  for (const [suite, least] of suites)
    for (const round of ['', ' once more'])
      it(`passes ${suite}${round}`, async () => {
        const { pass, fail, skip, said } = await judge(annaUri, suite);
        assert.equal(fail, 0, said);
        assert.ok(pass >= least, `${pass} of at least ${least} passed\n${said}`);
        process.stdout.write(`      ${suite}: ${pass} passed, ${fail} failed, ${skip} skipped\n`);
      });

  /** So many files are the same, byte for byte; those of the suites are printed before them. */
  async function arrived(count: number): Promise<void> {
    const same = (): number =>
      readdirSync(prints).filter((name) => readFileSync(join(prints, name)).equals(pdf)).length;
    await eventually(() => same() === count, 120_000, `${count} documents arrive`);
  }

  it('prints the same bytes, plain, gzip and deflate', async () => {
    for (const suite of ['print-job', 'print-job-gzip', 'print-job-deflate']) {
      const { pass, fail, said } = await judge(annaUri, suite, 'loopback.pdf');
      assert.ok(pass === 1 && fail === 0, said);
    }
    await arrived(3);
  });

  it("prints on a colleague's printer the same way", async () => {
    assert.notEqual(benUri, annaUri);
    assert.equal(new URL(benUri).pathname, new URL(annaUri).pathname);
    for (const suite of ['print-job', 'print-job-gzip', 'print-job-deflate']) {
      const { pass, fail, said } = await judge(benUri, suite, 'loopback.pdf');
      assert.ok(pass === 1 && fail === 0, said);
    }
    await arrived(6);
    const completed = await judge(benUri, 'get-completed-jobs');
    assert.ok(completed.pass >= 1 && completed.fail === 0, completed.said);
    const { pass, fail, said } = await judge(benUri, 'ipp-2.0');
    assert.ok(pass >= 38 && fail === 0, said);
  });

  it('tells the address on the command line', async () => {
    const listed = (await ben.cli('printers', '--json')).json<{ local_uri: string }[]>();
    assert.equal(listed[0]?.local_uri, benUri);
  });

  it('takes a document while the printer is out of sight, and prints it when it is back', async () => {
    await anna.stop();
    await eventually(
      async () => (await ben.call(api.listPeers, {})).every(({ online }) => !online),
      15_000,
      'Ben misses Anna',
    );
    const { pass, said } = await judge(benUri, 'print-job', 'loopback.pdf');
    assert.equal(pass, 1, said);
    await anna.start();
    await arrived(7);
  });
});
