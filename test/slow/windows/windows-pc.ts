/** A PC of the LAN lab that runs Windows, by Wine, and the Hallway that is installed on it. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Pc, PcProcess } from '../../lan/pc.ts';
import type { Wine } from './wine.ts';

/** A program of Windows that ended. */
export interface Ended {
  code: number | null;
  said: string;
}

export class WindowsPc {
  readonly #pc: Pc;
  readonly #wine: Wine;
  /** What a person has, and where it lies for this machine. */
  readonly person: string;

  constructor(pc: Pc, wine: Wine) {
    this.#pc = pc;
    this.#wine = wine;
    this.person = join(wine.drive, 'users', 'root');
  }

  at(...path: string[]): string {
    return join(this.person, ...path);
  }

  /** The folder of the program, and that of the person's data. */
  get program(): string {
    return this.at('AppData', 'Local', 'Programs', 'Hallway');
  }
  get data(): string {
    return this.at('AppData', 'Local', 'Hallway');
  }

  /** A path of this machine as Windows has it. */
  windows(path: string): string {
    return `C:\\${relative(this.#wine.drive, path).replaceAll('/', '\\')}`;
  }

  /** Runs a program of Windows to its end. */
  async run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    rmSync(join(this.#wine.folder.path, 'said'), { force: true });
    const { code } = await this.#pc.exec(this.#wine.program(argv, env));
    return { code, said: this.#wine.said().replaceAll('\r', '') };
  }

  /** The command line of what is installed. */
  hallway(...args: string[]): Promise<Ended> {
    return this.run(['cmd', '/c', this.windows(join(this.program, 'hallway.cmd')), ...args]);
  }

  /** Starts a program of Windows. */
  spawn(argv: readonly string[]): PcProcess {
    return this.#pc.spawn(this.#wine.program(argv));
  }

  /** All values below a key of the registry, as `reg` prints them; empty where there is no key. */
  async registry(key: string): Promise<string> {
    const { code, said } = await this.run(['reg', 'query', key, '/s']);
    return code === 0 ? said : '';
  }

  /** Every file on drive C, less what Windows itself keeps of a program that ran. */
  files(): string[] {
    const passing = /\/(Temp|INetCache)\/|^windows\/(temp|Installer)\//i;
    return (readdirSync(this.#wine.drive, { recursive: true }) as string[])
      .filter((path) => !passing.test(path))
      .sort();
  }

  /** The text in a shortcut, whose paths and arguments are UTF-16 (MS-SHLLINK 2.4). */
  shortcut(...path: string[]): string | undefined {
    const file = this.at('AppData', 'Roaming', 'Microsoft', 'Windows', ...path);
    return existsSync(file)
      ? readFileSync(file).toString('latin1').replaceAll('\0', '')
      : undefined;
  }
}
