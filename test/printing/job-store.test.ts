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
  /** How often the disk was waited for. */
  let waits: number;
  let store: JobStore;
  let stored: StoredJob;

  beforeEach(async () => {
    database = openDatabase(':memory:');
    waits = 0;
    const counted: Database = {
      ...database,
      settled: () => {
        waits += 1;
        return database.settled();
      },
    };
    store = new JobStore(counted);
    const role = JobRole.received;
    const stage = JobStage.accepted;
    stored = { role, stage, job, sha256: '', backendJob: null, canceling: false };
    await store.putSoon(stored, undefined);
    assert.equal(waits, 1, 'a new job is on the disk');
  });
  afterEach(() => database.close());

  /** Whether this change, written next, may wait. */
  async function mayWait(
    change: Partial<Omit<StoredJob, 'job'>> & { job?: Partial<Job> },
  ): Promise<boolean> {
    const before = waits;
    const written = store.get(job.id, JobRole.received);
    stored = { ...stored, ...change, job: { ...stored.job, ...change.job } };
    const onDisk = store.putSoon(stored, written);
    // Whatever ends the process now.
    assert.deepEqual(store.get(job.id, JobRole.received), stored);
    await onDisk;
    return waits === before;
  }

  it('waits for the disk before a step that the other side cannot tell of', async () => {
    assert.equal(await mayWait({ stage: JobStage.submitting }), false);
    assert.equal(await mayWait({ stage: JobStage.sending, backendJob: '7' }), false);
    assert.equal(await mayWait({ stage: JobStage.submitted }), true, 'its tag is at the printer');
    assert.equal(await mayWait({ stage: JobStage.uncertain, job: { state: 'uncertain' } }), false);
    assert.equal(await mayWait({ stage: JobStage.done, job: { state: 'canceled' } }), false);
  });

  it('waits for the disk when somebody decided something', async () => {
    assert.equal(await mayWait({ canceling: true }), false);
    assert.equal(await mayWait({ stage: JobStage.held }), false);
    assert.equal(await mayWait({ job: { options: { copies: 2 } } }), false);
  });

  it('does not wait for what the other side says again when it is asked', async () => {
    const said = { state: 'processing', reasons: ['x'], message: 'Page 1', pages: 1 } as const;
    assert.equal(await mayWait({ job: { ...said, reasons: ['job-printing'], changed: 2 } }), true);
    assert.equal(await mayWait({ stage: JobStage.remote }), true, 'the offer is repeated');
  });
});
