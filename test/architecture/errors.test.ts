/** The table of error codes, its documentation and its use agree. */
import assert from 'node:assert/strict';
import { ERROR_CODES } from '../../src/base/errors.ts';
import { filesBelow, read } from '../support/sources.ts';

const table = new Map<string, { http: number }>(Object.entries(ERROR_CODES));

describe('architecture: errors', () => {
  it('documents each code with its status, and no other', () => {
    const rows = read('docs/errors.md').matchAll(/^\| `([a-z_.]+)` *\| (\d+) *\| \S/gm);
    const documented = Array.from(rows, ([, code, http]) => `${code} ${http}`);
    const known = Array.from(table, ([code, { http }]) => `${code} ${http}`);
    assert.deepEqual(documented.sort(), known.sort());
  });

  it('has no code that nobody throws', () => {
    const text = filesBelow(['src', 'agent'], ['.ts'])
      .map(read)
      .join('\n')
      // Neither the table nor a comparison throws anything.
      .replace(/^ {2}'[a-z_.]+': \{.*$/gm, '')
      .replace(/[!=]== '[a-z_.]+'/g, '');
    const dead = [...table.keys()].filter((code) => !text.includes(`'${code}'`));
    assert.deepEqual(dead, []);
  });
});
