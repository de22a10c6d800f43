/**
 * Which folders hold small files that have no name yet. Whoever is killed cannot remove its own: it
 * does so when it starts again, whether the order goes on or was cancelled meanwhile.
 */
import { lstat, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';

export interface StagesOptions {
  memory: { get(): string | undefined; set(value: string): void };
}

/** As `stageIn` names them: nothing else is ever removed. */
const NAME = /^\.[0-9a-f]{16}\.part$/;
/** On drives that are not there. */
const MOST = 100;

export class Stages {
  readonly #memory: StagesOptions['memory'];

  constructor({ memory }: StagesOptions) {
    this.#memory = memory;
  }

  /** Before the folder is made. */
  begin(path: string): void {
    this.#write([...this.#read().filter((one) => one !== path), path]);
  }

  /** It and all that is in it goes. */
  async end(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true });
    this.#write(this.#read().filter((one) => one !== path));
  }

  /** Before anything begins: removes what an earlier run left. What cannot be removed waits. */
  async start(): Promise<void> {
    for (const path of this.#read())
      if (await lstat(dirname(path)).catch(() => undefined)) await this.end(path).catch(() => {});
  }

  #read(): string[] {
    const kept = JSON.parse(this.#memory.get() ?? '[]') as unknown[];
    return kept.filter((path) => typeof path === 'string').filter(isStage);
  }

  #write(paths: readonly string[]): void {
    this.#memory.set(JSON.stringify(paths.slice(-MOST)));
  }
}

function isStage(path: string): boolean {
  return isAbsolute(path) && NAME.test(basename(path));
}
