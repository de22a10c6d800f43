/** Each hostile check of docs/security.md is held by the tests that are named there. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, read, root } from '../support/sources.ts';

const rows = Array.from(
  read('docs/security.md').matchAll(/^\| (\d+) +\|[^|]*\| ([^|]*)\|$/gm),
  ([, number, files = '']) => ({
    number: Number(number),
    files: Array.from(files.matchAll(/`([^`]+)`/g), ([, file = '']) => file),
  }),
);

describe('architecture: security', () => {
  it('lists the checks from 1 on, each with tests that exist', () => {
    const numbers = rows.map(({ number }) => number);
    assert.deepEqual(
      numbers,
      Array.from({ length: Math.max(41, numbers.length) }, (_, index) => index + 1),
    );
    const missing = rows.filter(
      ({ files }) => files.length === 0 || !files.every((file) => existsSync(join(root, file))),
    );
    assert.deepEqual(missing, []);
  });

  it('lists every test that names a check', () => {
    const named = filesBelow(['test'], ['.test.ts']).flatMap((file) =>
      Array.from(read(file).matchAll(/\bit\(\s*['"`]check (\d+):/g), ([, number]) => ({
        file,
        number: Number(number),
      })),
    );
    const unlisted = named.filter(
      ({ file, number }) => !rows.some((row) => row.number === number && row.files.includes(file)),
    );
    assert.ok(named.length > 20);
    assert.deepEqual(unlisted, []);
  });
});
