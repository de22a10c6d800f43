/** Walks over the kernel's tables: no longer than needed, shared, and never begun too early. */
import assert from 'node:assert/strict';
import { TableScan } from '../../agent/platform/linux/table-scan.ts';

/** A table of these pages, which are made when they are read. */
function tableOf(...pages: (() => string)[]): { scan: TableScan; reads: number[]; opened: number } {
  const seen = { scan: undefined as never as TableScan, reads: [] as number[], opened: 0 };
  seen.scan = new TableScan(() => {
    seen.opened += 1;
    let left: (() => string)[] = [];
    return Promise.resolve({
      read: (buffer, position) => {
        seen.reads.push(position);
        if (position === 0) left = [...pages];
        return Promise.resolve(buffer.write(left.shift()?.() ?? '', 'latin1'));
      },
      close: () => Promise.resolve(),
    });
  });
  return seen;
}

const lineOf =
  (wanted: string) =>
  (lines: string): number | undefined =>
    lines.split('\n').includes(wanted) ? Number(wanted) : undefined;

describe('walks over a table of the kernel', () => {
  it('end where everybody has found what he looks for', async () => {
    const table = tableOf(
      () => '1\n2',
      () => '2\n3\n',
      () => '4\n',
    );
    assert.equal(await table.scan.find(lineOf('1')), 1);
    assert.deepEqual(table.reads, [0]);
    const both = [table.scan.find(lineOf('22')), table.scan.find(lineOf('1'))];
    assert.deepEqual(await Promise.all(both), [22, 1]);
    assert.deepEqual(table.reads, [0, 0, 3]);
    assert.equal(await table.scan.find(lineOf('5')), undefined);
    assert.equal(table.opened, 1);
  });

  it('answer nobody by what was read before he asked', async () => {
    let line = 'old\n';
    let asked: Promise<number | undefined> | undefined;
    const isNew = (lines: string): number | undefined => (lines === 'new\n' ? 2 : undefined);
    const table = tableOf(() => {
      const made = line;
      line = 'new\n';
      asked ??= table.scan.find(isNew);
      return made;
    });
    assert.equal(await table.scan.find((lines) => (lines === 'old\n' ? 1 : undefined)), 1);
    assert.equal(await asked, 2);
  });

  it('fail for all who share them, and not for the next', async () => {
    let fails = true;
    const scan = new TableScan(() =>
      fails
        ? Promise.reject(new Error('no table'))
        : Promise.resolve({
            read: (buffer, position) => Promise.resolve(position === 0 ? buffer.write('7\n') : 0),
            close: () => Promise.resolve(),
          }),
    );
    const both = await Promise.allSettled([scan.find(lineOf('7')), scan.find(lineOf('7'))]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    fails = false;
    assert.equal(await scan.find(lineOf('7')), 7);
  });
});
