/** A real agent for tests: a process with a home of its own, and the ways to ask it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Agent as HttpAgent, request } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { call, type Exchange } from '../../src/api/client.ts';
import type { Endpoint, Input, Output } from '../../src/api/endpoint.ts';
import * as api from '../../src/api/local.ts';
import { AGENT_ENTRY } from './agent-entry.ts';
import { eventually } from './eventually.ts';
import { runToEnd, type Finished } from './finished.ts';
import { RUNTIME_ENV, RUNTIME_FLAGS } from './runtime.ts';
import { root } from './sources.ts';
import { temporaryFolder } from './temporary.ts';

export interface AgentStart {
  /** What the PC is called. */
  name: string;
  /** Network adapters that it may be seen on; `lo` keeps its multicast on this machine. */
  adapters?: string;
  /** Put before the command line, such as `['ip', 'netns', 'exec', 'pc-1']`. */
  prefix?: readonly string[];
  /** Address at which the others reach it; 127.0.0.1 unless it is in a namespace. */
  host?: string;
  env?: Readonly<Record<string, string>>;
  /** With icon and notifications; without unless this says so. */
  tray?: boolean;
  /** Another program than the one that is shipped; its sources are what is started. */
  entry?: string;
  /** Further arguments of `hallway agent`. */
  args?: readonly string[];
  /** A home of the caller's own, who removes it; a fresh one by default. */
  home?: string;
}

/** A busy machine starts an agent slowly. */
const START_MS = 40_000;
const STOP_MS = 8000;

/** The pinned Node with the agent's entry. */
export const HALLWAY: readonly string[] = [
  process.execPath,
  ...RUNTIME_FLAGS,
  '--disable-warning=ExperimentalWarning',
  AGENT_ENTRY,
];

