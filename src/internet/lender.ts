/**
 * Takes a member's connections to the internet: those that its allowance and the address permit, each
 * counted, few at a time, and ended at once when the right is.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { asHallwayError, HallwayError, httpStatus } from '../base/errors.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import { REFUSAL_HEADER } from '../api/peer-internet.ts';
import type { DeviceId } from '../model/id.ts';
import type { Allowances } from './allowances.ts';
import { destinationOf } from './destination.ts';
import { Tunnel } from './tunnel.ts';
import type { WayOut } from './way-out.ts';

export interface LenderOptions {
  allowances: Pick<Allowances, 'require' | 'take'>;
  way: Pick<WayOut, 'open'>;
  /** Its owner shares nothing for now. */
  paused: () => boolean;
  clock: Clock;
  log: Log;
  /** Nothing either way for this long ends a connection; five minutes unless told. */
  idleMs?: number;
}

interface LenderEvents {
  /** The member opened or closed a connection. */
  changed: { device: DeviceId };
  /** So many bytes since the last of these; told when it has not used any for a while. */
  used: { device: DeviceId; bytes: number };
}

/** A browser opens 32 at a time through one proxy; the peer door takes 64 of one PC. */
const MOST_OF_ONE = 48;
const MOST_OF_ALL = 200;
const IDLE_MS = 300_000;
const NOTED_EVERY_MS = 600_000;
const NOTED_AFTER_MS = 3_600_000;

interface Member {
  /** Ends each of its connections. */
  readonly open: Set<() => void>;
  /** Not told yet, and since when. */
  bytes: number;
  since: number;
}

export class Lender extends Emitter<LenderEvents> implements Lifecycle {
  readonly #options: LenderOptions;
  readonly #members = new Map<DeviceId, Member>();
  #stopNoting: (() => void) | undefined;

  constructor(options: LenderOptions) {
    super((error) => options.log.error({ error }, 'a listener of the lender failed'));
    this.#options = options;
  }

  start(): void {
    this.#stopNoting = this.#options.clock.every(NOTED_EVERY_MS, () => this.#note(false));
  }

  stop(): void {
    this.#stopNoting?.();
    this.endAll();
    this.#note(true);
  }

  /** Connections of a member that stand or are being made. */
  openOf(device: DeviceId): number {
    return this.#members.get(device)?.open.size ?? 0;
  }

  end(device: DeviceId): void {
    for (const end of Array.from(this.#members.get(device)?.open ?? [])) end();
    this.#note(true, device);
  }

  endAll(): void {
    for (const device of Array.from(this.#members.keys())) this.end(device);
  }

  /**
   * Answers a CONNECT of a member, whose key was proven, with a connection or with the code of what is
   * in the way. Never rejects.
   */
  async connect(device: DeviceId, authority: string, near: Socket, head: Buffer): Promise<void> {
    const wanted = new AbortController();
    const member = this.#memberOf(device);
    const gone = (): void => wanted.abort();
    const end = (): void => {
      wanted.abort();
      near.destroy();
    };
    try {
      this.#require(device, member);
      const destination = destinationOf(authority);
      member.open.add(end);
      this.emit('changed', { device });
      near.once('close', gone);
      const far = await this.#options.way.open(destination, wanted.signal);
      if (wanted.signal.aborted || !near.writable) {
        far.on('error', () => {});
        far.destroy();
        throw new HallwayError('request.cancelled', 'The connection was no longer wanted.');
      }
      near.removeListener('close', gone);
      this.#join(device, member, near, far, head);
    } catch (error) {
      near.removeListener('close', gone);
      refuse(near, asHallwayError(error));
    } finally {
      // A connection that stands has an entry of its own.
      if (member.open.delete(end)) this.emit('changed', { device });
    }
  }

  #join(device: DeviceId, member: Member, near: Socket, far: Socket, head: Buffer): void {
    const { allowances, idleMs = IDLE_MS, clock } = this.#options;
    const tunnel = new Tunnel({
      near,
      far,
      idleMs,
      take: (bytes) => {
        const allowed = allowances.take(device, bytes);
        if (member.bytes === 0) member.since = clock.monotonic();
        member.bytes += allowed;
        return allowed;
      },
      closed: () => {
        member.open.delete(end);
        this.emit('changed', { device });
      },
    });
    const end = (): void => tunnel.end();
    member.open.add(end);
    near.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tunnel.start(head);
  }

  #require(device: DeviceId, { open }: Member): void {
    const { allowances, paused } = this.#options;
    allowances.require(device);
    if (paused()) throw new HallwayError('request.busy', 'Sharing is paused at that PC.');
    const all = Array.from(this.#members.values()).reduce((sum, one) => sum + one.open.size, 0);
    if (open.size >= MOST_OF_ONE || all >= MOST_OF_ALL)
      throw new HallwayError('request.busy', 'There are too many connections at once.');
  }

  #memberOf(device: DeviceId): Member {
    let member = this.#members.get(device);
    if (!member) this.#members.set(device, (member = { open: new Set(), bytes: 0, since: 0 }));
    return member;
  }

  /** Tells what was used of those that pause, and of those that do not once in a while. */
  #note(all: boolean, only?: DeviceId): void {
    const now = this.#options.clock.monotonic();
    for (const [device, member] of this.#members) {
      if (only !== undefined && device !== only) continue;
      const { open, bytes, since } = member;
      const due = all || open.size === 0 || now - since >= NOTED_AFTER_MS;
      if (!due || bytes === 0) continue;
      member.bytes = 0;
      this.emit('used', { device, bytes });
    }
  }
}

/** The code alone: what it means is said in the words of the PC that reads it. */
function refuse(near: Socket, error: HallwayError): void {
  if (!near.writable) return void near.destroy();
  near.write(
    `HTTP/1.1 ${httpStatus(error.code)} Refused\r\n${REFUSAL_HEADER}: ${error.code}\r\n` +
      'Connection: close\r\nContent-Length: 0\r\n\r\n',
  );
  near.destroySoon();
}
