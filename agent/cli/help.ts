/** What `help` prints, made from the table of commands. */
import { displayText } from '../../src/base/text.ts';
import { UsageError, type Command } from './command.ts';
import type { Section } from './commands.ts';

const COMMON = `DEVICE, PRINTER and SHARE are a name, an id or the beginning of an id. [ ] may be left out, | stands
between words of which one is chosen, and … means that more may follow. Put a name with spaces in
quotes. Every command takes --home DIR (else $HALLWAY_HOME, else the system's data folder) and
--json (one JSON document on stdout). Exit status: 0 done, 1 it failed, 2 wrong usage,
3 no agent runs for this home.`;

/** Columns of a terminal that are certainly there. */
const WIDTH = 100;

function usageLine(command: Command): string {
  return `hallway ${command.name}${command.usage === '' ? '' : ` ${command.usage}`}`;
}

/** Broken between options, never inside of one. */
function wrapped(line: string, indent: string): string {
  const lines: string[] = [];
  let depth = 0;
  let word = '';
  let row = '';
  for (const part of line.split(' ')) {
    word = word === '' ? part : `${word} ${part}`;
    depth += part.split('[').length - part.split(']').length;
    if (depth > 0) continue;
    if (row !== '' && row.length + 1 + word.length > WIDTH) {
      lines.push(row);
      row = indent + word;
    } else row = row === '' ? word : `${row} ${word}`;
    word = '';
  }
  return [...lines, row + word].join('\n');
}

/** `transfers` and `transfer pause`, `screens` and `screens stop`: one subject, however many. */
function subject(name: string): string {
  return (name.split(' ')[0] ?? name).replace(/s$/, '');
}

function commandHelp(command: Command, commands: readonly Command[] = []): string {
  const others = command.name.includes(' ')
    ? []
    : commands.filter((one) => one !== command && subject(one.name) === subject(command.name));
  return [
    wrapped(`Usage: ${usageLine(command)}`, '         '),
    '',
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    ...(command.details === undefined ? [] : [command.details]),
    ...(others.length === 0 ? [] : ['', 'See also:', ...rows(others, widest(others))]),
  ].join('\n');
}

function widest(commands: readonly Command[]): number {
  return Math.max(...commands.map((command) => command.name.length));
}

function rows(commands: readonly Command[], width: number): string[] {
  return commands.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`);
}

function overview(sections: readonly Section[]): string {
  const width = widest(sections.flatMap(({ commands }) => commands));
  return [
    'Usage: hallway COMMAND …',
    ...sections.flatMap(({ title, commands }) => ['', title, ...rows(commands, width)]),
    '',
    `  ${'help [COMMAND]'.padEnd(width)}  this text, or a command's arguments`,
    '',
    COMMON,
  ].join('\n');
}

/** Help for `words`: one command, the commands of a noun, or all. */
export function helpFor(sections: readonly Section[], words: readonly string[]): string {
  if (words.length === 0) return overview(sections);
  const commands = sections.flatMap((section) => section.commands);
  const name = words.join(' ');
  const exact = commands.find((command) => command.name === name);
  if (exact) return commandHelp(exact, commands);
  const group = commands.filter((command) => command.name.startsWith(`${name} `));
  if (group.length === 0) throw unknownCommand(commands, name);
  return group.map((command) => `${usageLine(command)}\n    ${command.summary}`).join('\n');
}

/** The same for programs: `words` as for `helpFor`. */
export function helpDocument(sections: readonly Section[], words: readonly string[]) {
  const name = words.join(' ');
  const all = sections.flatMap(({ title, commands }) => commands.map((one) => ({ one, title })));
  const wanted = all.filter(
    ({ one }) => name === '' || one.name === name || one.name.startsWith(`${name} `),
  );
  if (wanted.length === 0)
    throw unknownCommand(
      all.map(({ one }) => one),
      name,
    );
  return {
    commands: wanted.map(({ one: { name: called, usage, summary, details }, title }) => ({
      name: called,
      section: title,
      usage,
      summary,
      details: details ?? null,
    })),
    common: COMMON,
  };
}

/** Names what may have been meant: one letter too many, too few or another, or two exchanged. */
export function unknownCommand(commands: readonly Command[], typed: string): UsageError {
  const first = Array.from(new Set(commands.map(({ name }) => name.split(' ')[0] ?? name)));
  const near = first.filter((word) => isNear(word, typed.split(' ')[0] ?? typed));
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return new UsageError(
    `There is no command "${displayText(typed, 60)}".${meant} \`hallway help\` lists them.`,
  );
}

function isNear(word: string, typed: string): boolean {
  let start = 0;
  while (start < Math.min(word.length, typed.length) && word[start] === typed[start]) start += 1;
  const [rest, other] = [word.slice(start), typed.slice(start)];
  const [a = '', b = ''] = rest;
  return (
    rest.slice(1) === other.slice(1) ||
    rest.slice(1) === other ||
    rest === other.slice(1) ||
    `${b}${a}${rest.slice(2)}` === other
  );
}
