/**
 * The file servers that a person connected to: what is remembered of each, its password's place,
 * and its shares as shares of a device. Nothing is sent to a server that nobody connected to.
 */
import { createHash } from 'node:crypto';
import { base32 } from '../../base/base32.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { asHallwayError, HallwayError } from '../../base/errors.ts';
import type { Lifecycle } from '../../base/lifecycle.ts';
import type { Log } from '../../base/log.ts';
import { displayName } from '../../base/text.ts';
import { type FileServer, KnownServers, type SecretPlace } from '../../model/file-server.ts';
import type { DeviceId, ResourceId } from '../../model/id.ts';
import type { Share } from '../../model/share.ts';
import { checked } from '../../net/shape.ts';
import { shareNotFound } from '../file-error.ts';
import type { FileSystem } from '../file-system.ts';
import { SmbFileSystem } from './smb-file-system.ts';
import { SmbHost, type SmbLogin } from './smb-host.ts';

type Known = KnownServers[number];

/** Where passwords are kept. */
export interface SecretStore {
  /** Where it came to be kept. */
  put(key: string, secret: string): Promise<SecretPlace>;
  /** Undefined where it is not there, or the person does not let it be read. */
  get(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

export interface SmbHostsOptions {
  memory: { get(): string | undefined; set(text: string): void };
  secrets: SecretStore;
  clock: Clock;
  log: Log;
}

export interface NewServer {
  name: string;
  host: string;
  port: number;
  /** Null for a guest. */
  login: SmbLogin | null;
  /** A share that is asked for by name: servers hide some. */
  share?: string | undefined;
  /** The password is for this run alone. */
  forget: boolean;
}

interface Live {
  known: Known;
  host: SmbHost;
  files: Map<ResourceId, FileSystem>;
}

export class SmbHosts extends Emitter<{ changed: void }> implements Lifecycle {
  readonly #options: SmbHostsOptions;
  readonly #live = new Map<DeviceId, Live>();
  /** Passwords that are kept nowhere else. */
  readonly #passwords = new Map<DeviceId, string>();

  constructor(options: SmbHostsOptions) {
    super((error) => options.log.error({ error }, 'a listener of file servers failed'));
    this.#options = options;
  }

  start(): void {
    const text = this.#options.memory.get();
    if (text === undefined) return;
    try {
      const value: unknown = JSON.parse(text);
      for (const known of checked(KnownServers, value, 'agent.internal', 'What is remembered'))
        this.#open({ ...known, problem: null });
    } catch (error) {
      this.#options.log.error({ error }, 'the file servers that were remembered cannot be read');
    }
  }

  async stop(): Promise<void> {
    const live = Array.from(this.#live.values());
    this.#live.clear();
    await Promise.all(live.map(({ host }) => host.end()));
  }

  list(): FileServer[] {
    return Array.from(this.#live.values(), ({ known }) => serverOf(known));
  }

  has(id: DeviceId): boolean {
    return this.#live.has(id);
  }

  /** Signs in, and remembers the server if that goes well. One that is known is taken over anew. */
  async connect(server: NewServer): Promise<FileServer> {
    const { name, host, port, login, share, forget } = server;
    const { clock, secrets } = this.#options;
    const trial = new SmbHost({
      host,
      port,
      name,
      credentials: () => Promise.resolve(login),
      clock,
    });
    let computer: string;
    let shares: string[];
    try {
      computer = await trial.check();
      // Servers may refuse to list; what was asked for by name is there all the same.
      shares = await trial.shares().then(
        (found) => found.map((one) => one.name),
        (error: unknown) => {
          if (share === undefined) throw error;
          return [];
        },
      );
      if (share !== undefined) {
        await trial.use(share, true, () => Promise.resolve());
        if (!shares.some((one) => sameName(one, share))) shares.push(share);
      }
    } finally {
      await trial.end();
    }
    const id = idOf(host, port);
    const kept = await this.#keep(id, login, forget, secrets);
    const known: Known = {
      id,
      name: displayName(name, host),
      host,
      port,
      user: login === null ? null : login.user,
      domain: login?.domain ?? '',
      kept,
      problem: null,
      computer,
      shares: shares.slice(0, 10_000),
    };
    await this.#live.get(id)?.host.end();
    this.#open(known);
    this.#remember();
    return serverOf(known);
  }

  /** Throws `host.not_found`. */
  async disconnect(id: DeviceId): Promise<void> {
    const live = this.#find(id);
    this.#live.delete(id);
    this.#passwords.delete(id);
    this.#remember();
    await live.host.end();
    if (live.known.kept !== 'memory') await this.#options.secrets.remove(id);
  }

  /** Asks the server for its shares. */
  async refresh(id: DeviceId): Promise<Share[]> {
    const live = this.#find(id);
    try {
      const found = (await live.host.shares()).map(({ name }) => name);
      // What a person asked for by name stays, though the server hides it.
      const hidden = live.known.shares.filter((name) => name.endsWith('$'));
      live.known.shares = [...found, ...hidden].slice(0, 10_000);
      this.#tell(live, null);
      this.#remember();
    } catch (error) {
      const { code, message } = asHallwayError(error);
      this.#tell(live, message);
      if (code === 'host.sign_in' || code === 'host.unreachable') throw error;
    }
    return sharesOf(live.known);
  }

  shares(): Share[] {
    return Array.from(this.#live.values()).flatMap(({ known }) => sharesOf(known));
  }

  /** A share's files; undefined if the device is no file server. Throws `share.not_found`. */
  open(device: DeviceId, share: ResourceId): FileSystem | undefined {
    const live = this.#live.get(device);
    if (!live) return undefined;
    const open = live.files.get(share);
    if (open) return open;
    const name = live.known.shares.find((one) => shareId(device, one) === share);
    if (name === undefined) throw shareNotFound();
    const { clock, log } = this.#options;
    const files = new SmbFileSystem({ host: live.host, share: name, clock, log });
    live.files.set(share, files);
    return files;
  }

  #open(known: Known): void {
    const { id, name, host, port, computer } = known;
    const client = new SmbHost({
      host,
      port,
      name,
      computer,
      credentials: () => this.#login(known),
      clock: this.#options.clock,
    });
    this.#live.set(id, { known, host: client, files: new Map() });
  }

  async #login({ id, name, user, domain, kept }: Known): Promise<SmbLogin | null> {
    if (user === null) return null;
    const password =
      this.#passwords.get(id) ??
      (kept === 'memory' ? undefined : await this.#options.secrets.get(id));
    if (password === undefined)
      throw new HallwayError('host.sign_in', `The password for ${name} is not kept any more.`, {
        fix: 'Connect to it again.',
      });
    // A keyring may ask its person each time.
    this.#passwords.set(id, password);
    return { user, password, domain };
  }

  async #keep(
    id: DeviceId,
    login: SmbLogin | null,
    forget: boolean,
    secrets: SecretStore,
  ): Promise<SecretPlace> {
    if (login === null) return 'memory';
    this.#passwords.set(id, login.password);
    if (forget) {
      await secrets.remove(id);
      return 'memory';
    }
    return secrets.put(id, login.password);
  }

  #tell(live: Live, problem: string | null): void {
    if (live.known.problem === problem) return;
    live.known.problem = problem;
    this.emit('changed', undefined);
  }

  #remember(): void {
    const all = Array.from(this.#live.values(), ({ known }) => known);
    this.#options.memory.set(JSON.stringify(all));
    this.emit('changed', undefined);
  }

  #find(id: DeviceId): Live {
    const live = this.#live.get(id);
    if (live) return live;
    throw new HallwayError('host.not_found', 'This PC is connected to no such file server.', {
      fix: '`hallway servers` lists them; `hallway connect` connects to one.',
    });
  }
}

/** Of its address, so that connecting to it again is the same server. */
function idOf(host: string, port: number): DeviceId {
  return base32(createHash('sha256').update(`smb://${host.toLowerCase()}:${port}`).digest());
}

function shareId(device: DeviceId, name: string): ResourceId {
  const digest = createHash('sha256').update(`${device}/${name.toLowerCase()}`).digest();
  return base32(digest.subarray(0, 10));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function serverOf({ computer: _computer, shares: _shares, ...server }: Known): FileServer {
  return server;
}

/** The server decides at each call who may write. */
function sharesOf({ id, shares, problem }: Known): Share[] {
  return shares.map((name) => ({
    id: shareId(id, name),
    device: id,
    name: displayName(name, '?'),
    kind: 'folder',
    access: 'write',
    available: problem === null,
  }));
}
