/** The command line: finds the command, runs it, and turns what happened into an exit status. */
import { parseArgs } from 'node:util';
import { asHallwayError, HallwayError } from '../../src/base/errors.ts';
import { displayText } from '../../src/base/text.ts';
import { homeFolder } from '../home.ts';
import { VERSION } from '../version.ts';
import { Context, UsageError, type Command } from './command.ts';
import { agent } from './commands/agent.ts';
import { helpDocument, helpFor, unknownCommand } from './help.ts';
import type { CliIo } from './io.ts';
import { jsonText } from './output.ts';

/** All commands; the agent itself, which runs for weeks, does without the others. */
const table = () => import('./commands.ts');
const helpOf = async (...names: string[]): Promise<string> =>
  helpFor((await table()).SECTIONS, names);

export { processIo } from './io.ts';

/** Exit statuses: a contract with everybody's scripts. */
const ExitStatus = { done: 0, failed: 1, usage: 2, notRunning: 3 } as const;

/** Runs one command line (without program and script) and returns its exit status; never throws. */
export async function runCommand(argv: readonly string[], io: CliIo): Promise<number> {
  let status: number = ExitStatus.done;
  try {
    if (await dispatch(argv, io)) status = ExitStatus.failed;
  } catch (error) {
    status = report(error, argv, io);
  }
  try {
    await io.flush();
  } catch (error) {
    if (status === ExitStatus.done) status = report(error, [], io);
  }
  return status;
}

/** True if the command found faults and said so in its answer. */
async function dispatch(argv: readonly string[], io: CliIo): Promise<boolean> {
  const { before, words } = splitGlobalOptions(argv);
  if (before.includes('--version') || words[0] === '--version') {
    io.out.write(`${VERSION}\n`);
    return false;
  }
  if (words.length === 0) {
    if (!before.includes('--help')) throw new UsageError(await helpOf());
    io.out.write(`${await helpOf()}\n`);
    return false;
  }
  if (words[0] === 'help') {
    const asked = words.slice(1).filter((word) => word !== '--json');
    if ([...before, ...words].includes('--json')) {
      io.out.write(`${jsonText(helpDocument((await table()).SECTIONS, asked))}\n`);
      return false;
    }
    io.out.write(`${await helpOf(...asked)}\n`);
    return false;
  }
  const command = words[0] === agent.name ? agent : await findCommand(words);
  const rest = words.slice(command.name.split(' ').length);
  const { values, positionals } = await parse(command, [...before, ...rest]);
  if (values['help'] === true) {
    io.out.write(`${await helpOf(command.name)}\n`);
    return false;
  }
  const [fewest, most] = command.arguments;
  if (positionals.length < fewest || positionals.length > most)
    throw new UsageError(`${wrongCount(positionals, most)}\n${await helpOf(command.name)}`);
  const home = typeof values['home'] === 'string' ? values['home'] : undefined;
  const context = new Context(io, homeFolder(home, io.env, io.cwd), {
    json: values['json'] === true,
    arguments: positionals,
    values,
  });
  try {
    await command.run(context);
    return context.hasFindings;
  } finally {
    context.close();
  }
}

/** Options in front of the command, and the rest. */
function splitGlobalOptions(argv: readonly string[]): { before: string[]; words: string[] } {
  const names: Record<string, string> = { '-h': '--help', '-V': '--version' };
  const before: string[] = [];
  let index = 0;
  for (; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-')) break;
    before.push(names[word] ?? word);
    if (word === '--home' && index + 1 < argv.length) before.push(argv[(index += 1)] ?? '');
  }
  return { before, words: argv.slice(index) };
}

async function findCommand(words: readonly string[]): Promise<Command> {
  const { COMMANDS } = await table();
  const two = words.slice(0, 2).join(' ');
  const found =
    COMMANDS.find((one) => one.name === two) ?? COMMANDS.find((one) => one.name === words[0]);
  if (found) return found;
  const noun = displayText(words[0], 60);
  if (COMMANDS.some((one) => one.name.startsWith(`${words[0]} `)))
    throw new UsageError(`${noun} takes one of:\n${await helpOf(words[0] ?? '')}`);
  throw unknownCommand(COMMANDS, words[0] ?? '');
}

/** Too many words are mostly a name with spaces that the shell took apart. */
function wrongCount(words: readonly string[], most: number): string {
  const surplus = words[most];
  if (surplus === undefined)
    return 'Something is missing here: the words in capitals are yours to fill in.';
  return `"${displayText(surplus, 60)}" is one word too many. Put a name with spaces in quotes.`;
}

async function parse(command: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...command.options,
        home: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const said = displayText(error instanceof Error ? error.message : '', 300);
    const unknown = /^Unknown option '([^']+)'/.exec(said)?.[1];
    const text = unknown === undefined ? said : `There is no option ${unknown} here.`;
    throw new UsageError(`${text}\n${await helpOf(command.name)}`);
  }
}

/** Says what went wrong on stderr, and with `--json` as the one document on stdout. */
function report(error: unknown, argv: readonly string[], io: CliIo): number {
  const json = argv.includes('--json');
  if (error instanceof UsageError) {
    io.err.write(`${error.message}\n`);
    if (json) writeError(io, 'request.invalid', error.message);
    return ExitStatus.usage;
  }
  const { code, message, fix, cause } = toHallwayError(error);
  const text = displayText(fix === undefined ? message : `${message} ${fix}`, 2000);
  io.err.write(`hallway: ${text}\n`);
  if (code === 'agent.internal' && cause instanceof Error && io.env['HALLWAY_DEBUG'])
    io.err.write(`${cause.stack ?? cause.message}\n`);
  if (json) writeError(io, code, text);
  return code === 'agent.not_running' ? ExitStatus.notRunning : ExitStatus.failed;
}

/** A stranger's error has no place to be looked up here, so its own words are kept. */
function toHallwayError(error: unknown): HallwayError {
  const known = asHallwayError(error);
  if (known === error || known.code !== 'agent.internal' || !(error instanceof Error)) return known;
  return new HallwayError('agent.internal', `It failed: ${displayText(error.message, 500)}`, {
    cause: error,
  });
}

function writeError(io: CliIo, code: string, message: string): void {
  io.out.write(`${jsonText({ error: { code, message } })}\n`);
}
