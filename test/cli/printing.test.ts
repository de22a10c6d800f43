/** `print`: what was typed becomes a job's options; `--wait` ends as the job does. */
import assert from 'node:assert/strict';
import { parseMedia, parsePages } from '../../agent/cli/print-options.ts';
import { getJob, printDocument } from '../../src/api/local.ts';
import type { Job } from '../../src/model/job.ts';
import { FakeOffice, printJob } from './fake-office.ts';

describe('cli: printing', () => {
  let office: FakeOffice;
  beforeEach(async () => {
    office = new FakeOffice();
    await office.start();
  });
  afterEach(() => office.stop());

  it('sends the document with every option', async () => {
    let sent: unknown;
    office.on(printDocument, ({ query, body }) => {
      sent = [query['name'], JSON.parse(query['options'] ?? ''), (body as Buffer).length > 10];
      return printJob('pending-held');
    });
    const argv = 'print agent.json --on laser --copies 2 --sides long --color mono --media a4';
    const ran = await office.run(...argv.split(' '), '--pages', '1-3,7', '--hold', '--json');
    assert.deepEqual(ran.json(), { job: printJob('pending').id, state: 'pending-held' });
    assert.deepEqual(sent, [
      'agent.json',
      {
        copies: 2,
        sides: 'two-sided-long-edge',
        color: 'monochrome',
        media: 'iso_a4_210x297mm',
        pages: [
          [1, 3],
          [7, 7],
        ],
        hold: true,
      },
      true,
    ]);
  });

  it('passes tray, kind of paper and layout, and calls trays as people do', async () => {
    const [laser] = office.printers;
    assert.ok(laser);
    laser.choices = {
      copies: 9,
      monochrome: true,
      pageRanges: true,
      sources: ['tray-1', 'Tray-2'],
    };
    laser.supplies = [
      { name: 'Black\u001b[31m', kind: 'toner', colors: ['#000000'], level: 4, state: 'low' },
    ];
    laser.trays = [{ source: 'tray-1', media: 'iso_a4_210x297mm', type: null, level: 50 }];
    let sent: unknown;
    office.on(printDocument, ({ query }) => {
      sent = JSON.parse(query['options'] ?? '');
      return printJob('pending');
    });
    const argv =
      'print agent.json --on laser --tray 2 --type Photographic-Glossy --quality high --number-up 4 ' +
      '--scaling fit --orientation landscape --resolution 600 --bin stacker-1 --finish staple,fold ' +
      '--borderless --color color';
    assert.equal((await office.run(...argv.split(' '))).status, 0);
    assert.deepEqual(sent, {
      source: 'Tray-2',
      mediaType: 'photographic-glossy',
      quality: 'high',
      numberUp: 4,
      scaling: 'fit',
      orientation: 'landscape',
      resolution: 600,
      bin: 'stacker-1',
      finishings: ['staple', 'fold'],
      borderless: true,
      color: 'color',
    });
    const shown = await office.run('printers');
    assert.match(shown.out, /\n {2}tray-1: iso_a4_210x297mm, 50 % full\n {2}Black \[31m: 4 %, low/);
    const [listed] = (await office.run('printers', '--json')).json() as Record<string, unknown>[];
    assert.deepEqual(listed?.['trays'], laser.trays);
    assert.deepEqual((listed?.['choices'] as { trays: unknown } | undefined)?.trays, [
      'tray-1',
      'Tray-2',
    ]);
    for (const wrong of ['--quality best', '--number-up 0', '--scaling x', '--tray ../x'])
      assert.equal(
        (await office.run('print', 'agent.json', '--on', 'laser', ...wrong.split(' '))).status,
        2,
        wrong,
      );
  });

  it('waits to the end, and fails where it was not printed', async () => {
    office.on(printDocument, () => printJob('pending'));
    const cases: [Job['state'], number][] = [
      ['completed', 0],
      ['aborted', 1],
      ['canceled', 1],
      ['uncertain', 1],
    ];
    for (const [state, status] of cases) {
      const states: Job['state'][] = ['processing', 'processing-stopped', state];
      office.on(getJob, () => printJob(states.shift() ?? state));
      const ran = await office.run('print', 'agent.json', '--on', 'Laser', '--wait', '--json');
      assert.equal(ran.status, status, state);
      if (status === 0) assert.equal((ran.json() as { state: string }).state, state);
    }
  });

  it('reads pages and paper as people write them', () => {
    assert.deepEqual(parsePages('1, 3 - 5'), [
      [1, 1],
      [3, 5],
    ]);
    for (const wrong of ['', '0', '3-2', '2,1', '1-', 'a', '1-3,3'])
      assert.throws(() => parsePages(wrong), wrong);
    assert.equal(parseMedia('Letter', []), 'na_letter_8.5x11in');
    assert.equal(parseMedia('dl', ['iso_dl_110x220mm']), 'iso_dl_110x220mm');
    assert.equal(parseMedia('iso_a4_210x297mm', []), 'iso_a4_210x297mm');
    assert.throws(() => parseMedia('constructor paper', []));
  });
});
