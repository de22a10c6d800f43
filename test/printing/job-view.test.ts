/** What a person reads of a job that waits: the paper that is out, and where. */
import assert from 'node:assert/strict';
import type { Job } from '../../src/model/job.ts';
import type { Printer } from '../../src/model/printer.ts';
import { troubleOf } from '../../src/model/printer-trouble.ts';
import { JobRole, JobStage, type StoredJob } from '../../src/printing/job-store.ts';
import { viewOf } from '../../src/printing/job-view.ts';
import { printedPages } from '../../src/printing/page-count.ts';
import { printer, printJob, PRINTER, BEN } from '../cli/fake-office.ts';

describe('a job as a person sees it', () => {
  const stored = (job: Partial<Job>, stage: JobStage = JobStage.remote): StoredJob => ({
    role: JobRole.sent,
    stage,
    job: { ...printJob('pending'), ...job },
    sha256: '',
    backendJob: null,
    canceling: false,
  });
  const seen = (one: StoredJob, more: Partial<Printer> = {}): Job =>
    viewOf(one, {
      now: one.job.created,
      position: undefined,
      printer: { ...printer(PRINTER, BEN, 'Laser'), ...more },
      deviceName: 'Anna',
      alternatives: () => [],
    });

  it('says what the printer lacks, and where it stands', () => {
    const job = seen(stored({}), { state: 'stopped', reasons: ['media-empty-error'] });
    assert.equal(job.message, 'Out of paper at Anna.');
    assert.deepEqual(job.reasons, ['printer-stopped', 'media-empty']);
    const jammed = seen(stored({ state: 'processing-stopped', reasons: ['media-jam'] }));
    assert.equal(jammed.message, 'Paper jam at Anna.');
  });

  it('keeps what a job says of itself where the printer is well', () => {
    const message = 'Waits until Anna is online.';
    assert.equal(seen(stored({ message }, JobStage.spooled)).message, message);
    assert.equal(seen(stored({}), { reasons: ['media-low-warning'] }).message, '');
  });

  it('takes a warning for no trouble', () => {
    assert.equal(troubleOf(['media-empty-warning', 'toner-low-report']), undefined);
    assert.deepEqual(troubleOf(['toner-empty', 'media-jam-error']), {
      reason: 'media-jam',
      text: 'Paper jam',
    });
  });

  it('counts the pages that were asked for', () => {
    assert.equal(printedPages(10, {}), 10);
    assert.equal(printedPages(10, { pages: [[2, 3], [9, 99]], copies: 3 }), 12); // biome-ignore format: ranges
    assert.equal(printedPages(5, { numberUp: 2, copies: 2 }), 6);
  });
});
