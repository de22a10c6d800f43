/** What a person hears of: once as long as it lasts, over restarts, and no more than so many. */
import assert from 'node:assert/strict';
import { MAX_NOTICES } from '../../src/model/notice.ts';
import { NoticeStore } from '../../src/printing/notice-store.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';

describe('notices that are kept', () => {
  let database: Database;
  let store: NoticeStore;
  const add = (subject: string): boolean =>
    store.add(subject, { at: 1, kind: 'job-done', text: subject, job: null, printer: null });

  beforeEach(() => {
    database = openDatabase(':memory:');
    store = new NoticeStore(database);
  });
  afterEach(() => database.close());

  it('are told once until they are over, also after a restart', () => {
    assert.deepEqual([add('a'), add('a')], [true, false]);
    store = new NoticeStore(database);
    assert.deepEqual(
      [add('a'), store.end('a'), store.end('a'), add('a')],
      [false, true, false, true],
    );
    assert.deepEqual(store.standing('job-done'), ['a']);
    assert.deepEqual(store.standing('job-failed'), []);
    assert.equal(store.all().length, 2);
  });

  it('write nothing where there is nothing to end', () => {
    const changes = (): unknown => database.get('SELECT total_changes() AS changes');
    const before = changes();
    assert.equal(store.end('never told'), false);
    assert.deepEqual(changes(), before);
  });

  it('make room for new ones, which may be of what was forgotten', () => {
    for (let at = 0; at <= MAX_NOTICES; at += 1) add(`job ${at}`);
    assert.equal(store.all().length, MAX_NOTICES);
    assert.deepEqual([add('job 0'), add('job 3')], [true, false]);
  });
});
