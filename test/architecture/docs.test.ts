/** What the documentation names is there: pages, commands with their options, words of the dashboard. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMMANDS } from '../../agent/cli/commands.ts';
import { filesBelow, read, root } from '../support/sources.ts';

const PAGES = ['README.md', ...filesBelow(['docs', 'src', 'test'], ['.md'])];
const EVERYWHERE = ['home', 'json', 'help'];

/** As GitHub and the site name the anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function linkFault(page: string, link: string): boolean {
  const [path = '', hash] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
  if (!existsSync(join(root, file))) return true;
  if (hash === undefined) return false;
  const headings = Array.from(read(file).matchAll(/^#+ (.+)$/gm), ([, text = '']) => anchor(text));
  return !headings.includes(hash);
}

/** What somebody types after `hallway`, in code and in sentences. */
function commandLines(text: string): string[] {
  const code = Array.from(text.matchAll(/^hallway (.+)$/gm), ([, line = '']) => line);
  const words = Array.from(text.matchAll(/`hallway ([^`\\]+)\\?`/g), ([, line = '']) => line);
  return [...code.map((line) => line.replace(/ +#.*$/, '')), ...words];
}

/** What is wrong with a command line, or undefined. */
function commandFault(line: string): string | undefined {
  const [noun = '', verb = ''] = line.replaceAll('"', '').split(/\s+/);
  if (noun === 'help' || !/^[a-z]/.test(noun)) return undefined;
  const command =
    COMMANDS.find(({ name }) => name === `${noun} ${verb}`) ??
    COMMANDS.find(({ name }) => name === noun);
  if (!command) return COMMANDS.some(({ name }) => name.startsWith(`${noun} `)) ? undefined : line;
  const known = [...Object.keys(command.options ?? {}), ...EVERYWHERE];
  const options = Array.from(line.matchAll(/(?:^| )--([a-z-]+)/g), ([, option = '']) => option);
  return options.every((option) => known.includes(option)) ? undefined : line;
}

describe('architecture: docs', () => {
  it('link to pages and headings that are there', () => {
    const broken = PAGES.flatMap((page) =>
      Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link)
        .filter((link) => !link.includes('://') && linkFault(page, link))
        .map((link) => `${page}: ${link}`),
    );
    assert.deepEqual(broken, []);
  });

  it('list every decision', () => {
    const index = read('docs/decisions/README.md');
    const missing = filesBelow(['docs/decisions'], ['.md'])
      .map((file) => file.replace('docs/decisions/', ''))
      .filter((file) => file !== 'README.md' && !index.includes(`](${file})`));
    assert.deepEqual(missing, []);
  });

  it('tell commands and options that there are', () => {
    // What errors and help say to do is looked at as well.
    const files = [...PAGES, ...filesBelow(['agent', 'src'], ['.ts'])];
    const lines = files.flatMap((file) => commandLines(read(file)).map((line) => ({ file, line })));
    assert.ok(lines.length > 200, `${lines.length} commands`);
    const wrong = lines.filter(({ line }) => commandFault(line) !== undefined);
    assert.deepEqual(wrong, []);
  });

  it('call buttons in the guide as the dashboard does', () => {
    const words = new Set(Object.keys(JSON.parse(read('dashboard/locale/de.json')) as object));
    const unknown = filesBelow(['docs/guide'], ['.md']).flatMap((page) =>
      Array.from(read(page).matchAll(/\*\*([^*]+)\*\*/g), ([, word = '']) => word)
        // What begins a paragraph ends with a stop; a button does not.
        .filter((word) => !words.has(word) && !/[.:]$/.test(word))
        .map((word) => `${page}: ${word}`),
    );
    assert.deepEqual(unknown, []);
  });
});
