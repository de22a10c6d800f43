/** One PC of an office on the LAN lab: its real agent, what that shows, and the ways to ask it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { call } from '../../src/api/client.ts';
import type { Endpoint, Input, Output } from '../../src/api/endpoint.ts';
import type { Topic, TopicValues } from '../../src/api/events.ts';
import type { Lab } from '../lan/lab.ts';
import { AGENT_ENTRY } from '../support/agent-entry.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from '../support/runtime.ts';
import { root } from '../support/sources.ts';
import type { Finished, PcProcess, Result } from '../lan/pc.ts';

const remoteScript = fileURLToPath(new URL('remote.ts', import.meta.url));
/** Compiled code, as the launcher keeps it. */
const CACHE = join(root, 'node_modules', '.cache', 'hallway');
const START_MS = 45_000;

interface Seen {
  at: number;
  topic: string;
  value: unknown;
}

interface Answer {
  id: string;
  status: number;
  body: unknown;
}

export class LabPc {
  readonly number: number;
  readonly home: string;
  readonly name: string;
  /** Added to the environment of the agent and the command line. */
  readonly env: Record<string, string>;
  /** Ends of the agent that nobody asked for. */
  readonly deaths: (Finished & { at: number })[] = [];
  /** What the agent wrote to its terminal's error output, over all its lives. */
  readonly complaints: string[] = [];
  readonly #lab: Lab;
  /** The program's entry. */
  readonly #main: string;
  #agent: PcProcess | undefined;
  #remote: PcProcess | undefined;
  #ending = false;
  #id = '';
  readonly #latest = new Map<string, Seen>();
  readonly #watchers = new Set<() => void>();
  readonly #answers = new Map<string, (answer: Answer) => void>();
  #nextId = 0;

  constructor(
    lab: Lab,
    number: number,
    home: string,
    { env, main = AGENT_ENTRY }: { env: Record<string, string>; main?: string },
  ) {
    this.#lab = lab;
    this.#main = main;
    this.number = number;
    this.home = home;
    this.name = `PC ${number}`;
    this.env = {
      ...RUNTIME_ENV,
      CUPS_SERVER: join(home, 'no-cups.sock'),
      NODE_COMPILE_CACHE: CACHE,
      ...env,
    };
    mkdirSync(home, { recursive: true });
  }

  /** Starts the agent; resolves with the time (ms since 1970) at which it was ready. */
  async start(...args: readonly string[]): Promise<number> {
    const since = Date.now();
    const argv = [process.execPath, ...RUNTIME_FLAGS, this.#main, 'agent', '--home', this.home];
    const agent = this.#lab
      .pc(this.number)
      .spawn([...argv, '--name', this.name, '--no-tray', ...args], { env: this.env });
    this.#ending = false;
    this.#agent = agent;
    void agent.exited.then((finished) => {
      this.complaints.push(...agent.errors.splice(0));
      if (!this.#ending && this.#agent === agent) this.deaths.push({ ...finished, at: Date.now() });
    });
    await agent.waitForLine(/^ready /, START_MS);
    const ready = Date.now();
    if (!this.#remote) {
      this.#remote = this.#lab.pc(this.number).spawn([process.execPath, remoteScript, this.home]);
      this.#remote.follow((line) => this.#hear(JSON.parse(line) as Seen | Answer));
    }
    // Not what a connection to the life before may have shown late.
    await this.#until(() => (this.#latest.get('connected')?.at ?? 0) >= since, START_MS);
    await this.until('status', (status) => status !== undefined, START_MS);
    return ready;
  }

  get pid(): number {
    return this.#agent?.pid ?? 0;
  }

  get running(): boolean {
    return this.#agent !== undefined && !this.#ending;
  }

  /** Known from the first start on. */
  get id(): string {
    return this.#id;
  }

  /** Ends the agent with a signal; what it showed is forgotten. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#ending = true;
    await this.#agent?.kill(signal);
    this.#latest.clear();
  }

  #hear(line: Seen | Answer): void {
    if ('id' in line) this.#answers.get(line.id)?.(line);
    else {
      if (line.topic === 'connected') this.#latest.clear();
      if (line.topic === 'status') this.#id = (line.value as TopicValues['status']).device.id;
      this.#latest.set(line.topic, line);
    }
    for (const watch of Array.from(this.#watchers)) watch();
  }

  /** What the agent showed last. */
  shown<T extends Topic>(topic: T): TopicValues[T] | undefined {
    return this.#latest.get(topic)?.value as TopicValues[T] | undefined;
  }

  /** Resolves with the time at which the agent showed it; rejects after `ms`. */
  async until<T extends Topic>(
    topic: T,
    holds: (value: TopicValues[T]) => boolean,
    ms: number,
  ): Promise<number> {
    const seen = (): Seen | undefined => this.#latest.get(topic);
    await this.#until(() => {
      const now = seen();
      return now !== undefined && holds(now.value as TopicValues[T]);
    }, ms).catch((cause: unknown) => {
      const log = this.#agent?.errors.slice(-5).join('\n') ?? '';
      const value = JSON.stringify(seen()?.value);
      throw new Error(`${this.name}: ${topic} did not come true in ${ms} ms: ${value}\n${log}`, {
        cause,
      });
    });
    return seen()?.at ?? NaN;
  }

  #until(holds: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(check);
      };
      const check = (): void => {
        if (!holds()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`${this.name} did not show in ${ms} ms what was waited for`));
      }, ms);
      this.#watchers.add(check);
      check();
    });
  }

  /** Calls the local door. */
  call<E extends Endpoint>(target: E, input: Input<E>): Promise<Output<E>> {
    return call(
      ({ method, path, body }) =>
        new Promise((resolve) => {
          const id = String(this.#nextId++);
          this.#answers.set(id, (answer) => {
            this.#answers.delete(id);
            resolve(answer);
          });
          this.#remote?.write(JSON.stringify({ id, method, path, body }));
        }),
      target,
      input,
    );
  }

  /** Runs the command line on this PC. */
  cli(...args: readonly string[]): Promise<Result> {
    return this.#lab
      .pc(this.number)
      .exec([process.execPath, this.#main, ...args, '--home', this.home], { env: this.env });
  }

  /** Resolves with the time at which every one of these was shown online (or offline). */
  async untilPeers(online: boolean, ids: readonly string[], ms: number): Promise<number> {
    return this.until(
      'peers',
      (peers) => ids.every((id) => peers.find((p) => p.id === id)?.online === online),
      ms,
    );
  }
}
