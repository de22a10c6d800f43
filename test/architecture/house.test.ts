/** House rules that a reader relies on: every file says what it is for, rooms stay small. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, read, root } from '../support/sources.ts';

const sources = filesBelow(['src', 'agent', 'dashboard'], ['.ts']);
const MAX_LINES = 300;

describe('architecture: house', () => {
  it('opens each file with one doc comment', () => {
    const bare = sources.filter((file) => !read(file).startsWith('/**'));
    assert.deepEqual(bare, []);
  });

  it(`keeps files at ${MAX_LINES} lines at most`, () => {
    const long = sources.filter((file) => read(file).split('\n').length > MAX_LINES + 1);
    assert.deepEqual(long, []);
  });

  it('opens each domain with a README', () => {
    const domains = [
      'workgroup',
      'discovery',
      'peers',
      'printing',
      'shares',
      'transfer',
      'journal',
      'talk',
      'ledger',
      'media',
      'guests',
      'internet',
      'doctor',
      'desktop',
      'update',
    ];
    const missing = domains.filter((d) => !existsSync(join(root, 'src', d, 'README.md')));
    assert.deepEqual(missing, []);
  });

  it('has only the top level that was agreed', () => {
    const agreed = [
      'package.json', 'package-lock.json', 'tsconfig.json', 'agent', 'dashboard', 'src', 'test',
      'installers', 'docs', 'README.md', 'LICENSE', 'hallway', 'hallway.cmd', 'node_modules',
      'dist', 'coverage', 'biome.json',
    ]; // biome-ignore format: a list of names
    const strangers = readdirSync(root).filter((n) => !n.startsWith('.') && !agreed.includes(n));
    assert.deepEqual(strangers, []);
  });
});
