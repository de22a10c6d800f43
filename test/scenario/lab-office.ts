/** An office on the LAN lab: a real agent on each PC, with what it shows and does. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { call } from '../../src/api/client.ts';
import type { Endpoint, Input, Output } from '../../src/api/endpoint.ts';
import type { Topic, TopicValues } from '../../src/api/events.ts';
import * as api from '../../src/api/local.ts';
import { Lab } from '../lan/lab.ts';
import type { PcProcess, Result } from '../lan/pc.ts';
import { temporaryFolder } from '../support/temporary.ts';

const sources = fileURLToPath(new URL('../../agent/main.ts', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/agent/main.js', import.meta.url));
/** The sources, so that a test sees what stands there; the bundle where its weight is measured. */
const main = process.env['HALLWAY_TEST_BUNDLE'] ? bundle : sources;
const remoteScript = fileURLToPath(new URL('remote.ts', import.meta.url));
const FLAGS = ['--max-semi-space-size=1', '--optimize-for-size'];

interface Seen {
  at: number;
  topic: string;
  value: unknown;
}

export class LabPc {
  readonly number: number;
  readonly home: string;
  readonly name: string;
  readonly #lab: Lab;
  /** Added to the environment of the agent and the command line. */
  readonly env: Record<string, string>;
  #agent: PcProcess | undefined;
  #remote: PcProcess | undefined;
  #latest = new Map<string, Seen>();
  #watchers = new Set<() => void>();
  #answers = new Map<string, (answer: { status: number; body: unknown }) => void>();
  #read = 0;
  #nextId = 0;

  constructor(lab: Lab, number: number, home: string, env: Record<string, string>) {
    this.#lab = lab;
    this.number = number;
    this.home = home;
    this.name = `PC ${number}`;
    this.env = { CUPS_SERVER: join(home, 'no-cups.sock'), ...env };
    mkdirSync(home, { recursive: true });
  }

  /** Starts the agent; resolves with the time (ms since 1970) at which it was ready. */
  async start(...args: readonly string[]): Promise<number> {
    const argv = [process.execPath, ...FLAGS, main, 'agent', '--home', this.home];
    this.#agent = this.#lab
      .pc(this.number)
      .spawn([...argv, '--name', this.name, '--no-tray', ...args], { env: this.env });
    await this.#agent.waitForLine(/^ready /, 30_000);
    const ready = Date.now();
    if (!this.#remote) {
      this.#remote = this.#lab.pc(this.number).spawn([process.execPath, remoteScript, this.home]);
      setInterval(() => this.#drain(), 10).unref();
    }
    await this.until('status', (status) => status !== undefined, 10_000);
    return ready;
  }

  get pid(): number {
    return this.#agent?.pid ?? 0;
  }

  /** Ends the agent with a signal; what it showed is forgotten. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#agent?.kill(signal);
    this.#latest.clear();
  }

  #drain(): void {
    const lines = this.#remote?.lines ?? [];
    for (; this.#read < lines.length; this.#read++) {
      const line = JSON.parse(lines[this.#read] ?? 'null') as
        | Seen
        | { id: string; status: number; body: unknown };
      if ('id' in line) this.#answers.get(line.id)?.(line);
      else this.#latest.set(line.topic, line);
      for (const watch of Array.from(this.#watchers)) watch();
    }
  }

  /** What the agent showed last. */
  shown<T extends Topic>(topic: T): TopicValues[T] | undefined {
    return this.#latest.get(topic)?.value as TopicValues[T] | undefined;
  }

  /** Resolves with the time at which the agent showed it; rejects after `ms`. */
  until<T extends Topic>(
    topic: T,
    holds: (value: TopicValues[T]) => boolean,
    ms: number,
  ): Promise<number> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const seen = this.#latest.get(topic);
        if (!seen || !holds(seen.value as TopicValues[T])) return;
        clearTimeout(timer);
        this.#watchers.delete(check);
        resolve(seen.at);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(check);
        const value = JSON.stringify(this.#latest.get(topic)?.value);
        const log = this.#agent?.errors.slice(-5).join('\n') ?? '';
        reject(new Error(`${this.name}: ${topic} did not come true in ${ms} ms: ${value}\n${log}`));
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
      .exec([process.execPath, main, ...args, '--home', this.home], { env: this.env });
  }

  /** Resolves with the time at which every other PC was shown online (or offline). */
  async untilPeers(online: boolean, ids: readonly string[], ms: number): Promise<number> {
    return this.until(
      'peers',
      (peers) => ids.every((id) => peers.find((p) => p.id === id)?.online === online),
      ms,
    );
  }

  get id(): string {
    return this.shown('status')?.device.id ?? '';
  }
}

export class LabOffice {
  readonly lab: Lab;
  readonly pcs: LabPc[];
  readonly #folder: { path: string; remove(): void };

  private constructor(lab: Lab, count: number, env: Record<string, string>) {
    this.lab = lab;
    this.#folder = temporaryFolder();
    this.pcs = Array.from(
      { length: count },
      (_, i) => new LabPc(lab, i + 1, join(this.#folder.path, `pc-${i + 1}`), env),
    );
  }

  static async create(count: number, env: Record<string, string> = {}): Promise<LabOffice> {
    return new LabOffice(await Lab.create({ pcs: count }), count, env);
  }

  get folder(): string {
    return this.#folder.path;
  }

  pc(number: number): LabPc {
    const pc = this.pcs[number - 1];
    if (!pc) throw new Error(`No PC ${number}.`);
    return pc;
  }

  /** Starts every agent and joins all of them into one workgroup. */
  async join(): Promise<void> {
    await Promise.all(this.pcs.map((pc) => pc.start()));
    const [first, ...others] = this.pcs;
    if (!first) return;
    await first.call(api.createWorkgroup, { body: { name: 'Office' } });
    for (const pc of others) {
      const { code } = await first.call(api.openInvitation, { body: { approve: true } });
      await pc.call(api.joinWorkgroup, { body: { code } });
    }
    await this.untilAllSeeAll(10_000);
  }

  /** The time at which the last PC saw all the others. */
  async untilAllSeeAll(ms: number): Promise<number> {
    const ids = this.pcs.map(({ id }) => id);
    const times = this.pcs.map((pc) =>
      pc.untilPeers(
        true,
        ids.filter((id) => id !== pc.id),
        ms,
      ),
    );
    return Math.max(...(await Promise.all(times)));
  }

  others(number: number): LabPc[] {
    return this.pcs.filter((pc) => pc.number !== number);
  }

  async destroy(): Promise<void> {
    await Promise.allSettled(this.pcs.map((pc) => pc.end()));
    await this.lab.destroy();
    this.#folder.remove();
  }
}
