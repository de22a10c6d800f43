/** A command as data, and what it gets to work with. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { LocalClient } from './local-client.ts';
import type { CliIo } from './io.ts';
import { jsonText } from './output.ts';

export interface Command {
  /** The words that call it, e.g. `workgroup create`. */
  readonly name: string;
  /** Its arguments and options as the usage line shows them. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Further lines for `help COMMAND`. */
  readonly details?: string;
  /** Options beside `--home`, `--json` and `--help`. */
  readonly options?: ParseArgsOptionsConfig;
  /** Fewest and most arguments. */
  readonly arguments: readonly [number, number];
  run(context: Context): Promise<void>;
}

/** The command line was wrong: exit status 2, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Names of a `--json` document are snake_case all the way down: a field whose name has a capital
 * is none that `answer` takes. Maps by names of people or things may be called anything.
 */
type Document<T> = T extends readonly (infer One)[]
  ? readonly Document<One>[]
  : T extends object
    ? {
        [Name in keyof T]: string extends Name
          ? T[Name]
          : Name extends Lowercase<Name & string>
            ? Document<T[Name]>
            : never;
      }
    : T;

type Value = string | boolean | (string | boolean)[] | undefined;

/** One run of a command. */
export class Context {
  readonly io: CliIo;
  /** Absolute path of the data folder. */
  readonly home: string;
  readonly json: boolean;
  readonly #arguments: readonly string[];
  readonly #values: Readonly<Record<string, Value>>;
  #client: LocalClient | undefined;
  #findings = false;

  constructor(
    io: CliIo,
    home: string,
    parsed: { json: boolean; arguments: readonly string[]; values: Record<string, Value> },
  ) {
    this.io = io;
    this.home = home;
    this.json = parsed.json;
    this.#arguments = parsed.arguments;
    this.#values = parsed.values;
  }

  /** The agent of this home; throws `agent.not_running`. */
  get client(): LocalClient {
    return (this.#client ??= new LocalClient(this.home));
  }

  close(): void {
    this.#client?.close();
  }

  /** Argument by place; empty where it was left out. */
  argument(index: number): string {
    return this.#arguments[index] ?? '';
  }

  argumentsFrom(index: number): string[] {
    return this.#arguments.slice(index);
  }

  text(option: string): string | undefined {
    const value = this.#values[option];
    return typeof value === 'string' ? value : undefined;
  }

  texts(option: string): string[] {
    const value = this.#values[option];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  flag(option: string): boolean {
    return this.#values[option] === true;
  }

  /** A whole number within bounds, or undefined where the option was left out. */
  integer(option: string, min: number, max: number): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new UsageError(`--${option} takes a whole number from ${min} to ${max}.`);
    return value;
  }

  /** One of a few words, or undefined where the option was left out. */
  choice<T>(option: string, choices: Readonly<Record<string, T>>): T | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    if (!Object.hasOwn(choices, text))
      throw new UsageError(`--${option} takes one of ${Object.keys(choices).join(', ')}.`);
    return choices[text];
  }

  /** The answer on stdout: the document with `--json`, else the text for a person. */
  answer<T>(document: T & Document<T>, human: string): void {
    if (this.json) this.io.out.write(`${jsonText(document)}\n`);
    else if (human !== '') this.io.out.write(`${human}\n`);
  }

  /** The command did its work and found faults: exit status 1 beside the normal answer. */
  foundFaults(): void {
    this.#findings = true;
  }

  get hasFindings(): boolean {
    return this.#findings;
  }

  /** A message on stderr. */
  note(message: string): void {
    this.io.err.write(`${message}\n`);
  }
}
