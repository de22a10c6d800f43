/** What `help` prints, made from the table of commands. */
import { UsageError, type Command } from './command.ts';

const COMMON = `Every command takes --home DIR (else $HALLWAY_HOME, else the system's data folder) and
--json (one JSON document on stdout). Exit status: 0 done, 1 it failed, 2 wrong usage,
3 no agent runs for this home.`;

function usageLine(command: Command): string {
  return `hallway ${command.name}${command.usage === '' ? '' : ` ${command.usage}`}`;
}

function commandHelp(command: Command): string {
  return [
    `Usage: ${usageLine(command)}`,
    '',
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    ...(command.details === undefined ? [] : [command.details]),
  ].join('\n');
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`);
  return [
    'Usage: hallway COMMAND …',
    '',
    ...lines,
    `  ${'help [COMMAND]'.padEnd(width)}  this text, or a command's arguments`,
    '',
    COMMON,
  ].join('\n');
}

/** Help for `words`: one command, the commands of a noun, or all. */
export function helpFor(commands: readonly Command[], words: readonly string[]): string {
  if (words.length === 0) return overview(commands);
  const name = words.join(' ');
  const exact = commands.find((command) => command.name === name);
  if (exact) return commandHelp(exact);
  const group = commands.filter((command) => command.name.startsWith(`${name} `));
  if (group.length === 0) throw new UsageError(`There is no command "${name}".`);
  return group.map((command) => `${usageLine(command)}\n    ${command.summary}`).join('\n');
}

/** The same for programs: `words` as for `helpFor`. */
export function helpDocument(commands: readonly Command[], words: readonly string[]) {
  const name = words.join(' ');
  const wanted = commands.filter(
    (one) => name === '' || one.name === name || one.name.startsWith(`${name} `),
  );
  if (wanted.length === 0) throw new UsageError(`There is no command "${name}".`);
  return {
    commands: wanted.map(({ name: called, usage, summary, details }) => ({
      name: called,
      usage,
      summary,
      details: details ?? null,
    })),
    common: COMMON,
  };
}
