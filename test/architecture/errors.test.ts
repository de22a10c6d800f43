/** The table of error codes, its documentation and its use agree. */
import assert from 'node:assert/strict';
import { ERROR_CODES } from '../../src/base/errors.ts';
import { filesBelow, read } from '../support/sources.ts';

const table = new Map<string, { http: number; ipp?: number }>(Object.entries(ERROR_CODES));

describe('architecture: errors', () => {
  it('documents each code with its statuses, and no other', () => {
    const rows = read('docs/errors.md').matchAll(/^\| `([a-z_.]+)` *\| (\d+) *\| ([^|]*)\| \S/gm);
    const documented = Array.from(rows, ([, code, http, ipp]) => `${code} ${http} ${ipp?.trim()}`);
    const known = Array.from(table, ([code, { http, ipp }]) => {
      const hex = ipp === undefined ? '–' : `0x${ipp.toString(16).padStart(4, '0')}`;
      return `${code} ${http} ${hex}`;
    });
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
