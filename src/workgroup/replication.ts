/**
 * Keeps this PC's log equal to its peers': each side tells its heads, and pulls what it lacks. One
 * exchange per peer at a time; a peer that sends rubbish or promises what it does not have is left
 * alone for a while.
 */
import type { Unsubscribe } from '../base/emitter.ts';
import type { Clock } from '../base/clock.ts';
import type { Lifecycle } from '../base/lifecycle.ts';
import type { Log } from '../base/log.ts';
import type { DeviceId } from '../model/id.ts';
import type { Heads } from './log.ts';
import { parseStatement } from './statement.ts';

/** What replication needs of the workgroup. */
export interface ReplicatedLog {
  readonly events: { on(name: 'changed', listener: () => void): Unsubscribe };
  heads(): Heads;
  lacks(heads: Heads): boolean;
  add(texts: readonly string[]): { added: number; rejected: number };
  markSynced(): void;
}

/** How replication reaches the peers. */
export interface ReplicationTransport {
  /** What `device` has and a replica with these heads lacks, a page at a time. */
  pull(device: DeviceId, heads: Heads): Promise<{ statements: string[]; more: boolean }>;
  /** Tells every linked peer. */
  announce(heads: Heads): void;
}

export interface ReplicationOptions {
  workgroup: ReplicatedLog;
  transport: ReplicationTransport;
  clock: Clock;
  log: Log;
}

interface PeerState {
  running: boolean;
  /** The newest heads that came while an exchange was running. */
  next: Heads | undefined;
  /** Exchanges in a row that promised something and brought nothing. */
  barren: number;
  /** Monotonic time until which the peer is left alone. */
  pausedUntil: number;
}

const MAX_PAGES = 500;
const MAX_REJECTED = 20;
const MAX_BARREN = 10;
const PAUSE_MS = 5 * 60_000;

export class Replication implements Lifecycle {
  readonly #workgroup: ReplicatedLog;
  readonly #transport: ReplicationTransport;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #peers = new Map<DeviceId, PeerState>();
  #unsubscribe: Unsubscribe | undefined;

  constructor({ workgroup, transport, clock, log }: ReplicationOptions) {
    this.#workgroup = workgroup;
    this.#transport = transport;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#unsubscribe ??= this.#workgroup.events.on('changed', () =>
      this.#transport.announce(this.#workgroup.heads()),
    );
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#peers.clear();
  }

  /** A peer told its heads: with the link's first frame, and with each change. */
  onHeads(device: DeviceId, heads: Heads): void {
    if (!this.#unsubscribe) return;
    const peer = this.#peerOf(device);
    if (peer.running) {
      peer.next = heads;
      return;
    }
    if (!this.#workgroup.lacks(heads)) {
      this.#workgroup.markSynced();
      return;
    }
    if (this.#clock.monotonic() < peer.pausedUntil) return;
    peer.running = true;
    void this.#exchange(device, peer);
  }

  /** The link to a peer is gone. A pause outlives it. */
  onLinkDown(device: DeviceId): void {
    const peer = this.#peers.get(device);
    if (peer && !peer.running && this.#clock.monotonic() >= peer.pausedUntil)
      this.#peers.delete(device);
  }

  #peerOf(device: DeviceId): PeerState {
    let peer = this.#peers.get(device);
    if (!peer) {
      peer = { running: false, next: undefined, barren: 0, pausedUntil: 0 };
      this.#peers.set(device, peer);
    }
    return peer;
  }

  async #exchange(device: DeviceId, peer: PeerState): Promise<void> {
    try {
      const added = await this.#pullAll(device, peer);
      peer.barren = added > 0 ? 0 : peer.barren + 1;
      if (peer.barren >= MAX_BARREN) this.#pause(device, peer, 'promises what it does not have');
    } catch (error) {
      this.#log.debug({ device, error }, 'the exchange with a peer broke off');
    } finally {
      peer.running = false;
      const { next } = peer;
      peer.next = undefined;
      if (next) this.onHeads(device, next);
    }
  }

  async #pullAll(device: DeviceId, peer: PeerState): Promise<number> {
    let cursor = this.#workgroup.heads();
    let added = 0;
    let rejected = 0;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { statements, more } = await this.#transport.pull(device, cursor);
      // Stopped, or out of the workgroup, meanwhile.
      if (!this.#unsubscribe) return added;
      const result = this.#workgroup.add(statements);
      added += result.added;
      rejected += result.rejected;
      if (rejected >= MAX_REJECTED) {
        this.#pause(device, peer, 'sends invalid statements');
        return added;
      }
      if (!more || statements.length === 0) {
        this.#workgroup.markSynced();
        return added;
      }
      cursor = { ...this.#workgroup.heads(), ...lastOfEach(statements) };
    }
    return added;
  }

  #pause(device: DeviceId, peer: PeerState, why: string): void {
    peer.pausedUntil = this.#clock.monotonic() + PAUSE_MS;
    peer.barren = 0;
    this.#log.warn({ device, why }, 'no exchange with this peer for a while');
  }
}

/**
 * Where the page ended, as heads: so that the next one begins there even if all of this one was
 * known. The answers are counted as sent, whatever became of them here.
 */
function lastOfEach(texts: readonly string[]): Heads {
  const heads: Heads = {};
  for (const text of texts) {
    const read = headOf(text);
    if (read) heads[read.by] = read.id;
  }
  return heads;
}

function headOf(text: string): { by: DeviceId; id: string } | undefined {
  try {
    const { id, statement } = parseStatement(text);
    return { by: statement.by, id };
  } catch {
    return undefined;
  }
}
