/** A million mutated IPP messages: no crash, none that costs much, nothing left behind. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FLOOD = fileURLToPath(new URL('../printing/ipp/flood.ts', import.meta.url));
/** As an agent runs. */
const FLAGS = ['--max-semi-space-size=1', '--expose-gc'];

describe('slow: a million mutated IPP messages', function () {
  this.timeout(90 * 60_000);

  it('are each answered, within 50 ms of CPU, and memory stays flat', async () => {
    const argv = [...FLAGS, FLOOD, '--messages', '1000000', '--seed', '1', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, argv);
    const [lines = '', json = '{}'] = stdout.split('\n---\n');
    for (const line of lines.split('\n')) console.log(`      ${line}`);
    const { worst, rssMb, wrong } = JSON.parse(json) as {
      worst: { codec: number; server: number };
      rssMb: number[];
      wrong: string[];
    };
    assert.deepEqual(wrong, []);
    assert.ok(worst.codec <= 50 && worst.server <= 50, JSON.stringify(worst));
    const grown = (rssMb.at(-1) ?? Infinity) - (rssMb[2] ?? 0);
    assert.ok(grown < 25, `RSS grown by ${grown} MB`);
  });
});
