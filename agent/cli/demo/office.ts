/** The demo's office: one agent process for each PC, joined into a workgroup and furnished. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  addPrinter,
  addShare,
  createHandover,
  createWorkgroup,
  getStatus,
  joinWorkgroup,
  listOwnPrinters,
  listOwnShares,
  openInvitation,
} from '../../../src/api/local.ts';
import { HallwayError } from '../../../src/base/errors.ts';
import { LocalClient } from '../local-client.ts';
import { entryFile } from '../../life/install-root.ts';
import { writeSamples } from './samples.ts';

const NAMES = [
  'Anna', 'Ben', 'Chris', 'Dora', 'Emil', 'Frida', 'Gustav', 'Hanna', 'Igor', 'Julia', 'Karl', 'Lena',
]; // biome-ignore format: a list of names
const WORKGROUP = 'Demo office';
/** An agent that is not up by then will not come up, in ms. */
const START_PATIENCE = 30_000;
/** Longest wait for a goodbye, in ms. */
const STOP_PATIENCE = 5000;

export interface DemoPc {
  readonly name: string;
  readonly home: string;
  readonly url: string;
  /** A new one-time address of its dashboard. */
  handover(): Promise<string>;
}

export class DemoOffice {
  readonly #folder: string;
  readonly #note: (message: string) => void;
  readonly #processes: ChildProcess[] = [];
  readonly #clients: LocalClient[] = [];
  readonly #resolveEnded: () => void;
  #closing = false;
  /** Resolves when a PC ended by itself. */
  readonly ended: Promise<void>;

  constructor(folder: string, note: (message: string) => void) {
    this.#folder = folder;
    this.#note = note;
    let resolveEnded: () => void = () => {};
    this.ended = new Promise((resolve) => {
      resolveEnded = resolve;
    });
    this.#resolveEnded = resolveEnded;
  }

  /** Starts, joins and furnishes `count` PCs. */
  async open(count: number): Promise<DemoPc[]> {
    const names = NAMES.slice(0, count);
    const pcs = await Promise.all(names.map((name) => this.#startPc(name)));
    const [host, ...others] = pcs;
    if (!host) return [];
    const furnished = pcs.map((pc) => this.#furnish(pc));
    const { workgroup, peer } = await host.client.call(getStatus, {});
    if (!workgroup) await host.client.call(createWorkgroup, { body: { name: WORKGROUP } });
    // One after the other: a pairing window is for one newcomer.
    for (const pc of others) await this.#join(host.client, peer.port, pc.client);
    await Promise.all(furnished);
    return pcs.map(({ name, home, url, client }) => ({
      name,
      home,
      url,
      handover: async () => (await client.call(createHandover, {})).url,
    }));
  }

  /** Ends every PC; safe while `open` still runs. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const client of this.#clients) client.close();
    await Promise.all(this.#processes.map(endProcess));
  }

  async #startPc(name: string): Promise<Omit<DemoPc, 'handover'> & { client: LocalClient }> {
    const home = join(this.#folder, name, 'home');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const child = spawn(
      process.execPath,
      [
        ...process.execArgv, entryFile, 'agent', '--home', home, '--name', name,
        '--peer-port', '0', '--local-port', '0', '--no-tray',
      ], // biome-ignore format: a command line
      // The channel ends the agents even if this process is killed.
      {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        detached: process.platform !== 'win32',
        env: { HALLWAY_ADAPTERS: loopback(), ...process.env },
      },
    );
    this.#processes.push(child);
    child.once('exit', () => {
      if (!this.#closing) this.#note(`${name}'s agent ended.`);
      this.#resolveEnded();
    });
    const url = await readyUrl(child, name);
    const client = new LocalClient(home);
    this.#clients.push(client);
    return { name, home, url, client };
  }

  async #join(host: LocalClient, hostPort: number, newcomer: LocalClient): Promise<void> {
    if ((await newcomer.call(getStatus, {})).workgroup) return;
    const { code } = await host.call(openInvitation, { body: { approve: true } });
    // The address spares the newcomer the wait for multicast; afterwards they find each other by it.
    await newcomer.call(joinWorkgroup, { body: { code, at: `127.0.0.1:${hostPort}` } });
  }

  async #furnish({ name, client }: { name: string; client: LocalClient }): Promise<void> {
    const folder = join(this.#folder, name);
    const samples = writeSamples(folder, name);
    const shared = new Set((await client.call(listOwnShares, {})).map((share) => share.name));
    for (const { path, share, access } of samples.shares)
      if (!shared.has(share)) await client.call(addShare, { body: { path, name: share, access } });
    const printer = `${name}'s printer`;
    const printers = await client.call(listOwnPrinters, {});
    if (printers.some((one) => one.name === printer)) return;
    const uri = pathToFileURL(samples.printed).href;
    await client.call(addPrinter, { body: { uri, name: printer } });
  }
}

/** Waits for the line with which an agent says that it serves. */
async function readyUrl(child: ChildProcess, name: string): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8');
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: string) => {
      text = (text + chunk).slice(-4096);
      const url = /^ready (http:\/\/\S+)$/m.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const failed = new AbortController();
  const timer = setTimeout(() => failed.abort(), START_PATIENCE);
  try {
    return await Promise.race([
      ready,
      once(child, 'exit', { signal: failed.signal }).then(() => Promise.reject(notUp(name))),
    ]);
  } catch (error) {
    throw error instanceof HallwayError ? error : notUp(name);
  } finally {
    clearTimeout(timer);
    failed.abort();
  }
}

function notUp(name: string): HallwayError {
  return new HallwayError('agent.not_running', `The agent of ${name}'s PC did not start.`, {
    fix: 'What it said stands above.',
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
  await gone;
  clearTimeout(force);
}

/** The demo's PCs meet by multicast on this machine; the LAN outside hears nothing of them. */
function loopback(): string {
  const internal = Object.entries(networkInterfaces()).filter(([, addresses]) =>
    addresses?.some((address) => address.internal),
  );
  return internal.map(([name]) => name).join();
}
