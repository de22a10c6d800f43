/**
 * Hears of sleep and wake from a program of the system that stands still until there is something
 * to say, and then prints a line. It ends with the agent, also when that is killed: its standard
 * input closes. Where there is no such program nothing is heard, and nothing goes wrong.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Emitter } from '../../../src/base/emitter.ts';
import type { PowerEvents, PowerSignals } from './power-events.ts';

export interface PowerSource {
  /** The program and its arguments. */
  argv: readonly [string, ...string[]];
  /** What a line of its output means, if anything. */
  signalOf: (line: string) => keyof PowerSignals | undefined;
  /** While this program runs the system waits some seconds before it sleeps. */
  delay?: readonly [string, ...string[]] | undefined;
}

/** What peers are told is on its way within this time. */
const SAID_MS = 400;

export class PowerMonitor extends Emitter<PowerSignals> implements PowerEvents {
  readonly #source: PowerSource;
  #monitor: ChildProcess | undefined;
  #delaying: ChildProcess | undefined;
  #letSleep: NodeJS.Timeout | undefined;

  constructor(source: PowerSource) {
    super();
    this.#source = source;
  }

  start(): void {
    const { argv, signalOf } = this.#source;
    this.#monitor = quietly(argv);
    this.#hold();
    if (!this.#monitor.stdout) return;
    const lines = createInterface({ input: this.#monitor.stdout });
    lines.on('line', (line) => {
      const signal = signalOf(line);
      if (signal) this.#heard(signal);
    });
  }

  stop(): void {
    clearTimeout(this.#letSleep);
    end(this.#delaying);
    end(this.#monitor);
    this.#monitor = this.#delaying = undefined;
  }

  #heard(signal: keyof PowerSignals): void {
    if (!this.#monitor) return;
    this.emit(signal, undefined);
    clearTimeout(this.#letSleep);
    if (signal === 'wake') this.#hold();
    else
      this.#letSleep = setTimeout(() => {
        end(this.#delaying);
        this.#delaying = undefined;
      }, SAID_MS);
  }

  #hold(): void {
    const { delay } = this.#source;
    if (delay) this.#delaying ??= quietly(delay);
  }
}

/** Runs until its standard input ends; that it cannot be started is no fault. */
function quietly([program, ...args]: readonly [string, ...string[]]): ChildProcess {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.stdout.on('error', () => {});
  child.unref();
  for (const stream of [child.stdin, child.stdout])
    (stream as unknown as { unref?(): void }).unref?.();
  return child;
}

function end(child: ChildProcess | undefined): void {
  child?.stdin?.destroy();
  child?.stdout?.destroy();
}
