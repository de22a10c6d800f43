/** Conversions take turns, two at a time, and keep what they made until the job has gone. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversionPlan } from '../../../src/printing/conversion/conversion-plan.ts';
import { JobConversion } from '../../../src/printing/conversion/job-conversion.ts';
import { givenUp, type StepRunner } from '../../../src/printing/conversion/step-runner.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** Steps that end when the test says so. */
class PatientRunner implements StepRunner {
  readonly ends: (() => void)[] = [];
  started = 0;

  run: StepRunner['run'] = (_step, _source, target, { signal }) => {
    this.started += 1;
    writeFileSync(target, 'made');
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(givenUp()));
      this.ends.push(() => resolve({ pages: 1 }));
    });
  };
}

describe('job conversion', () => {
  const folder = temporaryFolder();
  const plan: ConversionPlan = {
    format: 'application/pdf',
    options: {},
    steps: [{ kind: 'raster-to-pdf' }],
  };
  let runner: PatientRunner;
  let conversion: JobConversion;

  beforeEach(async () => {
    runner = new PatientRunner();
    conversion = new JobConversion({
      folder: join(folder.path, 'made'),
      runner,
      tools: () => ({}),
      letter: false,
    });
    await conversion.start();
  });
  after(() => folder.remove());

  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  const make = (id: string, signal = new AbortController().signal) =>
    conversion.make(id, plan, 'source', { signal, progress: () => {} });

  it('runs two at a time, and goes on past those that are given up in line', async () => {
    const abort = new AbortController();
    const first = make('a');
    const second = make('b');
    const third = make('c', abort.signal);
    const fourth = make('d');
    await settle();
    assert.equal(runner.started, 2);
    abort.abort();
    await assert.rejects(third, { code: 'request.cancelled' });
    assert.equal(runner.started, 2);
    runner.ends.shift()?.();
    await first;
    await settle();
    assert.equal(runner.started, 3);
    for (const end of runner.ends.splice(0)) end();
    await Promise.all([second, fourth]);
    const fifth = make('e');
    await settle();
    assert.equal(runner.started, 4);
    runner.ends.shift()?.();
    assert.equal((await fifth).bytes, 4);
  });

  it('makes nothing twice for a job that waits, and wipes it with the job', async () => {
    const made = make('a');
    await settle();
    runner.ends.shift()?.();
    await made;
    assert.equal((await make('a')).bytes, 4);
    assert.equal(runner.started, 1);
    assert.equal(readdirSync(join(folder.path, 'made')).length, 1);
    await conversion.drop('a');
    assert.deepEqual(readdirSync(join(folder.path, 'made')), []);
  });

  it('leaves nothing of a conversion that was given up', async () => {
    const abort = new AbortController();
    const given = make('a', abort.signal);
    await settle();
    abort.abort();
    await assert.rejects(given, { code: 'request.cancelled' });
    assert.deepEqual(readdirSync(join(folder.path, 'made')), []);
  });
});
