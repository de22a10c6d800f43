/** What of the journal is on the disk before anything else happens, and what may wait. */
import assert from 'node:assert/strict';
import type { Job } from '../../src/model/job.ts';
import { JobRole, JobStage, JobStore, type StoredJob } from '../../src/printing/job-store.ts';
import { openDatabase, type Database } from '../../src/store/database.ts';

const job: Job = {
  id: '11111111-2222-4333-8444-555555555555',
  name: 'Letter',
  from: 'a'.repeat(52),
  owner: 'Ben',
  device: 'b'.repeat(52),
  printer: 'p',
  printerName: 'Laser',
  state: 'pending',
  reasons: [],
  message: '',
  format: 'application/pdf',
  bytes: 1,
  pages: null,
  options: {},
  created: 1,
  changed: 1,
};

describe('printing: the journal', () => {
  let database: Database;
  let lazy: number;
  let store: JobStore;
  let stored: StoredJob;

  beforeEach(() => {
    database = openDatabase(':memory:');
    lazy = 0;
    const counted: Database = {
      ...database,
      runLazily: (sql, ...values) => {
        lazy += 1;
        return database.runLazily(sql, ...values);
      },
    };
    store = new JobStore(counted);
    const role = JobRole.received;
    const stage = JobStage.accepted;
    stored = { role, stage, job, sha256: '', backendJob: null, canceling: false };
    store.put(stored);
    assert.equal(lazy, 0, 'a new job is on the disk');
  });
  afterEach(() => database.close());

  /** Whether this change, written next, may wait. */
  function mayWait(change: Partial<Omit<StoredJob, 'job'>> & { job?: Partial<Job> }): boolean {
    const before = lazy;
    stored = { ...stored, ...change, job: { ...stored.job, ...change.job } };
    store.put(stored);
    assert.deepEqual(store.get(job.id, JobRole.received), stored);
    return lazy > before;
  }

  it('waits for the disk before a step that the other side cannot tell of', () => {
    assert.equal(mayWait({ stage: JobStage.submitting }), false);
    assert.equal(mayWait({ stage: JobStage.sending, backendJob: '7' }), false);
    assert.equal(mayWait({ stage: JobStage.submitted }), true, 'its tag is at the printer');
    assert.equal(mayWait({ stage: JobStage.uncertain, job: { state: 'uncertain' } }), false);
    assert.equal(mayWait({ stage: JobStage.done, job: { state: 'canceled' } }), false);
  });

  it('waits for the disk when somebody decided something', () => {
    assert.equal(mayWait({ canceling: true }), false);
    assert.equal(mayWait({ stage: JobStage.held }), false);
    assert.equal(mayWait({ job: { options: { copies: 2 } } }), false);
  });

  it('does not wait for what the other side says again when it is asked', () => {
    const said = { state: 'processing', reasons: ['x'], message: 'Page 1', pages: 1 } as const;
    assert.equal(mayWait({ job: { ...said, reasons: ['job-printing'], changed: 2 } }), true);
    assert.equal(mayWait({ stage: JobStage.remote }), true, 'the offer is repeated');
  });
});