export class TestAgent {
  readonly name: string;
  readonly home: string;
  readonly host: string;
  url = '';
  token = '';
  deviceId = '';
  /** As it was when the process was last started, which may have changed it at once. */
  deviceIdBefore = '';
  pid = 0;
  peerPort = 0;
  /** Settles when the process that runs now has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #start: AgentStart;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 16 });
  #child: ChildProcess | undefined;
  #bridge: ChildProcess | undefined;
  #output = '';

  constructor(start: AgentStart) {
    this.#start = start;
    this.name = start.name;
    this.host = start.host ?? '127.0.0.1';
    this.home = start.home ?? join(temporaryFolder().path, 'home');
    this.exited = Promise.resolve({ code: null, signal: null });
  }

  /** Starts the process, also again on the same home, and waits until it serves. */
  async start(...more: readonly string[]): Promise<this> {
    const { prefix = [], args = [], name, tray = false, entry = AGENT_ENTRY } = this.#start;
    this.deviceIdBefore = this.deviceId;
    const [command, ...rest] = argvOf([
      ...prefix,
      ...HALLWAY.slice(0, -1),
      entry,
      'agent',
      '--home',
      this.home,
    ]);
    const words = [
      '--name',
      name,
      '--peer-port',
      '0',
      '--local-port',
      '0',
      ...(tray ? [] : ['--no-tray']),
    ];
    this.#output = '';
    const child = spawn(command, [...rest, ...words, ...args, ...more], {
      // The agent ends by itself when the channel breaks: even a killed mocha leaves none behind.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: this.#environment(),
    });
    this.#child = child;
    const hear = (chunk: Buffer): void => void (this.#output += chunk.toString());
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    let ended = false;
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#output += error.message;
        ended = true;
        resolve({ code: null, signal: null });
      });
      child.once('exit', (code, signal) => {
        ended = true;
        resolve({ code, signal });
      });
    });
    const ready = (): string | undefined => /^ready (http:\S+)$/m.exec(this.#output)?.[1];
    await eventually(() => ended || ready(), START_MS, `${name} starts`).catch((error: unknown) => {
      throw new Error(`${name} did not start:\n${this.#output}${this.log()}`, { cause: error });
    });
    if (!ready()) throw new Error(`${name} ended at its start:\n${this.#output}${this.log()}`);
    const file = JSON.parse(readFileSync(join(this.home, 'agent.json'), 'utf8')) as {
      url: string;
      token: string;
      pid: number;
    };
    Object.assign(this, file);
    if (prefix.length > 0) await this.#openBridge();
    const { device, peer } = await this.call(api.getStatus, {});
    this.deviceId = device.id;
    this.peerPort = peer.port;
    return this;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Where the others reach its peer door, for `workgroup join --at`. */
  get at(): string {
    return `${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.peerPort}`;
  }

  /** Asks the agent as its command line does; throws the agent's `HallwayError`. */
  call<E extends Endpoint>(target: E, input: Input<E>, bearer = this.token): Promise<Output<E>> {
    return call(this.#exchange(bearer), target, input);
  }

  /** Runs `hallway …` for this home. A failure is a result, not an exception. */
  cli(...args: readonly string[]): Promise<Finished> {
    const argv = [...(this.#start.prefix ?? []), ...HALLWAY, '--home', this.home, ...args];
    return runToEnd(argv, { env: this.#environment(), timeoutMs: 60_000 });
  }

  /** A fresh one-time address that signs a browser in at `path`. */
  async signInUrl(path = '/'): Promise<string> {
    const { hash } = new URL((await this.call(api.createHandover, {})).url);
    return `${this.url}${path}${hash}`;
  }

  /** Ends the process with `signal` and waits for its end. The home stays. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) {
      process.kill(this.pid || (this.#child.pid ?? 0), signal);
      await this.exited;
    }
    this.#closeDoor();
  }

  /** Ends the agent as the system does at a shutdown; by force if it does not go. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.killNow(), STOP_MS);
    await this.kill('SIGTERM').finally(() => clearTimeout(force));
  }

  /** What it logged, and what it wrote to its terminal. */
  log(): string {
    const file = join(this.home, 'agent.log');
    return (existsSync(file) ? readFileSync(file, 'utf8') : '') + this.#output;
  }

  killNow(): void {
    this.#child?.kill('SIGKILL');
    this.#closeDoor();
  }

  removeHome(): void {
    if (this.#start.home !== undefined) return;
    rmSync(join(this.home, '..'), { recursive: true, force: true, maxRetries: 3 });
  }

  #closeDoor(): void {
    this.#http.destroy();
    this.#bridge?.kill('SIGKILL');
    this.#bridge = undefined;
  }

  #environment(): NodeJS.ProcessEnv {
    const { HALLWAY_HOME: _home, ...inherited } = process.env;
    return {
      ...RUNTIME_ENV,
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'hallway'),
      ...inherited,
      HALLWAY_ADAPTERS: this.#start.adapters ?? 'lo',
      ...this.#start.env,
    };
  }

  /** The local door is on the loopback of the agent's namespace, which this process is not in. */
  async #openBridge(): Promise<void> {
    const path = this.#bridgePath();
    rmSync(path, { force: true });
    const script = join(root, 'test', 'support', 'door-bridge.ts');
    const words = [...(this.#start.prefix ?? []), process.execPath, script, path, `${this.port}`];
    const [command, ...args] = argvOf(words);
    const bridge = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#bridge = bridge;
    await eventually(() => existsSync(path), START_MS, `the way to ${this.name}'s door opens`);
  }

  #bridgePath(): string {
    return join(this.home, '..', 'door');
  }

  #exchange(bearer: string): Exchange {
    const { port } = this;
    const place = this.#bridge
      ? { socketPath: this.#bridgePath() }
      : { host: '127.0.0.1', port, agent: this.#http };
    return ({ method, path, body }) =>
      new Promise((resolve, reject) => {
        const headers: Record<string, string> = {
          host: `127.0.0.1:${port}`,
          authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        };
        const outgoing = request({ ...place, method, path, headers }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          answer.once('error', reject);
          answer.once('end', () =>
            resolve({
              status: answer.statusCode ?? 500,
              body: text === '' ? undefined : JSON.parse(text),
            }),
          );
        });
        outgoing.once('error', reject);
        outgoing.end(body);
      });
  }
}

function argvOf(words: readonly string[]): readonly [string, ...string[]] {
  return words as readonly [string, ...string[]];
}
